"""The steps of a run as buttons: which operation, who may, and what is said before and after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.incentives import operations
from apps.incentives.choices import RunState
from apps.incentives.models import PayoutRun
from apps.incentives.policies import can_approve_runs, can_prepare_runs
from apps.people.models import User

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class StepButton:
    """One step: `states` in which it is offered, and whether it asks for a reason."""

    operation: Callable[..., PayoutRun]
    may: Callable[..., bool]
    states: tuple[RunState, ...]
    label: Words
    icon: str
    confirm: Words
    done: Words
    main: bool = False
    needs_reason: bool = False


STEPS: Final[Mapping[str, StepButton]] = {
    "calculate": StepButton(
        operation=operations.calculate_run,
        may=can_prepare_runs,
        states=(RunState.DRAFT, RunState.CALCULATED),
        label=_("Calculate"),
        icon="calculator",
        confirm=_("Everyone's amount is calculated from the present data, targets and plan."),
        done=_("Calculated."),
        main=True,
    ),
    "submit": StepButton(
        operation=operations.submit_run,
        may=can_prepare_runs,
        states=(RunState.CALCULATED,),
        label=_("Submit for approval"),
        icon="paper-airplane",
        confirm=_("The run waits for someone else to approve it."),
        done=_("Submitted for approval."),
        main=True,
    ),
    "send-back": StepButton(
        operation=operations.send_back,
        may=can_approve_runs,
        states=(RunState.SUBMITTED, RunState.APPROVED),
        label=_("Send back"),
        icon="arrow-uturn-left",
        confirm=_("The run goes back to “Calculated”."),
        done=_("Sent back."),
        needs_reason=True,
    ),
    "approve": StepButton(
        operation=operations.approve_run,
        may=can_approve_runs,
        states=(RunState.SUBMITTED,),
        label=_("Approve"),
        icon="check",
        confirm=_("You approve exactly the amounts shown. Agents see theirs from now on."),
        done=_("Approved."),
        main=True,
    ),
    "lock": StepButton(
        operation=operations.lock_run,
        may=can_prepare_runs,
        states=(RunState.APPROVED,),
        label=_("Lock"),
        icon="lock-closed",
        confirm=_("The amounts never change again, and the month's days of these people are frozen."),
        done=_("Locked: the days are frozen, the people were told."),
        main=True,
    ),
    "export": StepButton(
        operation=operations.export_run,
        may=can_prepare_runs,
        states=(RunState.LOCKED,),
        label=_("Export for payroll"),
        icon="arrow-down-tray",
        confirm=_(
            "The payroll files are made once and kept: they can be fetched again, the same to the byte."
        ),
        done=_("The payroll files are ready."),
        main=True,
    ),
    "acknowledge": StepButton(
        operation=operations.acknowledge_run,
        may=can_prepare_runs,
        states=(RunState.EXPORTED,),
        label=_("Payroll has taken it"),
        icon="check-badge",
        confirm=_("Payroll has taken the file, and its total is the file's."),
        done=_("Acknowledged: the run is complete."),
        main=True,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A button on the page; `off` says why it cannot be pressed."""

    name: str
    button: StepButton
    off: str = ""


def offered(run: PayoutRun, user: User, *, on: date, off: Mapping[str, str]) -> list[Offered]:
    """The buttons of the run's state for this reader, in order."""
    return [
        Offered(name=name, button=button, off=off.get(name, ""))
        for name, button in STEPS.items()
        if run.state in button.states and button.may(user, on=on)
    ]


def take(button: StepButton, *, run: PayoutRun, reason: str, **by_and_at: Any) -> PayoutRun:
    """Do the step; with the reason where it asks for one."""
    if button.needs_reason:
        return button.operation(run=run, reason=reason, **by_and_at)
    return button.operation(run=run, **by_and_at)
