"""Assignments as pages list them."""

from django.db.models import Count, Max, QuerySet

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment


def with_talks(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With names, the number of talks and the day of the last one: one query for the list."""
    return assignments.select_related("person", "coach", "rule").annotate(
        talks=Count("sessions"), last_talk=Max("sessions__held_on")
    )


def open_assignments(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The open ones, due first."""
    return with_talks(assignments.filter(state=AssignmentState.OPEN)).order_by("due_day", "pk")


def assignments_of(person_id: int) -> QuerySet[Assignment]:
    """All of a person, newest first."""
    return with_talks(Assignment.objects.filter(person_id=person_id)).order_by("-opened_at", "-pk")


def open_count(assignments: QuerySet[Assignment]) -> int:
    """How many are open."""
    return assignments.filter(state=AssignmentState.OPEN).count()
