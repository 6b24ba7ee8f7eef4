"""All teams at once: one query, then every question about the tree is answered in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apps.people.models import Team
from apps.people.reading import asked_once


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNode:
    """A team with its place in the tree."""

    id: int
    name: str
    parent_id: int | None
    site_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamTree:
    """Every team by id. There are few teams and many questions about them, so they are read together."""

    nodes: Mapping[int, TeamNode]
    _children: dict[int | None, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: dict[int | None, list[int]] = {}
        for node in self.nodes.values():
            children.setdefault(node.parent_id, []).append(node.id)
        object.__setattr__(self, "_children", children)

    def chain(self, team_id: int) -> list[int]:
        """The team itself, its parent, and so on up to the root; empty for an unknown team."""
        found: list[int] = []
        step: int | None = team_id
        while step is not None and step in self.nodes and step not in found:
            found.append(step)
            step = self.nodes[step].parent_id
        return found

    def children(self, team_id: int) -> list[int]:
        """The teams right below."""
        return self._children.get(team_id, [])

    def below(self, team_ids: Iterable[int]) -> set[int]:
        """The teams themselves and all below them."""
        found: set[int] = set()
        waiting = list(team_ids)
        while waiting:
            team_id = waiting.pop()
            if team_id not in found:
                found.add(team_id)
                waiting += self._children.get(team_id, [])
        return found

    def name(self, team_id: int | None) -> str:
        """The team's name; empty where there is no such team."""
        node = None if team_id is None else self.nodes.get(team_id)
        return node.name if node else ""

    def site_id(self, team_id: int | None) -> int | None:
        """The team's site; None where there is no such team, or it has none."""
        node = None if team_id is None else self.nodes.get(team_id)
        return node.site_id if node else None


@asked_once
def team_tree() -> TeamTree:
    """The whole tree of teams. One query."""
    rows = Team.objects.values_list("pk", "name", "parent_id", "site_id")
    return TeamTree(
        nodes={
            pk: TeamNode(id=pk, name=name, parent_id=parent, site_id=site) for pk, name, parent, site in rows
        }
    )
