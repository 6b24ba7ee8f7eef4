"""Reviews and actions as pages list them."""

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from apps.people.queries import descendant_ids
from apps.reviews.choices import ActionState, ReviewState
from apps.reviews.models import Action, Review


def reviews_listed(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Latest period first, each with the number of its open actions. One query."""
    waiting = Count("actions", filter=Q(actions__state=ActionState.OPEN))
    return (
        reviews.select_related("team")
        .annotate(open_actions=waiting)
        .order_by("-starts", "team__name", "grain", "pk")
    )


def open_reviews(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Those that are still being held."""
    return reviews_listed(reviews.exclude(state=ReviewState.CLOSED))


def open_actions(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Those not done, due first: overdue ones on top."""
    return _shown(actions.filter(state=ActionState.OPEN)).order_by("due_day", "pk")


def done_actions(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Those that are done, the latest first."""
    return _shown(actions.exclude(state=ActionState.OPEN)).order_by("-done_at", "-pk")


def listed_actions(actions: QuerySet[Action]) -> QuerySet[Action]:
    """All: open ones by due day, then done ones, the latest first."""
    done_last = Case(
        When(state=ActionState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return _shown(actions).order_by(done_last, F("done_at").desc(nulls_first=True), "due_day", "pk")


def carried_actions(review: Review) -> QuerySet[Action]:
    """What earlier reviews of the team decided and this one follows up, open ones first.

    All that were not done when it was opened, and what was done since the review of the period before. They
    come in every following review until they are done. What is overdue in the teams below rises to it too.
    Three queries.
    """
    before = (
        Review.objects.filter(team_id=review.team_id, grain=review.grain, starts__lt=review.starts)
        .order_by("-starts")
        .values_list("facts_at", flat=True)
        .first()
    )
    since = review.facts_at if before is None else min(before, review.facts_at)
    below = descendant_ids([review.team_id]) - {review.team_id}
    risen = Q(team_id__in=below, state=ActionState.OPEN, due_day__lt=review.facts_at.date())
    earlier = Action.objects.filter(Q(team_id=review.team_id) | risen, created_at__lte=review.facts_at)
    followed = earlier.exclude(review_id=review.pk).filter(Q(done_at__isnull=True) | Q(done_at__gte=since))
    return listed_actions(followed)


def own_actions(review: Review) -> QuerySet[Action]:
    """What this review decided, in the order it was written down."""
    return _shown(review.actions.all()).order_by("pk")


def _shown(actions: QuerySet[Action]) -> QuerySet[Action]:
    return actions.select_related("owner", "kpi", "team", "review", "objective")
