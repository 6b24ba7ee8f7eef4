"""Objectives: what the company wants, and what is measured for it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from apps.goals.choices import ScorecardState
from apps.goals.models import Objective


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveRow:
    """An objective with its depth in the tree, and how many lines of published scorecards serve it."""

    objective: Objective
    depth: int
    lines: int

    @property
    def steps(self) -> range:
        """One for each level above it."""
        return range(self.depth)


def alive_in(first: date, last: date) -> QuerySet[Objective]:
    """Objectives that are in force on some day of [first, last], by name."""
    return Objective.objects.filter(starts__lte=last, ends__gt=first).order_by("name", "pk")


def objective_rows() -> list[ObjectiveRow]:
    """All objectives, each under its parent, by start and name. One query."""
    serving = Count("lines", filter=Q(lines__scorecard__state=ScorecardState.PUBLISHED))
    objectives = Objective.objects.select_related("owner").annotate(serving=serving)
    children: dict[int | None, list[tuple[Objective, int]]] = {}
    for objective in objectives.order_by("starts", "name", "pk"):
        children.setdefault(objective.parent_id, []).append((objective, objective.serving))
    return _under(None, children, 0)


def _under(
    parent_id: int | None, children: dict[int | None, list[tuple[Objective, int]]], depth: int
) -> list[ObjectiveRow]:
    rows: list[ObjectiveRow] = []
    for objective, serving in children.get(parent_id, []):
        rows.append(ObjectiveRow(objective=objective, depth=depth, lines=serving))
        rows += _under(objective.pk, children, depth + 1)
    return rows
