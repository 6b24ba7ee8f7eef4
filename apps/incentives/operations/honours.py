"""Honours: rules, and their application to closed months by whoever looks for what is not handled yet."""

from datetime import date, datetime
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.engine.honours import HonourRule as EngineRule
from apps.engine.honours import honour
from apps.engine.ranking import Standing
from apps.incentives.choices import HonourBasis, HonourSubject
from apps.incentives.models import Award, HonourRound, HonourRule
from apps.incentives.queries.honours import DueRound, candidates, due_rounds
from apps.incentives.refusals import HonourCodeTaken, HonourNeedsKpi
from apps.incentives.snapshot import pack_value
from apps.metrics.choices import KpiDirection
from apps.metrics.models import Kpi
from apps.metrics.queries import kpi_infos
from apps.people.choices import MembershipKind
from apps.people.days import ONE_DAY, next_month
from apps.people.models import Membership, User
from apps.people.operations import notify
from apps.people.queries.dated import touching

LEAST_RISE = Fraction(1, 1_000_000)  # whoever is honoured as most improved has improved


@transaction.atomic
def create_honour_rule(
    *,
    code: str,
    name: str,
    basis: str,
    kpi: Kpi | None = None,
    starts: date,
    by: User | None,
    at: datetime,
    subject: str = HonourSubject.AGENT,
) -> HonourRule:
    """A rule for an honour: each month's best agent or team by score, by a KPI, or the most improved.

    Refusals: `HonourCodeTaken`, `HonourNeedsKpi` (no KPI, or one whose target is a band).
    """
    if basis == HonourBasis.KPI and (kpi is None or kpi.direction == KpiDirection.BAND):
        raise HonourNeedsKpi
    try:
        with transaction.atomic():
            rule = HonourRule.objects.create(
                code=code,
                name=name,
                basis=basis,
                subject=subject,
                kpi=kpi if basis == HonourBasis.KPI else None,
                starts=starts,
            )
    except IntegrityError:
        raise HonourCodeTaken(code=code) from None
    after = {
        "code": code,
        "basis": basis,
        "subject": str(subject),
        "kpi": kpi.code if kpi else None,
        "starts": starts.isoformat(),
    }
    audit.record(verb="honour_rule.created", subject=rule, by=by, at=at, after=after)
    return rule


@transaction.atomic
def retire_honour_rule(*, rule: HonourRule, by: User, at: datetime) -> HonourRule:
    """Apply the rule to no further month; what was awarded stays. A second time changes nothing."""
    if HonourRule.objects.filter(pk=rule.pk, active=True).update(active=False):
        audit.record(verb="honour_rule.retired", subject=rule, by=by, at=at)
    rule.refresh_from_db()
    return rule


def award_honours(*, at: datetime) -> int:
    """Apply every rule to the closed months it was not applied to yet. Returns how many people were honoured.

    Each rule and closing once, in its own transaction: two at work at the same time honour nobody twice.
    """
    return sum(_award(due, at) for due in due_rounds())


@transaction.atomic
def _award(due: DueRound, at: datetime) -> int:
    try:
        with transaction.atomic():
            done = HonourRound.objects.create(
                rule=due.rule, month=due.month, close_number=due.close_number, at=at
            )
    except IntegrityError:
        return 0  # another worker was faster
    return _give(done, due, at)


def _give(done: HonourRound, due: DueRound, at: datetime) -> int:
    standings = _best(due)
    Award.objects.bulk_create(
        Award(
            round=done,
            **{f"{due.rule.subject_field}_id": int(standing.key)},
            values={"value": pack_value(standing.value or Fraction(0)), "shared": standing.shared},
        )
        for standing in standings
    )
    audit.record(
        verb="honour.awarded",
        subject=done,
        by=None,
        at=at,
        after={f"{due.rule.subject_field}s": [int(standing.key) for standing in standings]},
    )
    notify(
        person_ids=_people(due, [int(standing.key) for standing in standings]),
        code="honour.awarded",
        values={"honour": due.rule.name, "month": f"{due.month:%Y-%m}"},
        url=reverse("honours"),
        at=at,
    )
    return len(standings)


def _people(due: DueRound, keys: list[int]) -> list[int]:
    """Whom the notice is for: the people themselves, or those at home in the teams on the last day."""
    if due.rule.subject == HonourSubject.AGENT:
        return keys
    last = next_month(due.month) - ONE_DAY
    homes = Membership.objects.filter(touching(last, last), kind=MembershipKind.HOME, team_id__in=keys)
    return list(homes.order_by("person_id").values_list("person_id", flat=True))


def _best(due: DueRound) -> list[Standing]:
    kpi = due.rule.kpi
    info = kpi_infos(due.month).get(kpi.code) if kpi else None
    rule = EngineRule(
        min_sample=info.min_sample if info else 0,
        lowest_first=bool(kpi and kpi.direction == KpiDirection.LOWER),
        bound=LEAST_RISE if due.rule.basis == HonourBasis.IMPROVED else None,
    )
    standings, _issues = honour(candidates(due), rule)
    return standings
