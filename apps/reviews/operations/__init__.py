"""Writes of reviews, one noun a file."""

from apps.reviews.operations.actions import add_action, finish_action
from apps.reviews.operations.findings import write_finding
from apps.reviews.operations.meetings import close_review, open_due, open_review

__all__ = ["add_action", "close_review", "finish_action", "open_due", "open_review", "write_finding"]
