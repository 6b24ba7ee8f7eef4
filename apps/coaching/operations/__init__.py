"""Writes of coaching, one noun a file."""

from apps.coaching.operations.assigning import assign_due
from apps.coaching.operations.rules import (
    MOST_DUE_DAYS,
    MOST_PERIODS,
    RuleContent,
    create_rule,
    edit_rule,
    switch_rule,
)
from apps.coaching.operations.talks import close_assignment, record_session

__all__ = [
    "MOST_DUE_DAYS",
    "MOST_PERIODS",
    "RuleContent",
    "assign_due",
    "close_assignment",
    "create_rule",
    "edit_rule",
    "record_session",
    "switch_rule",
]
