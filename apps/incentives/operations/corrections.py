"""Waiving a proposed correction: the difference is let be for good, with the reason."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from apps.engine.settlement import Settlement
from apps.incentives import refusals
from apps.incentives.choices import RunState
from apps.incentives.models import Correction
from apps.incentives.operations.moving import hold_run, require_state
from apps.incentives.operations.repricing import reprice
from apps.people.models import Person, User


@transaction.atomic
def waive_correction(*, correction: Correction, reason: str, by: User, at: datetime) -> Correction:
    """Neither pay nor take the difference, now or in a later run.

    Refusals: `ReasonNeeded`, `WrongState`, `RunChanged`, `OwnException`, `CorrectionWaived`.
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    run = correction.run
    require_state(run, RunState.CALCULATED)
    hold_run(run)
    if Person.objects.filter(pk=correction.person_id, user=by).exists():
        raise refusals.OwnException
    open_row = type(correction).objects.filter(pk=correction.pk, waived_at__isnull=True)
    if not open_row.update(waived_by=by, waived_at=at, waiver=reason.strip()):
        raise refusals.CorrectionWaived
    correction.refresh_from_db()
    reprice(
        run,
        {correction.person_id: lambda settlement: _without(settlement, correction)},
        verb="correction_waived",
        by=by,
        at=at,
        reason=reason.strip(),
        after={
            "person_id": correction.person_id,
            "for_month": correction.for_month.isoformat(),
            "amount": correction.amount,
        },
    )
    return correction


def _without(settlement: Settlement, waived: Correction) -> Settlement:
    return replace(
        settlement,
        corrections=tuple(
            replace(one, waived=one.waived + waived.amount)
            if (one.for_period, one.key) == (waived.for_month, waived.key)
            else one
            for one in settlement.corrections
        ),
    )
