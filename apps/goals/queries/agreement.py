"""Who is judged by a scorecard, and who of them has acknowledged it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from apps.goals.models import Acknowledgement, Scorecard, ScorecardMonth
from apps.people.choices import MembershipKind, Role
from apps.people.days import ONE_DAY
from apps.people.models import Membership, RoleGrant
from apps.people.queries.dated import touching
from apps.people.queries.tree import team_tree


@dataclass(frozen=True, slots=True, kw_only=True)
class OnScorecard:
    """A person judged by a scorecard, from `since` (their first day on it).

    `at` is when they acknowledged it.
    """

    person_id: int
    name: str
    team_id: int
    since: date
    at: datetime | None


def acknowledged(scorecard_id: int) -> dict[int, datetime]:
    """Person → when they acknowledged the scorecard. One query."""
    rows = Acknowledgement.objects.filter(scorecard_id=scorecard_id)
    return dict(rows.values_list("person_id", "at"))


def people_on(scorecard: Scorecard) -> list[OnScorecard]:
    """Everyone whose home team is judged by the scorecard on some day of its months, by name. Four queries.

    A draft is taken as if it were published. Those who have not acknowledged it have no `at`.
    """
    last = scorecard.ends - ONE_DAY
    homes = Membership.objects.filter(
        touching(scorecard.starts, last), kind=MembershipKind.HOME, team_id__in=judged_teams(scorecard)
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
            at=at.get(person_id),
        )
    return list(found.values())


def _only_leading(first: date, last: date) -> QuerySet[RoleGrant, int]:
    """Persons who lead and do not sell themselves: nothing is wanted of them here."""
    granted = RoleGrant.objects.filter(touching(first, last))
    selling = granted.filter(role=Role.AGENT).values("person_id")
    leading = granted.filter(role=Role.MANAGER).exclude(person_id__in=selling)
    return leading.values_list("person_id", flat=True)


def judged_teams(scorecard: Scorecard) -> set[int]:
    """The teams that the scorecard judges: its own, and those below without one of their own. Two queries.

    A team below counts as having its own only if that covers every month of this scorecard.
    """
    tree = team_tree()
    months = _months(scorecard)
    held: dict[int, set[date]] = {}
    rows = ScorecardMonth.objects.filter(month__gte=scorecard.starts, month__lt=scorecard.ends)
    for team_id, month in rows.exclude(team_id=scorecard.team_id).values_list("team_id", "month"):
        held.setdefault(team_id, set()).add(month)
    own = {team_id for team_id, their in held.items() if their >= months}
    judged, waiting = set(), [scorecard.team_id]
    while waiting:
        team_id = waiting.pop()
        judged.add(team_id)
        waiting += [
            node.id for node in tree.nodes.values() if node.parent_id == team_id and node.id not in own
        ]
    return judged


def _months(scorecard: Scorecard) -> set[date]:
    months = scorecard.months.values_list("month", flat=True)
    return set(months) or {scorecard.starts}


def agreement(people: list[OnScorecard]) -> tuple[int, int]:
    """How many have acknowledged, of how many."""
    return sum(1 for person in people if person.at is not None), len(people)
