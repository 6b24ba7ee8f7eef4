"""What incentives' verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "honour.awarded": _("Honour awarded"),
    "honour_rule.created": _("Honour created"),
    "honour_rule.retired": _("Honour retired"),
    "payout_run.acknowledged": _("Payout run acknowledged by payroll"),
    "payout_run.approved": _("Payout run approved"),
    "payout_run.calculated": _("Payout run calculated"),
    "payout_run.created": _("Payout run created"),
    "payout_run.exception_cleared": _("Exception of a payout run decided"),
    "payout_run.exported": _("Payout run exported for payroll"),
    "payout_run.bounds_changed": _("Bounds of a payout run's exceptions changed"),
    "payout_run.correction_waived": _("Correction of a payout run waived"),
    "payout_run.held": _("Pay held in a payout run"),
    "payout_run.hold_lifted": _("Hold of a payout run lifted"),
    "payout_run.locked": _("Payout run locked"),
    "payout_run.outdated": _("Payout run back to calculated: data or plan changed"),
    "payout_run.sent_back": _("Payout run sent back"),
    "payout_run.submitted": _("Payout run submitted"),
    "plan_version.changed": _("Plan draft changed"),
    "plan_version.drafted": _("Plan drafted"),
    "plan_version.published": _("Plan published"),
}
PAY: Final = frozenset({"payout_run", "plan_version", "run_exception"})
"""Nouns whose entries keep amounts, before and after: for HR and directors only."""
