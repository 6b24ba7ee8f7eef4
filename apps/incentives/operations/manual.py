"""Awards and deductions by hand: asked for with a reason, decided by a second person."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.models import ManualLine, PayoutRun, Plan
from apps.people.models import Person, User
from apps.people.written import month_text


@transaction.atomic
def ask_manual(
    *, plan: Plan, person: Person, month: date, amount: int, reason: str, by: User, at: datetime
) -> ManualLine:
    """Ask for an award (above 0) or deduction (below 0) in minor units of the plan's currency.

    Refusals: `ReasonNeeded`, `AmountNeeded`, `OwnPay`, `MonthPaid` (the month's run is approved already).
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    if not amount:
        raise refusals.AmountNeeded
    _check(plan, person.pk, month, by)
    line = ManualLine.objects.create(
        plan=plan,
        person=person,
        month=month,
        amount=amount,
        reason=reason.strip()[:300],
        asked_by=by,
        asked_at=at,
    )
    _record("asked", line, by=by, at=at)
    return line


@transaction.atomic
def approve_manual(*, line: ManualLine, by: User, at: datetime) -> ManualLine:
    """The second person's word; the next calculation takes the line in.

    Refusals: `SecondPersonNeeded`, `OwnPay`, `MonthPaid`, `ManualDecided`.
    """
    if line.asked_by_id == by.pk:
        raise refusals.SecondPersonNeeded
    _check(line.plan, line.person_id, line.month, by)
    open_row = ManualLine.objects.waiting().filter(pk=line.pk).exclude(asked_by=by)
    if not open_row.update(approved_by=by, approved_at=at):
        raise refusals.ManualDecided
    line.refresh_from_db()
    _record("approved", line, by=by, at=at)
    return line


@transaction.atomic
def decline_manual(*, line: ManualLine, by: User, at: datetime) -> ManualLine:
    """Not to be paid; whoever asked may take it back the same way. Refusals: `OwnPay`, `ManualDecided`."""
    if Person.objects.filter(pk=line.person_id, user=by).exists():
        raise refusals.OwnPay
    if not ManualLine.objects.waiting().filter(pk=line.pk).update(declined_by=by, declined_at=at):
        raise refusals.ManualDecided
    line.refresh_from_db()
    _record("declined", line, by=by, at=at)
    return line


def _check(plan: Plan, person_id: int, month: date, by: User) -> None:
    """Nobody's own pay, and no month whose amounts are approved."""
    if Person.objects.filter(pk=person_id, user=by).exists():
        raise refusals.OwnPay
    paid = PayoutRun.objects.approved().filter(Q(plan_version__plan=plan), month=month)
    if paid.exists():
        raise refusals.MonthPaid(month=month_text(month))


def _record(verb: str, line: ManualLine, *, by: User, at: datetime) -> None:
    audit.record(
        verb=f"manual_line.{verb}",
        subject=line,
        by=by,
        at=at,
        after={"person_id": line.person_id, "month": line.month.isoformat(), "amount": line.amount},
        reason=line.reason,
    )
