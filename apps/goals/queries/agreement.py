"""Who is judged by a scorecard, and who of them has acknowledged it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Min, Q, QuerySet

from apps.goals.choices import Scope
from apps.goals.models import FIXED, Acknowledgement, PersonMonth, Scorecard, ScorecardMonth
from apps.people.choices import MembershipKind, Role
from apps.people.days import ONE_DAY, months_before, months_between
from apps.people.models import Employment, Membership, RoleGrant
from apps.people.queries.dated import touching
from apps.people.queries.tree import TeamTree, team_tree
from apps.people.reading import asked_once

SOME: Final = tuple(scope for scope in Scope.values if scope != Scope.TEAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnScorecard:
    """A person judged by a scorecard, from `since` (their first day on it).

    `at` is when they acknowledged it; `deemed`: they count as having seen it, by the rule.
    """

    person_id: int
    name: str
    team_id: int
    since: date
    at: datetime | None
    deemed: bool = False


def acknowledged(scorecard_id: int) -> dict[int, tuple[datetime, bool]]:
    """Person → when they acknowledged the scorecard, and whether they only count as having. One query."""
    rows = Acknowledgement.objects.filter(scorecard_id=scorecard_id)
    return {
        person_id: (at, deemed) for person_id, at, deemed in rows.values_list("person_id", "at", "deemed")
    }


@asked_once
def people_on(scorecard: Scorecard) -> list[OnScorecard]:
    """Everyone whose home team is judged by the scorecard on some day of its months, by name.

    A draft is taken as if it were published. Those who have not acknowledged it have no `at`.
    """
    last = scorecard.ends - ONE_DAY
    homes = Membership.objects.filter(
        touching(scorecard.starts, last), _in_scope(scorecard), kind=MembershipKind.HOME
    ).exclude(person_id__in=_only_leading(scorecard.starts, last))
    at = acknowledged(scorecard.pk)
    found: dict[int, OnScorecard] = {}
    rows = homes.order_by("person__name", "person_id", "-starts")
    for person_id, name, team_id, starts in rows.values_list(
        "person_id", "person__name", "team_id", "starts"
    ):
        found[person_id] = OnScorecard(
            person_id=person_id,
            name=name,
            team_id=team_id if person_id not in found else found[person_id].team_id,
            since=max(starts, scorecard.starts),
            at=at[person_id][0] if person_id in at else None,
            deemed=person_id in at and at[person_id][1],
        )
    return list(found.values())


def _in_scope(scorecard: Scorecard) -> Q:
    """Whose homes count: everyone of the judged teams, or those for whom the scorecard is."""
    if scorecard.scope == Scope.TEAM:
        own = PersonMonth.objects.filter(
            month__gte=scorecard.starts, month__lt=scorecard.ends, scorecard__scope__in=SOME
        )
        homes = Q(team_id__in=judged_teams(scorecard))
        covered = _covering(own, scorecard) if own.exists() else []
        return homes & ~Q(person_id__in=covered)
    if scorecard.state in FIXED and scorecard.person_months.exists():
        return Q(person_id__in=scorecard.person_months.values("person_id"))
    return Q(team_id__in=judged_teams(scorecard), person_id__in=people_meant(scorecard))


def _covering(own: QuerySet[PersonMonth], scorecard: Scorecard) -> list[int]:
    """Those who are judged by their own in every month of the scorecard."""
    months: dict[int, set[date]] = {}
    for person_id, month in own.values_list("person_id", "month"):
        months.setdefault(person_id, set()).add(month)
    every = len(list(months_between(scorecard.starts, scorecard.ends - ONE_DAY)))
    return [person_id for person_id, found in months.items() if len(found) == every]


def people_meant(scorecard: Scorecard) -> set[int]:
    """For whom a scorecard that is not for the whole team is meant, on some day of its months."""
    last = scorecard.ends - ONE_DAY
    if scorecard.scope == Scope.AGENTS:
        return set(scorecard.chosen.values_list("person_id", flat=True))
    if scorecard.scope == Scope.PART_TIME:
        part = Employment.objects.filter(touching(scorecard.starts, last), share_permille__lt=1000)
        return set(part.values_list("person_id", flat=True))
    if scorecard.scope == Scope.LEADING:
        leads = RoleGrant.objects.filter(touching(scorecard.starts, last), role=Role.MANAGER)
        return set(leads.values_list("person_id", flat=True))
    since = months_before(scorecard.starts, scorecard.joiner_months)
    first = Employment.objects.values("person_id").annotate(since=Min("starts"))
    return set(first.filter(since__gt=since, since__lte=last).values_list("person_id", flat=True))


def _only_leading(first: date, last: date) -> QuerySet[RoleGrant, int]:
    """Persons who lead and do not sell themselves: nothing is wanted of them here."""
    granted = RoleGrant.objects.filter(touching(first, last))
    selling = granted.filter(role=Role.AGENT).values("person_id")
    leading = granted.filter(role=Role.MANAGER).exclude(person_id__in=selling)
    return leading.values_list("person_id", flat=True)


@asked_once
def judged_teams(scorecard: Scorecard) -> set[int]:
    """The teams that the scorecard judges: its own, and those below without one of their own. Three queries.

    A team below counts as having its own only if that covers every month of this scorecard.
    """
    months = set(scorecard.months.values_list("month", flat=True)) or {scorecard.starts}
    return _judged(scorecard.team_id, months, team_tree(), _held(scorecard.starts, scorecard.ends))


def judged_counts(scorecards: Sequence[Scorecard]) -> dict[int, int]:
    """How many people each scorecard judges in its months, by its id. Three queries for any number."""
    if not scorecards:
        return {}
    first, ends = min(card.starts for card in scorecards), max(card.ends for card in scorecards)
    tree, held = team_tree(), _held(first, ends)
    homes = Membership.objects.filter(touching(first, ends - ONE_DAY), kind=MembershipKind.HOME)
    spans = list(
        homes.exclude(person_id__in=_only_leading(first, ends - ONE_DAY)).values_list(
            "person_id", "team_id", "starts", "ends"
        )
    )
    counts: dict[int, int] = {}
    for card in scorecards:
        teams = _judged(card.team_id, {card.starts}, tree, held)
        people = {
            person_id
            for person_id, team_id, starts, end in spans
            if team_id in teams and starts < card.ends and (end is None or end > card.starts)
        }
        counts[card.pk] = len(people)
    return counts


def _held(starts: date, ends: date) -> dict[int, set[date]]:
    """By team the months of [starts, ends) for which it has a published scorecard."""
    held: dict[int, set[date]] = {}
    rows = ScorecardMonth.objects.filter(month__gte=starts, month__lt=ends)
    for team_id, month in rows.values_list("team_id", "month"):
        held.setdefault(team_id, set()).add(month)
    return held


def _judged(team_id: int, months: set[date], tree: TeamTree, held: Mapping[int, set[date]]) -> set[int]:
    own = {other for other, their in held.items() if other != team_id and their >= months}
    judged, waiting = set(), [team_id]
    while waiting:
        step = waiting.pop()
        judged.add(step)
        waiting += [child for child in tree.children(step) if child not in own]
    return judged


def agreement(people: list[OnScorecard]) -> tuple[int, int]:
    """How many have acknowledged, of how many."""
    return sum(1 for person in people if person.at is not None), len(people)
