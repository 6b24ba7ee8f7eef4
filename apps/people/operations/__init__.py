"""Writes of people. One noun a file; everything callers need is here."""

from apps.people.operations.calendar import ensure_calendar
from apps.people.operations.freezes import FreezeSpan, freeze_days
from apps.people.operations.notices import mark_notices_read, notify
from apps.people.operations.periods import close_period, ensure_periods, hold_periods, reopen_period

__all__ = [
    "FreezeSpan",
    "close_period",
    "ensure_calendar",
    "ensure_periods",
    "freeze_days",
    "hold_periods",
    "mark_notices_read",
    "notify",
    "reopen_period",
]
