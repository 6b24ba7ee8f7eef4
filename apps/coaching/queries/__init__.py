"""Reads of coaching."""

from apps.coaching.queries.due import Closing, DueRound, Need, due_rounds, needs
from apps.coaching.queries.lists import assignments_of, open_assignments, open_count

__all__ = [
    "Closing",
    "DueRound",
    "Need",
    "assignments_of",
    "due_rounds",
    "needs",
    "open_assignments",
    "open_count",
]
