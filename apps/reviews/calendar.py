"""Meetings and due days of actions as a calendar file."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.coaching.calendar import Event, calendar_file
from apps.people.models import Person
from apps.reviews.choices import ActionState, ReviewState
from apps.reviews.models import Action, Review


def review_calendar(
    reviews: QuerySet[Review], actions: QuerySet[Action], me: Person | None, *, at: datetime
) -> str:
    """Meetings that are planned or open, and one's own open actions. Two queries."""
    events = [
        Event(
            uid=f"review-{row.pk}", title=_("Review: %(team)s") % {"team": row.team.name}, starts=row.facts_at
        )
        for row in reviews.exclude(state=ReviewState.CLOSED).select_related("team").order_by("pk")
    ]
    mine = actions.filter(owner=me, state=ActionState.OPEN).order_by("due_day", "pk") if me else []
    events += [
        Event(uid=f"action-{row.pk}", title=_("Due: %(action)s") % {"action": row.text}, starts=row.due_day)
        for row in mine
    ]
    return calendar_file(events, at=at)
