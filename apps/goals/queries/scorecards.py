"""Scorecards in force, as frozen rows for the engine."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from apps.engine.achievement import Target
from apps.engine.periods import Grain
from apps.engine.score import NoDataPolicy
from apps.goals.drafts import engine_target, in_unit
from apps.goals.models import Line, LineQuerySet, PersonTarget, Scorecard, ScorecardMonth
from apps.metrics.catalogue import kpi_name
from apps.metrics.figures import KpiInfo
from apps.metrics.models import Kpi
from apps.metrics.queries import kpi_infos
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.queries.tree import TeamTree, team_tree


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One KPI of a scorecard, wanted of each full-time agent for a whole period of `grain`.

    `weight` is a percentage with two places; `target`, `threshold` and `stretch` are in the KPI's unit
    (money in whole units of the currency, a rate as a ratio, seconds, points); `cap` is what counts of the
    achievement at most.
    """

    line_id: int
    position: int
    kpi: KpiInfo
    weight: Decimal
    grain: Grain
    target: Target
    threshold: Fraction | None
    stretch: Fraction | None
    cap: Fraction
    objective_id: int | None
    objective_name: str
    has_person_targets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardView:
    """What is wanted of a team's agents in a month, and the rules by which it is scored."""

    id: int
    team_id: int
    name: str
    month: date
    no_data: NoDataPolicy
    minimum_days: int
    lines: tuple[LineView, ...]
    published_at: datetime | None
    version: int

    @property
    def topics(self) -> frozenset[str]:
        """The record types that the scorecard rests on."""
        return frozenset().union(*(line.kpi.topics for line in self.lines))


def holders(tree: TeamTree, held: Collection[int]) -> dict[int, int]:
    """For each team the team whose scorecard judges it.

    Its own, or that of the nearest team above that has one.

    `held` are the teams that hold a scorecard. Teams without any are left out.
    """
    found: dict[int, int] = {}
    for team_id in tree.nodes:
        holder = next((step for step in tree.chain(team_id) if step in held), None)
        if holder is not None:
            found[team_id] = holder
    return found


def scorecards_of(month: date, tree: TeamTree) -> dict[int, ScorecardView]:
    """The scorecard of every team in a month.

    A team without its own takes the nearest one above. Two queries.
    """
    views = _views(month, None)
    holder_of = holders(tree, views)
    return {team_id: views[holder] for team_id, holder in holder_of.items()}


def scorecards_for(
    month: date, team_ids: Iterable[int], *, tree: TeamTree | None = None
) -> dict[int, ScorecardView]:
    """The scorecard in force for each of the teams; a team without any is left out. At most three queries."""
    tree = tree or team_tree()
    chains = {team_id: tree.chain(team_id) for team_id in team_ids}
    views = _views(month, {step for chain in chains.values() for step in chain})
    found: dict[int, ScorecardView] = {}
    for team_id, chain in chains.items():
        holder = next((step for step in chain if step in views), None)
        if holder is not None:
            found[team_id] = views[holder]
    return found


def scorecard_view(scorecard: Scorecard, month: date | None = None) -> ScorecardView:
    """One scorecard, draft or not, as it would judge a month (its first unless given). Two queries."""
    rows = _lines().filter(scorecard=scorecard)
    when = first_of_month(month or scorecard.starts)
    return _view(scorecard, when, list(rows), kpi_infos(next_month(when) - ONE_DAY))


def scorecard_by_id(scorecard_id: int, month: date) -> ScorecardView | None:
    """The scorecard that a stored result names; None where there is no such one. At most three queries."""
    found = Scorecard.objects.filter(pk=scorecard_id).first()
    return scorecard_view(found, month) if found else None


def person_targets(scorecard_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Targets of single agents: (line, person) → millionths of the KPI's unit. One query."""
    rows = PersonTarget.objects.filter(line__scorecard_id__in=scorecard_ids)
    return {
        (line_id, person_id): micros
        for line_id, person_id, micros in rows.values_list("line_id", "person_id", "target_micros")
    }


def held_months(team_id: int, first: date, last: date) -> dict[date, Scorecard]:
    """Which published scorecard holds each month of the team itself, months that touch [first, last]."""
    rows = ScorecardMonth.objects.filter(
        team_id=team_id, month__gte=first_of_month(first), month__lte=last
    ).select_related("scorecard")
    return {row.month: row.scorecard for row in rows.order_by("month")}


def _lines() -> LineQuerySet:
    return Line.objects.select_related("scorecard", "objective").in_order()


def _views(month: date, team_ids: Collection[int] | None) -> dict[int, ScorecardView]:
    """By the team that holds it."""
    month = first_of_month(month)
    rows = _lines().filter(scorecard__months__month=month).with_person_targets()
    if team_ids is not None:
        rows = rows.filter(scorecard__team_id__in=team_ids)
    lines: defaultdict[Scorecard, list[Line]] = defaultdict(list)
    for row in rows:
        lines[row.scorecard].append(row)
    infos = kpi_infos(next_month(month) - ONE_DAY) if lines else {}
    return {scorecard.team_id: _view(scorecard, month, rows, infos) for scorecard, rows in lines.items()}


def _view(
    scorecard: Scorecard, month: date, lines: Sequence[Line], infos: Mapping[str, KpiInfo]
) -> ScorecardView:
    by_id = {info.id: info for info in infos.values()} | _retired_kpis(lines, infos)
    return ScorecardView(
        id=scorecard.pk,
        team_id=scorecard.team_id,
        name=scorecard.name,
        month=month,
        no_data=NoDataPolicy(scorecard.no_data),
        minimum_days=scorecard.minimum_days,
        lines=tuple(_line(line, by_id[line.kpi_id]) for line in lines),
        published_at=scorecard.published_at,
        version=scorecard.version,
    )


def _retired_kpis(lines: Sequence[Line], infos: Mapping[str, KpiInfo]) -> dict[int, KpiInfo]:
    """KPIs that a scorecard still names although they are no longer measured: there is no data for them."""
    missing = {line.kpi_id for line in lines} - {info.id for info in infos.values()}
    if not missing:
        return {}
    return {
        kpi.pk: KpiInfo(
            id=kpi.pk,
            code=kpi.code,
            name=kpi_name(kpi.code, kpi.name),
            category=kpi.category,
            horizon=kpi.horizon,
            unit=kpi.unit,
            direction=kpi.direction,
            decimals=kpi.decimals,
            is_volume=kpi.is_volume,
            min_sample=0,
            topics=frozenset(),
        )
        for kpi in Kpi.objects.filter(pk__in=missing)
    }


def _line(line: Line, kpi: KpiInfo) -> LineView:
    return LineView(
        line_id=line.pk,
        position=line.position,
        kpi=kpi,
        weight=Decimal(line.weight) / 100,
        grain=Grain(line.grain),
        target=engine_target(line, kpi.direction),
        threshold=in_unit(line.threshold_micros),
        stretch=in_unit(line.stretch_micros),
        cap=Fraction(line.cap_permille, 1000),
        objective_id=line.objective_id,
        objective_name=line.objective.name if line.objective else "",
        has_person_targets=bool(getattr(line, "differs", False)),
    )
