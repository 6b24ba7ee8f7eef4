"""Writes of incentives. One noun a file; everything callers need is here."""

from apps.incentives.operations.exports import export_run
from apps.incentives.operations.honours import award_honours, create_honour_rule, retire_honour_rule
from apps.incentives.operations.plans import change_draft, create_plan, draft_version, publish_version
from apps.incentives.operations.runs import calculate_run, create_run
from apps.incentives.operations.steps import (
    acknowledge_run,
    approve_run,
    clear_exception,
    lock_run,
    send_back,
    submit_run,
)

__all__ = [
    "acknowledge_run",
    "approve_run",
    "award_honours",
    "calculate_run",
    "change_draft",
    "clear_exception",
    "create_honour_rule",
    "create_plan",
    "create_run",
    "draft_version",
    "export_run",
    "lock_run",
    "publish_version",
    "retire_honour_rule",
    "send_back",
    "submit_run",
]
