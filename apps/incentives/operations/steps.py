"""The steps of a calculated run:

Submit, send back, approve, lock.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from apps.engine.lines import Step
from apps.incentives import refusals
from apps.incentives.choices import BalanceKind, RunState
from apps.incentives.models import OpeningBalance, PayoutRun, Plan
from apps.incentives.operations.checks import require_final
from apps.incentives.operations.moving import hold_run, move_run, require_state
from apps.incentives.policies import approval_refusal
from apps.incentives.queries.recalculating import is_stale
from apps.people.models import Person, User
from apps.people.operations import FreezeSpan, freeze_days, hold_periods, notify


def submit_run(*, run: PayoutRun, by: User, at: datetime) -> PayoutRun:
    """Hand the calculated run to whoever approves it; exceptions may still be open.

    Refusals: `WrongState`, `RunChanged`, `MonthOpen`, `FiguresWaiting`, `InputsChanged`.
    """
    with transaction.atomic():
        require_state(run, RunState.CALCULATED)
        hold_run(run)
        require_final(run.month, run.last_day)
        if not (stale := _set_back_if_stale(run, by=by, at=at)):
            move_run(
                run, RunState.SUBMITTED, verb="submitted", by=by, at=at, submitted_by=by, submitted_at=at
            )
    return _unless(stale, run)


@transaction.atomic
def send_back(*, run: PayoutRun, reason: str, by: User, at: datetime) -> PayoutRun:
    """Return a submitted or approved run to `calculated`, with the reason.

    Refusals: `WrongState`, `ReasonNeeded`, `RunChanged`.
    """
    require_state(run, RunState.SUBMITTED, RunState.APPROVED)
    if not reason.strip():
        raise refusals.ReasonNeeded
    return _back(run, verb="sent_back", by=by, at=at, reason=reason.strip())


def approve_run(*, run: PayoutRun, by: User, at: datetime) -> PayoutRun:
    """Approve exactly the amounts of the run's output hash.

    Refusals: `WrongState`, `RunChanged`, `SelfApproval`, `EditorApproves`, `OwnPay`, `ExceptionsOpen`,
    `MonthOpen`, `FiguresWaiting`; and `InputsChanged`, which sends the run back to `calculated`.
    """
    with transaction.atomic():
        require_state(run, RunState.SUBMITTED)
        hold_run(run)
        if refusal := approval_refusal(by, run):
            raise refusal
        _require_decided(run)
        require_final(run.month, run.last_day)
        if not (stale := _set_back_if_stale(run, by=by, at=at)):
            move_run(
                run,
                RunState.APPROVED,
                verb="approved",
                by=by,
                at=at,
                after={"output_hash": run.output_hash, "total_minor": run.total_minor},
                approved_by=by,
                approved_at=at,
                approved_hash=run.output_hash,
            )
    return _unless(stale, run)


def lock_run(*, run: PayoutRun, by: User, at: datetime) -> PayoutRun:
    """Freeze the snapshot for good, and the month's days of its people and teams; tell the people.

    Refusals: `WrongState`, `RunChanged`, `MonthOpen`, `FiguresWaiting`; and `InputsChanged`, which sends
    the run back to `calculated`.
    """
    with transaction.atomic():
        require_state(run, RunState.APPROVED)
        hold_periods(first=run.month, last=run.last_day)
        _hold_plan(run)
        hold_run(run)
        require_final(run.month, run.last_day)
        if not (stale := _set_back_if_stale(run, by=by, at=at)):
            _freeze(run, by=by, at=at)
            _take_balances(run)
            move_run(run, RunState.LOCKED, verb="locked", by=by, at=at, locked_by=by, locked_at=at)
            _tell(run, at=at)
    return _unless(stale, run)


def _require_decided(run: PayoutRun) -> None:
    if count := run.exceptions.filter(cleared_at__isnull=True).count():
        raise refusals.ExceptionsOpen(count=count)


def _set_back_if_stale(run: PayoutRun, *, by: User, at: datetime) -> bool:
    """Whether the inputs changed since the calculation; the run is then back at `calculated`."""
    if not is_stale(run):
        return False
    if run.state != RunState.CALCULATED:
        _back(run, verb="outdated", by=by, at=at)
    return True


def _unless(stale: bool, run: PayoutRun) -> PayoutRun:
    """The run, or, after the step back was committed, the refusal that says so."""
    if stale:
        raise refusals.InputsChanged
    return run


def _back(run: PayoutRun, *, verb: str, by: User, at: datetime, reason: str = "") -> PayoutRun:
    return move_run(
        run,
        RunState.CALCULATED,
        verb=verb,
        by=by,
        at=at,
        reason=reason,
        submitted_by=None,
        submitted_at=None,
        approved_by=None,
        approved_at=None,
        approved_hash="",
    )


def freeze_reason(run: PayoutRun) -> str:
    """What a freeze is for, in the database: `payout run sales-hk 2026-10/1`."""
    return f"payout run {run.plan_version.plan.code} {run}"


def _freeze(run: PayoutRun, *, by: User, at: datetime) -> None:
    payees = list(run.inputs.order_by("person_id").values_list("person_id", "team_id"))
    people = [
        FreezeSpan(person_id=person_id, first_day=run.month, last_day=run.last_day)
        for person_id, _team in payees
    ]
    teams = [
        FreezeSpan(team_id=team_id, first_day=run.month, last_day=run.last_day)
        for team_id in sorted({team_id for _person, team_id in payees})
    ]
    freeze_days(spans=[*people, *teams], reason=freeze_reason(run), by=by, at=at)


def _hold_plan(run: PayoutRun) -> None:
    """One locking at a time in a plan: what a run settles was counted with the runs locked before it."""
    list(Plan.objects.select_for_update().filter(pk=run.plan_version.plan_id).values_list("pk"))


def _take_balances(run: PayoutRun) -> None:
    """Opening balances that the run's lines settle are settled for good."""
    people = run.lines.filter(step=Step.CARRIED, code="opening_balance").values("person_id")
    OpeningBalance.objects.filter(
        plan=run.plan_version.plan_id,
        person_id__in=people,
        taken_in__isnull=True,
        month__lte=run.month,
    ).exclude(kind=BalanceKind.PAID).update(taken_in=run)


def _tell(run: PayoutRun, *, at: datetime) -> None:
    people = Person.objects.filter(pk__in=run.inputs.values("person_id"), user__isnull=False)
    notify(
        person_ids=people.order_by("pk").values_list("pk", flat=True),
        code="payout.final",
        values={"month": f"{run.month:%Y-%m}"},
        url=reverse("my-payout", args=[run.pk]),
        at=at,
    )
