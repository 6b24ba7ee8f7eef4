"""The course of a coaching, which the two of them see."""

from datetime import date, datetime

from apps.coaching.choices import StepKind
from apps.coaching.models import Assignment, Step
from apps.people.models import User


def note_step(
    assignment: Assignment,
    kind: StepKind,
    *,
    by: User | None,
    at: datetime,
    text: str = "",
    day: date | None = None,
) -> Step:
    """One thing that happened."""
    return Step.objects.create(assignment=assignment, kind=kind, text=text.strip(), day=day, by=by, at=at)
