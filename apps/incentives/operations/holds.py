"""“Pay the rest, hold this”: a person's pay waits; lifted, the next run pays it."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.engine.settlement import Settlement
from apps.incentives import refusals
from apps.incentives.choices import RunState
from apps.incentives.models import Hold, PayoutRun
from apps.incentives.operations.moving import hold_run, require_state
from apps.incentives.operations.repricing import reprice
from apps.incentives.queries.held import amount_of_order
from apps.people.models import Person, User
from apps.people.written import month_text


@transaction.atomic
def hold_pay(*, run: PayoutRun, person: Person, reason: str, by: User, at: datetime) -> Hold:
    """Hold a person's whole pay in a calculated run.

    Refusals: `ReasonNeeded`, `WrongState`, `RunChanged`, `NotInRun`, `HeldAlready`.
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    require_state(run, RunState.CALCULATED)
    hold_run(run)
    if not run.inputs.filter(person=person).exists():
        raise refusals.NotInRun
    try:
        with transaction.atomic():
            row = Hold.objects.create(run=run, person=person, reason=reason.strip(), by=by, at=at)
    except IntegrityError:
        raise refusals.HeldAlready from None
    reprice(
        run,
        {person.pk: lambda settlement: replace(settlement, held=True)},
        verb="held",
        by=by,
        at=at,
        reason=row.reason,
        after={"person_id": person.pk},
    )
    return row


@transaction.atomic
def hold_order(*, run: PayoutRun, person: Person, order: str, reason: str, by: User, at: datetime) -> Hold:
    """Hold what one order brings a person in a calculated run, and pay the rest.

    That is the difference the order makes to the person's own amount. Refusals: those of `hold_pay`, and
    `OrderUnknown` (the order counts for no component of the plan).
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    require_state(run, RunState.CALCULATED)
    hold_run(run)
    amount = amount_of_order(run, person.pk, order.strip())
    if amount is None:
        raise refusals.OrderUnknown(order=order, month=month_text(run.month))
    try:
        with transaction.atomic():
            row = Hold.objects.create(
                run=run,
                person=person,
                order=order.strip(),
                amount=amount,
                reason=reason.strip(),
                by=by,
                at=at,
            )
    except IntegrityError:
        raise refusals.HeldAlready from None
    held = (row.order, amount)
    reprice(
        run,
        {person.pk: lambda settlement: replace(settlement, held_orders=(*settlement.held_orders, held))},
        verb="held",
        by=by,
        at=at,
        reason=row.reason,
        after={"person_id": person.pk, "order": row.order},
    )
    return row


@transaction.atomic
def lift_hold(*, hold: Hold, reason: str, by: User, at: datetime) -> Hold:
    """Lift a hold: in a run that is still calculated as if it had not been, else the next run pays it.

    Refusals: `ReasonNeeded`, `HoldLifted`, `OwnException`, `WrongState` (submitted, approved: send it back).
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    run = hold.run
    require_state(run, RunState.CALCULATED, RunState.LOCKED, RunState.EXPORTED, RunState.ACKNOWLEDGED)
    if Person.objects.filter(pk=hold.person_id, user=by).exists():
        raise refusals.OwnException
    hold_run(run)
    open_row = Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True)
    if not open_row.update(lifted_by=by, lifted_at=at, lifting=reason.strip()):
        raise refusals.HoldLifted
    hold.refresh_from_db()
    if run.state == RunState.CALCULATED:
        reprice(
            run,
            {hold.person_id: lambda settlement: _lifted(settlement, hold)},
            verb="hold_lifted",
            by=by,
            at=at,
            reason=reason.strip(),
            after={"person_id": hold.person_id},
        )
    else:
        audit.record(
            verb="payout_run.hold_lifted",
            subject=run,
            by=by,
            at=at,
            after={"person_id": hold.person_id},
            reason=reason.strip(),
        )
    return hold


def _lifted(settlement: Settlement, hold: Hold) -> Settlement:
    if not hold.order:
        return replace(settlement, held=False)
    left = tuple(one for one in settlement.held_orders if one[0] != hold.order)
    return replace(settlement, held_orders=left)
