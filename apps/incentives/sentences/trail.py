"""The trail of a run and of a plan in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[Mapping[str, str | Promise]] = {
    "payout_run.created": _("Created the run"),
    "payout_run.calculated": _("Calculated"),
    "payout_run.submitted": _("Submitted"),
    "payout_run.sent_back": _("Sent back"),
    "payout_run.outdated": _("Back to calculated: data or plan changed"),
    "payout_run.exception_cleared": _("Decided an exception"),
    "payout_run.approved": _("Approved"),
    "payout_run.locked": _("Locked, days frozen"),
    "payout_run.exported": _("Exported for payroll"),
    "payout_run.acknowledged": _("Acknowledged by payroll"),
    "payout_run.held": _("Held a person's pay"),
    "payout_run.hold_lifted": _("Lifted a hold"),
    "payout_run.correction_waived": _("Waived a correction"),
    "payout_run.bounds_changed": _("Changed the bounds of exceptions"),
    "payout_run.calculation_asked": _("Asked the worker to calculate"),
    "payout_run.calculation_cancelled": _("Cancelled the calculation"),
    "payout_run.answered": _("Payroll's answer received"),
    "payout_run.reversed": _("Reversed"),
    "plan_version.drafted": _("Wrote a draft"),
    "plan_version.changed": _("Changed the draft"),
    "plan_version.published": _("Published"),
}


def verb_text(verb: str) -> str:
    """What was done, in words; the verb itself where it has none."""
    return str(VERBS.get(verb, verb))
