"""Assignments as pages list them."""

from django.db.models import Count, Max, Q, QuerySet

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment, CoachingRule


def with_talks(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With names, the number of talks and the day of the last one: one query for the list."""
    return assignments.select_related("person", "coach", "rule").annotate(
        talks=Count("sessions"), last_talk=Max("sessions__held_on")
    )


def open_assignments(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The open ones, due first: overdue ones on top."""
    return with_talks(assignments.filter(state=AssignmentState.OPEN)).order_by("due_day", "pk")


def closed_assignments(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The closed ones, last closed first."""
    return with_talks(assignments.exclude(state=AssignmentState.OPEN)).order_by("-closed_at", "-pk")


def assignments_of(person_id: int) -> QuerySet[Assignment]:
    """All of a person, newest first."""
    return with_talks(Assignment.objects.filter(person_id=person_id)).order_by("-opened_at", "-pk")


def open_count(assignments: QuerySet[Assignment]) -> int:
    """How many are open."""
    return assignments.filter(state=AssignmentState.OPEN).count()


def rules_listed(rules: QuerySet[CoachingRule]) -> QuerySet[CoachingRule]:
    """Rules in force first, with how many assignments each made and how many of them are open: one query."""
    still_open = Count("assignments", filter=Q(assignments__state=AssignmentState.OPEN))
    return (
        rules.select_related("kpi")
        .annotate(made=Count("assignments"), still_open=still_open)
        .order_by("-active", "name", "pk")
    )
