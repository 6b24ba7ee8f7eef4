"""Reviews and actions as pages list them."""

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from apps.reviews.choices import ActionState, ReviewState
from apps.reviews.models import Action, Review


def open_reviews(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """The open ones, latest period first, with the number of their open actions."""
    waiting = Count("actions", filter=Q(actions__state=ActionState.OPEN))
    return (
        reviews.filter(state=ReviewState.OPEN)
        .select_related("team")
        .annotate(open_actions=waiting)
        .order_by("-starts", "team__name", "pk")
    )


def open_actions(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Those not done, due first, with all that a row shows."""
    return _shown(actions.filter(state=ActionState.OPEN)).order_by("due_day", "pk")


def listed_actions(actions: QuerySet[Action]) -> QuerySet[Action]:
    """All: open ones by due day, then done ones, the latest first."""
    done_last = Case(
        When(state=ActionState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return _shown(actions).order_by(done_last, F("done_at").desc(nulls_first=True), "due_day", "pk")


def _shown(actions: QuerySet[Action]) -> QuerySet[Action]:
    return actions.select_related("owner", "kpi", "team", "review")
