"""Briefs are made once and kept as they were."""

from datetime import datetime

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment
from apps.coaching.queries.brief import brief_of
from apps.people.clock import local_day


def write_briefs(*, at: datetime, limit: int = 50) -> int:
    """Make the brief of every coaching that has a week and none yet. Returns how many.

    One conditional UPDATE each: of two workers the first one's stays.
    """
    rows = Assignment.objects.filter(
        state=AssignmentState.OPEN, week__isnull=False, brief_at__isnull=True
    ).select_related("person", "coach", "rule__kpi")
    return sum(write_brief(assignment=row, at=at) for row in rows.order_by("week", "pk")[:limit])


def write_brief(*, assignment: Assignment, at: datetime) -> int:
    """Make and keep one brief; 0 where it has one."""
    brief = brief_of(assignment, on=local_day(at))
    still = Assignment.objects.filter(pk=assignment.pk, brief_at__isnull=True)
    return still.update(brief=brief, brief_at=at)
