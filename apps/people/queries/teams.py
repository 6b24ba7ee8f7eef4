"""The tree of teams and who leads them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from apps.people.models import Leadership, Person, Team, TeamPath
from apps.people.queries.dated import active_on


def descendant_ids(team_ids: Iterable[int]) -> set[int]:
    """The teams themselves and all below them."""
    paths = TeamPath.objects.filter(ancestor_id__in=list(team_ids))
    return set(paths.values_list("descendant_id", flat=True))


def _climb(team_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """From the team to its root; the tree has no circles, as `operations.move_team` refuses them."""
    chain, step = [], team_id if team_id in parents else None
    while step is not None and step not in chain:
        chain.append(step)
        step = parents.get(step)
    return chain


def _chains(team_ids: Collection[int]) -> dict[int, list[int]]:
    above = TeamPath.objects.filter(descendant_id__in=team_ids).values("ancestor_id")
    parents = dict(Team.objects.filter(pk__in=above).values_list("pk", "parent_id"))
    return {team_id: _climb(team_id, parents) for team_id in team_ids}


def ancestors(team_id: int) -> list[int]:
    """The team itself, its parent, and so on up to the root."""
    return _chains([team_id])[team_id]


def leaders_of(team_ids: Collection[int], on: date) -> dict[int, Person]:
    """Who leads each team on a day, climbing to the nearest team above that has a leader. Three queries."""
    chains = _chains(team_ids)
    wanted = {step for chain in chains.values() for step in chain}
    leading: dict[int, Person] = {}
    rows = Leadership.objects.filter(active_on(on), team_id__in=wanted).select_related("person")
    for row in rows.order_by("starts", "pk"):
        leading.setdefault(row.team_id, row.person)
    found = {
        team_id: next((leading[s] for s in chain if s in leading), None) for team_id, chain in chains.items()
    }
    return {team_id: person for team_id, person in found.items() if person is not None}


def leader_of(team_id: int, on: date) -> Person | None:
    """Who leads the team on a day, or the nearest team above it that has a leader."""
    return leaders_of([team_id], on).get(team_id)
