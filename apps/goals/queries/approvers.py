"""Who may approve a scorecard: who leads a team above, a director, or their deputy; not who submitted it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from apps.goals.models import Change, Scorecard
from apps.people.choices import Role
from apps.people.models import Leadership, Person, RoleGrant, User
from apps.people.policies import person_of
from apps.people.queries.dated import active_on
from apps.people.queries.deputies import acts_for
from apps.people.queries.tree import team_tree


def may_approve(user: User, scorecard: Scorecard, on: date) -> bool:
    """Whether the sign-in may approve it, for themselves or as a deputy."""
    me = person_of(user)
    if me is None or scorecard.submitted_by_id == user.pk:
        return False
    people = [me, *(one for one in acts_for(me, on) if one.user_id != scorecard.submitted_by_id)]
    return bool(_entitled(scorecard, [one.pk for one in people], on))


def approvers_of(scorecard: Scorecard, by: User, on: date) -> list[int]:
    """Persons who may approve what `by` submits, without deputies. Three queries."""
    return sorted(set(_entitled(scorecard, None, on)) - {_person_id(by)})


def approvable(user: User, scorecards: Iterable[Scorecard], on: date) -> list[Scorecard]:
    """Of the scorecards those that the sign-in may approve. A constant number of queries."""
    me = person_of(user)
    if me is None:
        return []
    people = [me, *acts_for(me, on)]
    directs = RoleGrant.objects.filter(
        active_on(on), role=Role.DIRECTOR, person_id__in=[one.pk for one in people]
    )
    directors = set(directs.values_list("person_id", flat=True))
    leads = Leadership.objects.filter(active_on(on), person_id__in=[one.pk for one in people])
    led = set(leads.values_list("person_id", "team_id"))
    tree = team_tree()
    return [
        card
        for card in scorecards
        if card.submitted_by_id != user.pk
        and any(
            one.pk in directors or any((one.pk, team) in led for team in tree.chain(card.team_id)[1:])
            for one in people
            if one.user_id is None or one.user_id != card.submitted_by_id
        )
    ]


def _entitled(scorecard: Scorecard, person_ids: list[int] | None, on: date) -> set[int]:
    above = list(team_tree().chain(scorecard.team_id))[1:]
    only = Q() if person_ids is None else Q(person_id__in=person_ids)
    leads = Leadership.objects.filter(active_on(on), only, team_id__in=above)
    directs = RoleGrant.objects.filter(active_on(on), only, role=Role.DIRECTOR)
    return {*leads.values_list("person_id", flat=True), *directs.values_list("person_id", flat=True)}


def _person_id(user: User) -> int | None:
    person: Person | None = person_of(user)
    return person.pk if person else None


def may_decide(user: User, change: Change, on: date) -> bool:
    """Whether the sign-in may approve or decline a change: as for a scorecard, and never who proposed it."""
    me = person_of(user)
    if me is None or change.proposed_by_id == user.pk:
        return False
    people = [me, *(one for one in acts_for(me, on) if one.user_id != change.proposed_by_id)]
    return bool(_entitled(change.scorecard, [one.pk for one in people], on))
