"""Writes of reviews, one noun a file."""

from apps.reviews.operations.actions import add_action, drop_action, finish_action, remind_owners
from apps.reviews.operations.findings import write_finding
from apps.reviews.operations.meetings import close_review, open_due, open_review, send_minutes, set_present
from apps.reviews.operations.notes import PARTS, write_lesson, write_note

__all__ = [
    "PARTS",
    "add_action",
    "close_review",
    "drop_action",
    "finish_action",
    "open_due",
    "open_review",
    "remind_owners",
    "send_minutes",
    "set_present",
    "write_finding",
    "write_lesson",
    "write_note",
]
