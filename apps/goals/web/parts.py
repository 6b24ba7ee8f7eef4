"""What the tools of the editor need to know of a scorecard's surroundings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from apps.engine.achievement import Direction
from apps.engine.attainability import target_in_guide
from apps.engine.periods import Grain
from apps.goals.bulk import shown_step
from apps.goals.drafts import LineDraft
from apps.goals.models import MeasureTaken, Objective, PersonTarget, Scorecard
from apps.goals.queries import alive_in, goal_rules, measures_in, people_on
from apps.goals.queries.history import Asked, history_of
from apps.goals.queries.rules import guide_of
from apps.goals.sheet import Known
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.days import ONE_DAY
from apps.people.models import EmployeeNumber
from apps.people.queries.dated import touching


def empty_line(kpi: KpiInfo) -> LineDraft:
    """A KPI without any number yet."""
    return LineDraft(
        kpi_id=kpi.id,
        kpi_name=kpi.title,
        code=kpi.code,
        direction=kpi.direction,
        unit=kpi.unit,
        decimals=kpi.decimals,
        active=True,
        horizon=kpi.horizon,
        category=kpi.category,
        is_volume=kpi.is_volume,
        weight=0,
    )


def measured_lines(card: Scorecard, on: date) -> dict[str, LineDraft]:
    """Every KPI that has a history here, with a target in the guide: what a template is filled with."""
    infos = kpi_infos(card.ends - ONE_DAY)
    people = [one.person_id for one in people_on(card)]
    asked = [Asked(kpi=kpi, grain=Grain.MONTH) for kpi in infos.values()]
    history = history_of(asked, people, card.team_id, card.starts, on=on) if people else {}
    guide = guide_of(goal_rules())
    found: dict[str, LineDraft] = {}
    objectives = list(alive_in(card.starts, card.ends - ONE_DAY))
    for code, kpi in infos.items():
        values = [one.micros for one in history[code].seen] if code in history else []
        if not values:
            continue
        line = replace(empty_line(kpi), objective_id=_serving(objectives, kpi))
        if kpi.direction == Direction.BAND:
            found[code] = _band(line, values)
            continue
        middle = sorted(values)[len(values) // 2]
        step = shown_step(kpi.unit, kpi.decimals)
        target = target_in_guide(
            values, guide.low, guide.high, higher=kpi.direction == Direction.HIGHER, target=middle, step=step
        )
        if target:
            found[code] = replace(line, target_micros=target)
    return found


def _band(line: LineDraft, values: list[int]) -> LineDraft:
    """The middle half of what was seen, and 0 outside of twice as much."""
    low, high = sorted(values)[len(values) // 4], sorted(values)[3 * len(values) // 4]
    spread = max(high - low, 1)
    return replace(
        line,
        low_micros=low,
        high_micros=high,
        low_limit_micros=max(0, low - spread),
        high_limit_micros=high + spread,
    )


def _serving(objectives: list[Objective], kpi: KpiInfo) -> int | None:
    """The objective whose result is told in the KPI."""
    return next((one.pk for one in objectives if one.kpi_id == kpi.id), None)


def known_of(card: Scorecard) -> Known:
    """What the names in a spreadsheet of the scorecard may mean."""
    last = card.ends - ONE_DAY
    people = [one.person_id for one in people_on(card)]
    numbers = EmployeeNumber.objects.filter(touching(card.starts, last), person_id__in=people)
    named = Objective.objects.filter(lines__scorecard=card) | alive_in(card.starts, last)
    taken = MeasureTaken.objects.filter(lines__scorecard=card)
    return Known(
        kpis={code: empty_line(kpi) for code, kpi in kpi_infos(last).items()},
        agents=dict(numbers.values_list("number", "person_id")),
        objectives={one.name: one.pk for one in named.distinct()},
        measures={one.name: one.pk for one in [*measures_in(card.starts, last), *taken]},
    )


def own_numbers(card: Scorecard) -> Iterator[tuple[str, str, str, int]]:
    """Targets of single agents for a spreadsheet: (KPI code, employee number, name, millionths)."""
    rows = PersonTarget.objects.filter(line__scorecard=card).select_related("person", "line__kpi")
    listed = list(rows.order_by("line__position", "person__name", "person_id"))
    numbers = EmployeeNumber.objects.filter(
        touching(card.starts, card.ends - ONE_DAY), person_id__in=[row.person_id for row in listed]
    )
    by_person = dict(numbers.order_by("starts").values_list("person_id", "number"))
    for row in listed:
        yield row.line.kpi.code, by_person.get(row.person_id, ""), row.person.name, row.target_micros
