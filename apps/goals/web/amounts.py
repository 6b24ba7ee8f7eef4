"""Targets as the pages write them."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.goals.amounts import amount_text
from apps.goals.drafts import in_unit
from apps.goals.models import Line, PersonTarget
from apps.metrics.catalogue import kpi_name


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTarget:
    """A line's KPI with its target, as text."""

    name: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTargetRow:
    """A target of one agent, for the list of those who differ."""

    person_id: int
    person: str
    line_id: int
    kpi: str
    target: str


def own_target_rows(targets: Iterable[PersonTarget], currency: str) -> list[OwnTargetRow]:
    """As the page writes them."""
    return [
        OwnTargetRow(
            person_id=target.person_id,
            person=target.person.name,
            line_id=target.line_id,
            kpi=kpi_name(target.line.kpi.code, target.line.kpi.name),
            target=amount_text(target.value, target.line.kpi.unit, target.line.kpi.decimals, currency),
        )
        for target in targets
    ]


def line_target(line: Line, currency: str) -> LineTarget:
    """For choices and headings: the KPI's name, and its target with the unit."""
    value = in_unit(line.target_micros)
    name = kpi_name(line.kpi.code, line.kpi.name)
    text = "" if value is None else amount_text(value, line.kpi.unit, line.kpi.decimals, currency)
    return LineTarget(name=name, target=text)
