"""Reviews are opened, with their facts frozen, and closed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.engine.periods import Grain, label, period_start
from apps.people.clock import local_day
from apps.people.models import Team, User
from apps.people.written import month_text
from apps.reviews.choices import ReviewGrain, ReviewState
from apps.reviews.facts import facts_of
from apps.reviews.models import Review
from apps.reviews.policies import can_hold_review
from apps.reviews.queries.due import DueReview, due_reviews
from apps.reviews.refusals import NoScorecard, NotTheLeader, PeriodNotBegun, ReviewClosed

GRAINS: Final = {ReviewGrain.WEEK: Grain.WEEK, ReviewGrain.MONTH: Grain.MONTH}


def open_review(*, team: Team, grain: str, day: date, by: User, at: datetime) -> Review:
    """The team's review of the week or month of `day`: opened now with its facts, or found open or closed.

    Two who open at once get the same one. Refusals: `NotTheLeader`, `PeriodNotBegun`, `NoScorecard`.
    """
    if not can_hold_review(by, team, local_day(at)):
        raise NotTheLeader
    chosen = ReviewGrain(grain)
    return _open(DueReview(team=team, grain=chosen, starts=period_start(day, GRAINS[chosen])), by, at)


def open_due(*, at: datetime) -> int:
    """Open the review of every complete week and closed month that has none. Returns how many were opened."""
    return sum(_open_quietly(due, at) for due in due_reviews(local_day(at)))


@transaction.atomic
def close_review(*, review: Review, by: User, at: datetime) -> Review:
    """Close the meeting: one conditional UPDATE. Actions live on until done.

    Refusals: `NotTheLeader`, `ReviewClosed`.
    """
    if not can_hold_review(by, review.team, local_day(at)):
        raise NotTheLeader
    still_open = Review.objects.filter(pk=review.pk, state=ReviewState.OPEN)
    if not still_open.update(state=ReviewState.CLOSED, closed_by=by, closed_at=at):
        raise ReviewClosed
    review.refresh_from_db()
    audit.record(verb="review.closed", subject=review, by=by, at=at)
    return review


def _open_quietly(due: DueReview, at: datetime) -> int:
    try:
        _open(due, None, at)
    except NoScorecard:
        return 0
    return 1


def _open(due: DueReview, by: User | None, at: datetime) -> Review:
    on = local_day(at)
    if due.starts > on:
        raise PeriodNotBegun(period=label(due.starts, GRAINS[due.grain]))
    same = Review.objects.filter(team=due.team, grain=due.grain, starts=due.starts)
    found = same.first()
    if found is not None:
        return found
    facts = facts_of(due.team.pk, due.grain, due.starts, on=on)
    if not facts["lines"]:
        raise NoScorecard(team=due.team.name, month=month_text(date.fromisoformat(facts["month"])))
    try:
        return _create(due, facts, by, at)
    except IntegrityError:  # somebody else opened it in the same moment
        return same.get()


@transaction.atomic
def _create(due: DueReview, facts: Mapping[str, Any], by: User | None, at: datetime) -> Review:
    review = Review.objects.create(
        team=due.team, grain=due.grain, starts=due.starts, facts=dict(facts), facts_at=at
    )
    period = label(due.starts, GRAINS[due.grain])
    after = {"team": due.team.name, "period": period, "scorecard": facts["scorecard"]}
    audit.record(verb="review.opened", subject=review, by=by, at=at, after=after)
    return review
