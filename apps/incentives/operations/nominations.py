"""Nominations: rules, their application to closed months, and a person's decision with its reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.choices import HonourBasis, NominationState
from apps.incentives.models import Nomination, NominationRule
from apps.incentives.queries.nominations import DueNomination, due_nominations
from apps.metrics.choices import KpiDirection
from apps.metrics.models import Kpi
from apps.people.choices import Role
from apps.people.clock import local_day
from apps.people.models import Person, RoleGrant, User
from apps.people.operations import notify
from apps.people.queries.dated import touching


@transaction.atomic
def create_nomination_rule(
    *,
    code: str,
    name: str,
    basis: str,
    bound_micros: int,
    months: int,
    starts: date,
    by: User,
    at: datetime,
    kpi: Kpi | None = None,
    tenure_months: int = 0,
) -> NominationRule:
    """A rule for putting people forward. Refusals: `HonourCodeTaken`, `HonourNeedsKpi`, `MonthsWrong`."""
    if basis == HonourBasis.IMPROVED or not 2 <= months <= 24:
        raise refusals.MonthsWrong
    if basis == HonourBasis.KPI and (kpi is None or kpi.direction == KpiDirection.BAND):
        raise refusals.HonourNeedsKpi
    try:
        with transaction.atomic():
            rule = NominationRule.objects.create(
                code=code,
                name=name,
                basis=basis,
                kpi=kpi if basis == HonourBasis.KPI else None,
                bound_micros=bound_micros,
                months=months,
                tenure_months=tenure_months,
                starts=starts,
            )
    except IntegrityError:
        raise refusals.HonourCodeTaken(code=code) from None
    after = {"code": code, "basis": basis, "bound_micros": bound_micros, "months": months}
    audit.record(verb="nomination_rule.created", subject=rule, by=by, at=at, after=after)
    return rule


@transaction.atomic
def retire_nomination_rule(*, rule: NominationRule, by: User, at: datetime) -> NominationRule:
    """Put nobody forward by the rule any more. A second time changes nothing."""
    if NominationRule.objects.filter(pk=rule.pk, active=True).update(active=False):
        audit.record(verb="nomination_rule.retired", subject=rule, by=by, at=at)
    rule.refresh_from_db()
    return rule


def nominate(*, at: datetime) -> int:
    """Put forward whoever meets a rule by the newest closed months. Returns how many.

    Two at work at the same time nominate nobody twice.
    """
    return sum(_nominate(due, at) for due in due_nominations())


@transaction.atomic
def _nominate(due: DueNomination, at: datetime) -> int:
    try:
        with transaction.atomic():
            row = Nomination.objects.create(
                rule=due.rule,
                person_id=due.person_id,
                month=due.month,
                evidence=due.evidence,
                made_at=at,
            )
    except IntegrityError:
        return 0  # another worker was faster
    audit.record(verb="nomination.made", subject=row, by=None, at=at, after={"month": due.month.isoformat()})
    notify(
        person_ids=_deciders(local_day(at)),
        code="nomination.made",
        values={"rule": due.rule.name, "name": row.person.name},
        url=reverse("nominations"),
        at=at,
    )
    return 1


def _deciders(day: date) -> list[int]:
    grants = RoleGrant.objects.filter(touching(day, day), role=Role.HR)
    return list(grants.order_by("person_id").values_list("person_id", flat=True))


@transaction.atomic
def decide_nomination(
    *, nomination: Nomination, state: str, reason: str, by: User, at: datetime
) -> Nomination:
    """Accept, decline or postpone, and say why.

    Refusals: `ReasonNeeded`, `DecisionWrong`, `OwnException`, `NominationDecided`.
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    if state not in NominationState.values or state == NominationState.OPEN:
        raise refusals.DecisionWrong
    if Person.objects.filter(pk=nomination.person_id, user=by).exists():
        raise refusals.OwnException
    open_row = Nomination.objects.filter(pk=nomination.pk, state=NominationState.OPEN)
    if not open_row.update(state=state, decided_by=by, decided_at=at, reason=reason.strip()):
        raise refusals.NominationDecided
    nomination.refresh_from_db()
    audit.record(
        verb="nomination.decided",
        subject=nomination,
        by=by,
        at=at,
        after={"state": state},
        reason=reason.strip(),
    )
    return nomination
