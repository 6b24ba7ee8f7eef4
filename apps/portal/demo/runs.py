"""The payout run of a closed month through all its states, by different people."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from apps.incentives.choices import RunState
from apps.incentives.models import PayoutRun, Plan
from apps.incentives.operations import (
    acknowledge_run,
    approve_run,
    calculate_run,
    clear_exception,
    create_run,
    export_run,
    lock_run,
    submit_run,
)
from apps.portal.demo import pay_events
from apps.portal.demo.cast import Cast
from apps.portal.demo.story import Story, next_month, workday

Step = Callable[[Story, Cast, PayoutRun], object]

DECISIONS: Final = {
    "above_median": "Looked at the orders: the amount is right.",
    "changed_much": "The month was shorter or longer for this agent, or the season another one.",
    "no_score": "Too little was measured; nothing is paid on the score.",
    "gate_small_sample": "Too few records for the gate; paid without it.",
}
OTHERWISE: Final = "Checked with the team leader; paid as calculated."


WAITING_PLAN: Final = "sales-hk"
"""The plan whose last month is left for HR to decide, approve and lock."""


def pay_month(story: Story, cast: Cast, month: date) -> None:
    """The runs of all plans for the month; one that was left half way goes on from its state.

    In the last month one plan's run stops where HR comes in: submitted, with a correction of the month
    before, somebody held, and exceptions to decide.
    """
    last = month == story.closed_months[-1]
    if last:
        pay_events.drop_double_order(story, cast, month)
    for plan in Plan.objects.order_by("pk"):
        waits = last and plan.code == WAITING_PLAN
        run = PayoutRun.objects.filter(plan_version__plan=plan, month=month).first()
        if run is None:
            at = _at(story, month, 4, 10)
            run = create_run(plan=plan, month=month, by=cast.rewards, at=at)
        while run.state in STEPS and not (waits and run.state == RunState.SUBMITTED):
            if waits and run.state == RunState.CALCULATED:
                pay_events.hold_somebody(story, cast, run)
            STEPS[RunState(run.state)](story, cast, run)
            run.refresh_from_db()
    pay_events.ask_about(story, cast, month)


def _at(story: Story, month: date, number: int, hour: int, minute: int = 0) -> datetime:
    """A time on a working day of the month after the one that is paid."""
    return story.at(workday(next_month(month), number), hour, minute)


def _calculate(story: Story, cast: Cast, run: PayoutRun) -> None:
    calculate_run(run=run, by=cast.rewards, at=_at(story, run.month, 4, 10, 20))


def _submit(story: Story, cast: Cast, run: PayoutRun) -> None:
    submit_run(run=run, by=cast.rewards, at=_at(story, run.month, 5, 9, 5))


def _approve(story: Story, cast: Cast, run: PayoutRun) -> None:
    open_ones = run.exceptions.filter(cleared_at__isnull=True).order_by("pk")
    for index, exception in enumerate(open_ones):
        clear_exception(
            exception=exception,
            reason=DECISIONS.get(exception.code, OTHERWISE),
            by=cast.hr,
            at=_at(story, run.month, 5, 14, index % 60),
        )
    approve_run(run=run, by=cast.director, at=_at(story, run.month, 6, 11))


def _lock(story: Story, cast: Cast, run: PayoutRun) -> None:
    lock_run(run=run, by=cast.hr, at=_at(story, run.month, 6, 15))


def _export(story: Story, cast: Cast, run: PayoutRun) -> None:
    export_run(run=run, by=cast.hr, at=_at(story, run.month, 7, 9, 30))


def _acknowledge(story: Story, cast: Cast, run: PayoutRun) -> None:
    booked = run.files.order_by("format").first()
    total = booked.total_minor if booked else None
    acknowledge_run(run=run, by=cast.hr, at=_at(story, run.month, 8, 16), total_minor=total)


STEPS: Final[dict[RunState, Step]] = {
    RunState.DRAFT: _calculate,
    RunState.CALCULATED: _submit,
    RunState.SUBMITTED: _approve,
    RunState.APPROVED: _lock,
    RunState.LOCKED: _export,
    RunState.EXPORTED: _acknowledge,
}
