"""What incentives' verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "honour.awarded": _("Honour awarded"),
    "honour_rule.created": _("Honour created"),
    "honour_rule.retired": _("Honour retired"),
    "manual_line.approved": _("Award or deduction by hand approved"),
    "manual_line.asked": _("Award or deduction by hand asked for"),
    "manual_line.declined": _("Award or deduction by hand declined"),
    "payout_run.acknowledged": _("Payout run acknowledged by payroll"),
    "payout_run.approved": _("Payout run approved"),
    "payout_run.calculation_asked": _("Calculation of a payout run asked of the worker"),
    "payout_run.calculation_cancelled": _("Calculation of a payout run cancelled"),
    "payout_run.calculated": _("Payout run calculated"),
    "payout_run.created": _("Payout run created"),
    "payout_run.exception_cleared": _("Exception of a payout run decided"),
    "payout_run.exported": _("Payout run exported for payroll"),
    "payout_run.bounds_changed": _("Bounds of a payout run's exceptions changed"),
    "payout_run.correction_waived": _("Correction of a payout run waived"),
    "payout_run.held": _("Pay held in a payout run"),
    "payout_run.hold_lifted": _("Hold of a payout run lifted"),
    "nomination.decided": _("Nomination decided"),
    "nomination.made": _("Nomination made"),
    "nomination_rule.created": _("Nomination rule created"),
    "nomination_rule.retired": _("Nomination rule retired"),
    "opening_balance.loaded": _("Opening balances loaded"),
    "pay_question.answered": _("Question about pay answered"),
    "pay_question.asked": _("Question about pay asked"),
    "pay_question.asked_again": _("Question about pay asked again"),
    "pay_question.corrected": _("Question about pay answered, a correction follows"),
    "pay_question.declined": _("Question about pay declined"),
    "payout_run.answered": _("Payroll's answer received"),
    "payout_run.reversed": _("Payout run reversed"),
    "payroll_mapping.changed": _("Payroll mapping changed"),
    "proposal.closed": _("Proposal closed"),
    "proposal.made": _("Proposal made"),
    "payout_run.locked": _("Payout run locked"),
    "payout_run.outdated": _("Payout run back to calculated: data or plan changed"),
    "payout_run.sent_back": _("Payout run sent back"),
    "payout_run.submitted": _("Payout run submitted"),
    "plan_version.changed": _("Plan draft changed"),
    "plan_version.drafted": _("Plan drafted"),
    "plan_version.published": _("Plan published"),
}
PAY: Final = frozenset(
    {
        "manual_line",
        "opening_balance",
        "pay_question",
        "payout_run",
        "plan_version",
        "proposal",
        "run_exception",
    }
)
"""Nouns whose entries keep amounts, before and after: for HR and directors only."""
