"""How a run moves:

One conditional UPDATE on state and version, with its audit row, in the caller's transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from apps.audit import operations as audit
from apps.incentives.choices import RunState
from apps.incentives.models import PayoutRun
from apps.incentives.refusals import RunChanged, WrongState
from apps.people.models import User


def require_state(run: PayoutRun, *states: RunState) -> None:
    """Raises `WrongState` unless the run, as its user saw it, is in one of the states."""
    if run.state not in states:
        raise WrongState(state=run.get_state_display())


def hold_run(run: PayoutRun) -> None:
    """Lock the run's row until the transaction ends; raises `RunChanged` where it has moved on."""
    if not PayoutRun.objects.select_for_update().matching(run).values_list("pk").first():
        raise_changed(run)


def move_run(
    run: PayoutRun,
    to: RunState,
    *,
    verb: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    after: Mapping[str, Any] | None = None,
    **fields: Any,
) -> PayoutRun:
    """Move the run and record it; raises `RunChanged` where someone else has moved it since it was read."""
    moved = PayoutRun.objects.matching(run).update(state=to, version=F("version") + 1, **fields)
    if not moved:
        raise_changed(run)
    audit.record(
        verb=f"payout_run.{verb}",
        subject=run,
        by=by,
        at=at,
        before={"state": run.state, "version": run.version},
        after={"state": to.value, **(after or {})},
        reason=reason,
    )
    run.refresh_from_db()
    return run


def raise_changed(run: PayoutRun) -> None:
    """Raises `RunChanged` with the state that the run has now."""
    now = PayoutRun.objects.filter(pk=run.pk).only("state").first()
    raise RunChanged(state=(now or run).get_state_display())
