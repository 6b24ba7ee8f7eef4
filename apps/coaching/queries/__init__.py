"""Reads of coaching."""

from apps.coaching.queries.coaches import coaches_of
from apps.coaching.queries.course import CourseMonth, course_of
from apps.coaching.queries.due import Closing, DueRound, due_rounds, needs
from apps.coaching.queries.firing import Need
from apps.coaching.queries.lists import (
    assignments_of,
    closed_assignments,
    open_assignments,
    open_count,
    rules_listed,
)

__all__ = [
    "Closing",
    "CourseMonth",
    "DueRound",
    "Need",
    "assignments_of",
    "closed_assignments",
    "coaches_of",
    "course_of",
    "due_rounds",
    "needs",
    "open_assignments",
    "open_count",
    "rules_listed",
]
