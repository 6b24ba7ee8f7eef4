"""Deciding what has to be looked at before a run is approved, and the bounds that find it."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Final

from django.db import transaction

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.choices import Decision, RunState
from apps.incentives.models import PayoutRun, RunException
from apps.incentives.operations.holds import hold_pay
from apps.incentives.operations.moving import hold_run, require_state
from apps.incentives.operations.repricing import reprice
from apps.incentives.settling import NEGATIVE
from apps.people.models import Person, User

USUAL: Final = (Decision.PAY, Decision.HOLD)
DECISIONS: Final[Mapping[str, tuple[Decision, ...]]] = {NEGATIVE: (Decision.CARRY, Decision.WAIVE)}
"""How each kind of exception can be decided; a negative total is carried over or waived."""


def possible_decisions(exception: RunException) -> tuple[Decision, ...]:
    """How the exception can be decided; one of the whole run only by letting it be."""
    if exception.person_id is None:
        return (Decision.PAY,)
    return DECISIONS.get(exception.code, USUAL)


@transaction.atomic
def clear_exception(
    *, exception: RunException, reason: str, by: User, at: datetime, decision: str = ""
) -> RunException:
    """Decide the exception, and say why; without a word the first possible decision.

    To hold needs a run that is calculated. Refusals: `ReasonNeeded`, `WrongState`, `OwnException`,
    `DecisionWrong`, `ExceptionCleared` (decided, or gone with a recalculation), those of `hold_pay`.
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    run, chosen = exception.run, decision or possible_decisions(exception)[0]
    require_state(run, RunState.CALCULATED, RunState.SUBMITTED)
    if chosen not in possible_decisions(exception):
        raise refusals.DecisionWrong
    if exception.person_id is not None and Person.objects.filter(pk=exception.person_id, user=by).exists():
        raise refusals.OwnException
    open_row = RunException.objects.filter(pk=exception.pk, cleared_at__isnull=True)
    if not open_row.update(cleared_by=by, cleared_at=at, clearance=reason.strip(), decision=chosen):
        raise refusals.ExceptionCleared
    exception.refresh_from_db()
    audit.record(
        verb="payout_run.exception_cleared",
        subject=run,
        by=by,
        at=at,
        after={"code": exception.code, "person_id": exception.person_id, "decision": str(chosen)},
        reason=reason.strip(),
    )
    if chosen == Decision.HOLD and exception.person is not None:
        hold_pay(run=run, person=exception.person, reason=reason, by=by, at=at)
    return exception


@transaction.atomic
def change_bounds(
    *, run: PayoutRun, median: Fraction, change: Fraction, reason: str, by: User, at: datetime
) -> PayoutRun:
    """Look at amounts from other bounds in this run; decisions stay where the exception is the same.

    Refusals: `ReasonNeeded`, `WrongState`, `RunChanged`, `BoundsWrong`.
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    if median <= 1 or change <= 0:
        raise refusals.BoundsWrong
    require_state(run, RunState.CALCULATED)
    hold_run(run)
    limits = {"median": str(median), "change": str(change)}
    PayoutRun.objects.matching(run).update(limits=limits)
    run.limits = limits
    return reprice(
        run, {}, verb="bounds_changed", by=by, at=at, reason=reason.strip(), after={"limits": limits}
    )
