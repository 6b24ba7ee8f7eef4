"""Reviews are opened, with their facts frozen, and closed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from apps.audit import operations as audit
from apps.engine.periods import Grain, label, period_start
from apps.people.clock import local_day
from apps.people.models import Person, Team, User
from apps.people.operations import notify
from apps.people.written import month_text
from apps.reviews.choices import ActionState, ReviewGrain, ReviewState
from apps.reviews.facts import facts_of
from apps.reviews.models import Action, Review
from apps.reviews.operations.findings import hold_open
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
    """Plan the review of every complete week and closed month that has none. Returns how many.

    Its facts are a preview until somebody opens the meeting: then they are frozen.
    """
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
    # what is open outlives this meeting: counted, and shown in the next one
    live = Action.objects.filter(
        team_id=review.team_id, state=ActionState.OPEN, created_at__lt=review.facts_at
    )
    live.filter(review__grain=review.grain).update(carried=F("carried") + 1)
    audit.record(verb="review.closed", subject=review, by=by, at=at)
    send_minutes(review=review, at=at)
    return review


@transaction.atomic
def set_present(*, review: Review, people: Iterable[Person], by: User, at: datetime) -> None:
    """Who is there. Refusals: `NotTheLeader`, `ReviewClosed`."""
    held = hold_open(review, by, at)
    held.present.set(people)


def send_minutes(*, review: Review, at: datetime) -> int:
    """Tell those who were there, and those who own actions, that the minutes can be read."""
    owners = set(review.actions.values_list("owner_id", flat=True))
    people = sorted(owners | set(review.present.values_list("pk", flat=True)))
    values = {"team": review.team.name}
    url = reverse("review-minutes", args=[review.pk])
    Review.objects.filter(pk=review.pk).update(minutes_sent_at=at)
    return notify(person_ids=people, code="review.minutes", values=values, url=url, at=at)


def _begin(review: Review, facts: Mapping[str, Any], by: User, at: datetime) -> Review:
    """Open a planned meeting: its facts are frozen now. Of two who open at once one freezes."""
    planned = Review.objects.filter(pk=review.pk, state=ReviewState.PLANNED)
    if planned.update(state=ReviewState.OPEN, facts=dict(facts), facts_at=at, opened_by=by, opened_at=at):
        audit.record(verb="review.begun", subject=review, by=by, at=at)
    review.refresh_from_db()
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
    if found is not None and (by is None or found.state != ReviewState.PLANNED):
        return found
    facts = facts_of(due.team.pk, due.grain, due.starts, on=on)
    if not facts["lines"]:
        raise NoScorecard(team=due.team.name, month=month_text(date.fromisoformat(facts["month"])))
    if found is not None and by is not None:
        return _begin(found, facts, by, at)
    try:
        return _create(due, facts, by, at)
    except IntegrityError:  # somebody else opened it in the same moment
        return same.get()


@transaction.atomic
def _create(due: DueReview, facts: Mapping[str, Any], by: User | None, at: datetime) -> Review:
    review = Review.objects.create(
        team=due.team,
        grain=due.grain,
        starts=due.starts,
        state=ReviewState.PLANNED if by is None else ReviewState.OPEN,
        facts=dict(facts),
        facts_at=at,
        opened_by=by,
        opened_at=None if by is None else at,
    )
    period = label(due.starts, GRAINS[due.grain])
    after = {"team": due.team.name, "period": period, "scorecard": facts["scorecard"]}
    audit.record(verb="review.opened", subject=review, by=by, at=at, after=after)
    return review
