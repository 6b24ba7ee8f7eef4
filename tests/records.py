"""Facts and people written straight into the tables, for tests of what is computed from them."""

import itertools
from datetime import UTC, date, datetime
from typing import Any, Final

from apps.intake.choices import SourceKind
from apps.intake.models import (
    AgentSession,
    Batch,
    Call,
    Complaint,
    Credit,
    Customer,
    Enquiry,
    Evaluation,
    FollowUp,
    Mapping,
    Measurement,
    Opportunity,
    Order,
    OrderLine,
    Refund,
    Source,
    StoredFile,
    SurveyResponse,
)
from apps.metrics.models import KpiVersion
from apps.people.days import FOREVER
from apps.people.models import Organisation, Person, Placement, Site, Team
from apps.people.operations.teams import rebuild_paths

AT: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def day(text: str) -> date:
    """`11-24` of 2026, or a whole ISO date."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def organisation(currency: str = "HKD") -> Organisation:
    """The organisation with a currency."""
    made, _ = Organisation.objects.update_or_create(
        pk=1, defaults={"name": "Test", "currency": currency, "time_zone": "Asia/Hong_Kong"}
    )
    return made


def team(code: str, *, parent: Team | None = None, site: Site | None = None) -> Team:
    """A team, and the tree as it then is."""
    made = Team.objects.create(code=code, name=code, parent=parent, site=site)
    rebuild_paths()
    return made


def site(code: str) -> Site:
    """A site."""
    return Site.objects.create(code=code, name=code)


def person(name: str, place: Team | None = None, *, starts: str = "2025-01-01") -> Person:
    """A person, placed in a team from a day on."""
    made = Person.objects.create(name=name, name_key=name.casefold())
    if place is not None:
        placed(made, place, starts)
    return made


def placed(who: Person, where: Team, starts: str, ends: str | None = None) -> Placement:
    """The person's records count for a team from `starts` until before `ends`."""
    last = day(ends) if ends else FOREVER
    return Placement.objects.create(person=who, team=where, starts=day(starts), ends=last)


def batch() -> Batch:
    """A batch to which facts may belong."""
    source, _ = Source.objects.get_or_create(code="test", defaults={"name": "Test", "kind": SourceKind.CRM})
    mapping, _ = Mapping.objects.get_or_create(
        source=source, version=1, defaults={"spec": {"records": []}, "created_at": AT}
    )
    file, _ = StoredFile.objects.get_or_create(sha256="0" * 64, defaults={"size": 1, "path": "none"})
    made, _ = Batch.objects.get_or_create(
        source=source, mapping=mapping, file=file, defaults={"filename": "test.csv", "created_at": AT}
    )
    return made


def _fact(when: str | None, **values: Any) -> dict[str, Any]:
    made = batch()
    number = next(_numbers)
    key = values.pop("key", f"r{number}")
    fact = {"source": made.source, "batch": made, "row": number, "key": key, **values}
    return {**fact, "day": day(when) if when else None}


def customer(number: int | None) -> int | None:
    """The customer of a number; None stays None."""
    if number is not None:
        Customer.objects.get_or_create(pk=number, defaults={"label": f"c{number}"})
    return number


def call(who: Person, when: str, buyer: int | None = None, *, out: bool = True, **values: Any) -> Call:
    """An answered outbound call, unless said otherwise."""
    values = {"answered": True, "talk_seconds": 60, "wait_seconds": None, **values}
    direction = "out" if out else "in"
    fact = _fact(when, agent=who, customer_id=customer(buyer), direction=direction, **values)
    return Call.objects.create(**fact)


def order(who: Person, when: str, buyer: int | None = None, amount: int = 10_000, **values: Any) -> Order:
    """An order of 100.00, unless said otherwise."""
    cancelled = values.pop("cancelled", None)
    values = {"currency": "HKD", "cancelled_day": day(cancelled) if cancelled else None, **values}
    return Order.objects.create(
        **_fact(when, agent=who, customer_id=customer(buyer), amount=amount, **values)
    )


def refund(of: Order, when: str, amount: int, **values: Any) -> Refund:
    """Money given back on an order."""
    values = {"currency": of.currency, **values}
    return Refund.objects.create(**_fact(when, order=of, order_key=of.key, amount=amount, **values))


def opportunity(
    who: Person, opened: str | None, closed: str | None = None, *, stage: str = "open", **values: Any
) -> Opportunity:
    """A deal in the pipeline."""
    return Opportunity.objects.create(
        **_fact(opened, agent=who, stage=stage, closed_day=day(closed) if closed else None, **values)
    )


def enquiry(who: Person, when: str, buyer: int | None = None, seconds: int | None = 30) -> Enquiry:
    """A question that came in."""
    return Enquiry.objects.create(
        **_fact(when, agent=who, customer_id=customer(buyer), response_seconds=seconds)
    )


def survey(who: Person, when: str, score: int, **values: Any) -> SurveyResponse:
    """A customer's answer, in hundredths of a point."""
    return SurveyResponse.objects.create(**_fact(when, agent=who, score=score, **values))


def complaint(who: Person, when: str) -> Complaint:
    """A complaint about a person."""
    return Complaint.objects.create(**_fact(when, agent=who))


def evaluation(who: Person, when: str, score: int) -> Evaluation:
    """A quality check, in hundredths of a point."""
    return Evaluation.objects.create(**_fact(when, agent=who, score=score))


def line(of: Order, product: str, quantity: int | None = 1000) -> OrderLine:
    """A line of an order; the quantity in thousandths."""
    return OrderLine.objects.create(**_fact(None, order_key=of.key, product=product, quantity=quantity))


def credit(of: Order, who: Person, share: int) -> Credit:
    """Somebody's share of an order, in ten-thousandths."""
    return Credit.objects.create(**_fact(None, agent=who, order_key=of.key, share=share))


def session(who: Person, when: str, seconds: int | None, **values: Any) -> AgentSession:
    """Time logged in."""
    return AgentSession.objects.create(**_fact(when, agent=who, logged_in_seconds=seconds, **values))


def follow_up(who: Person, when: str, due: str | None, done: str | None = None, **values: Any) -> FollowUp:
    """A promise to a customer."""
    days = {"due_day": day(due) if due else None, "done_day": day(done) if done else None}
    return FollowUp.objects.create(**_fact(when, agent=who, **days, **values))


def measurement(
    when: str, code: str, value: int, *, who: Person | None = None, of: Team | None = None
) -> Measurement:
    """A value of an agent or a team, in millionths."""
    return Measurement.objects.create(**_fact(when, agent=who, team=of, code=code, value=value))


def new_version(code: str, starts: str, **parameters: Any) -> KpiVersion:
    """Another version of a KPI, with other parameters."""
    last = KpiVersion.objects.filter(kpi__code=code).order_by("-version")[0]
    return KpiVersion.objects.create(
        kpi=last.kpi,
        version=last.version + 1,
        starts=day(starts),
        numerator=last.numerator,
        denominator=last.denominator,
        scale=last.scale,
        min_sample=last.min_sample,
        parameters=parameters,
    )
