"""Who coaches whom."""

from collections.abc import Collection
from datetime import date

from apps.people.models import Leadership, Person
from apps.people.queries import teams_on
from apps.people.queries.dated import active_on
from apps.people.queries.tree import team_tree


def coaches_of(person_ids: Collection[int], on: date) -> dict[int, Person]:
    """By person the leader of the team they are in on the day; for a leader, the nearest one above.

    Absent: who is in no team that day, and whom nobody but themselves leads. Three queries.
    """
    teams, tree = teams_on(person_ids, on), team_tree()
    leaders = _leaders(on)
    chosen: dict[int, Person] = {}
    for person_id, team in teams.items():
        above = (leaders[step] for step in tree.chain(team.pk) if step in leaders)
        coach = next((leader for leader in above if leader.pk != person_id), None)
        if coach is not None:
            chosen[person_id] = coach
    return chosen


def _leaders(on: date) -> dict[int, Person]:
    """Each team's own leader on the day."""
    rows = Leadership.objects.filter(active_on(on)).select_related("person").order_by("starts", "pk")
    leading: dict[int, Person] = {}
    for row in rows:
        leading.setdefault(row.team_id, row.person)
    return leading
