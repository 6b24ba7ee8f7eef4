"""Writes of incentives. One noun a file; everything callers need is here."""

from apps.incentives.operations.answers import acknowledge_run, receive_answer
from apps.incentives.operations.balances import load_balances
from apps.incentives.operations.corrections import waive_correction
from apps.incentives.operations.exceptions import change_bounds, clear_exception
from apps.incentives.operations.exports import change_mapping, export_run, reverse_run
from apps.incentives.operations.holds import hold_order, hold_pay, lift_hold
from apps.incentives.operations.honours import award_honours, create_honour_rule, retire_honour_rule
from apps.incentives.operations.jobs import ask_calculation, cancel_calculation
from apps.incentives.operations.manual import approve_manual, ask_manual, decline_manual
from apps.incentives.operations.nominations import (
    create_nomination_rule,
    decide_nomination,
    nominate,
    retire_nomination_rule,
)
from apps.incentives.operations.plans import change_draft, create_plan, draft_version, publish_version
from apps.incentives.operations.proposals import close_proposal, propose
from apps.incentives.operations.questions import answer, ask, say_more
from apps.incentives.operations.runs import calculate_run, create_off_cycle_run, create_run
from apps.incentives.operations.steps import approve_run, lock_run, send_back, submit_run

__all__ = [
    "acknowledge_run",
    "answer",
    "approve_manual",
    "approve_run",
    "ask",
    "ask_calculation",
    "ask_manual",
    "award_honours",
    "calculate_run",
    "cancel_calculation",
    "change_bounds",
    "change_draft",
    "change_mapping",
    "clear_exception",
    "close_proposal",
    "create_honour_rule",
    "create_nomination_rule",
    "create_off_cycle_run",
    "create_plan",
    "create_run",
    "decide_nomination",
    "decline_manual",
    "draft_version",
    "export_run",
    "hold_order",
    "hold_pay",
    "lift_hold",
    "load_balances",
    "lock_run",
    "nominate",
    "propose",
    "publish_version",
    "receive_answer",
    "retire_honour_rule",
    "retire_nomination_rule",
    "reverse_run",
    "say_more",
    "send_back",
    "submit_run",
    "waive_correction",
]
