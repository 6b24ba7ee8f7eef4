"""Who may see reviews: who leads the team or one above, who holds them too, and directors.

An action is also seen, and marked as done, by its owner.
"""

from datetime import date

from django.db.models import Q, QuerySet

from apps.people.choices import Role
from apps.people.models import Person, Team
from apps.people.policies import Looker, can_lead_team, has_role, led_team_ids, person_of, visible_teams
from apps.people.queries import ancestors, descendant_ids
from apps.reviews.choices import ReviewState
from apps.reviews.models import Action, Review


def visible_reviews(user: Looker, on: date) -> QuerySet[Review]:
    """Reviews of the teams one leads (and below); all of them for a director."""
    if has_role(user, Role.DIRECTOR, on=on):
        return Review.objects.all()
    return Review.objects.filter(team_id__in=led_team_ids(user, on))


def can_view_review(user: Looker, review: Review, on: date) -> bool:
    """Whether the sign-in may read the review."""
    return visible_reviews(user, on).filter(pk=review.pk).exists()


def readable_minutes(user: Looker, on: date) -> QuerySet[Review]:
    """Reviews of which the sign-in may read the minutes: those it sees; closed ones it was at, or owns
    an action of."""
    seen = visible_reviews(user, on)
    me = person_of(user)
    if me is None:
        return seen
    mine = Review.objects.filter(Q(present=me) | Q(actions__owner=me), state=ReviewState.CLOSED)
    return Review.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=mine.values("pk")))


def can_see_reviews(user: Looker, on: date) -> bool:
    """Whether the sign-in has the list of reviews: managers and directors."""
    return has_role(user, Role.MANAGER, Role.DIRECTOR, on=on)


def can_see_actions(user: Looker, on: date) -> bool:
    """Whether the sign-in has the board of actions: who may own one, or sees those of teams."""
    return has_role(user, Role.AGENT, Role.MANAGER, Role.DIRECTOR, on=on)


def can_view_action(user: Looker, action: Action, on: date) -> bool:
    """Whether the sign-in may read the action."""
    return visible_actions(user, on).filter(pk=action.pk).exists()


def can_hold_review(user: Looker, team: Team, on: date) -> bool:
    """Whether the sign-in may open the team's review, write in it and close it."""
    return can_lead_team(user, team, on)


def reviewed_teams(user: Looker, on: date) -> QuerySet[Team]:
    """The teams whose review the sign-in may hold."""
    return visible_teams(user, on).filter(pk__in=led_team_ids(user, on)).order_by("name", "pk")


def visible_actions(user: Looker, on: date) -> QuerySet[Action]:
    """Actions of the teams whose reviews one sees, and those one owns."""
    if has_role(user, Role.DIRECTOR, on=on):
        return Action.objects.all()
    me = person_of(user)
    own = Q(owner=me) if me is not None else Q(pk__in=[])
    return Action.objects.filter(own | Q(team_id__in=led_team_ids(user, on)))


def can_finish_action(user: Looker, action: Action, on: date) -> bool:
    """Whether the sign-in may mark the action as done: its owner, or who leads the team."""
    me = person_of(user)
    return (me is not None and action.owner_id == me.pk) or can_lead_team(user, action.team, on)


def possible_owners(team: Team, on: date) -> QuerySet[Person]:
    """Who may own an action of the team: who is placed in it or below, and who leads it or one above."""
    placed = Q(
        placements__team_id__in=descendant_ids([team.pk]), placements__starts__lte=on, placements__ends__gt=on
    )
    leads = Q(leaderships__team_id__in=ancestors(team.pk), leaderships__starts__lte=on) & (
        Q(leaderships__ends__isnull=True) | Q(leaderships__ends__gt=on)
    )
    ids = set(Person.objects.filter(placed).values_list("pk", flat=True))
    ids |= set(Person.objects.filter(leads).values_list("pk", flat=True))
    return Person.objects.filter(pk__in=ids).order_by("name", "pk")
