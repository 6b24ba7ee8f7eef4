"""Scorecards in force, as frozen rows for the engine."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from apps.engine.achievement import Target
from apps.engine.periods import Grain
from apps.engine.score import NoDataPolicy
from apps.goals.choices import ChangeState, Scope
from apps.goals.drafts import engine_target, in_unit
from apps.goals.models import ChangeLine, Line, LineQuerySet, PersonMonth, Scorecard, ScorecardMonth
from apps.goals.queries.effective import MICROS, Step, steps_of, value_after, weight_after
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
    """What is wanted of a team's agents in a month, and the rules by which it is scored.

    `scope`: whether of all of them, or of some who are judged by it before the team's own.
    """

    id: int
    team_id: int
    name: str
    month: date
    no_data: NoDataPolicy
    minimum_days: int
    lines: tuple[LineView, ...]
    published_at: datetime | None
    version: int
    scope: str = Scope.TEAM

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """By what everyone is judged in a month: teams by the nearest one, some people by their own."""

    teams: Mapping[int, ScorecardView]
    people: Mapping[int, ScorecardView] = field(default_factory=dict)

    def of(self, person_id: int, team_id: int | None) -> ScorecardView | None:
        """The scorecard of a person whose home is the team."""
        own = self.people.get(person_id)
        return own if own is not None or team_id is None else self.teams.get(team_id)


def judging_of(month: date, tree: TeamTree) -> Judging:
    """The scorecards of every team in a month, and of those who have their own. Two queries, at most five."""
    views = _views(month, None)
    holder_of = holders(tree, views.teams)
    return Judging(
        teams={team_id: views.teams[holder] for team_id, holder in holder_of.items()}, people=views.people
    )


def scorecards_of(month: date, tree: TeamTree) -> dict[int, ScorecardView]:
    """The scorecard of every team in a month.

    A team without its own takes the nearest one above. Two queries.
    """
    return dict(judging_of(month, tree).teams)


def judging_for(month: date, team_ids: Iterable[int], *, tree: TeamTree | None = None) -> Judging:
    """The scorecards in force for the teams and the people in them; a team without any is left out.

    Three queries, at most six.
    """
    tree = tree or team_tree()
    chains = {team_id: tree.chain(team_id) for team_id in team_ids}
    views = _views(month, {step for chain in chains.values() for step in chain})
    found: dict[int, ScorecardView] = {}
    for team_id, chain in chains.items():
        holder = next((step for step in chain if step in views.teams), None)
        if holder is not None:
            found[team_id] = views.teams[holder]
    return Judging(teams=found, people=views.people)


def scorecards_for(
    month: date, team_ids: Iterable[int], *, tree: TeamTree | None = None
) -> dict[int, ScorecardView]:
    """The scorecard in force for each of the teams; a team without any is left out. At most three queries."""
    return dict(judging_for(month, team_ids, tree=tree).teams)


def scorecard_view(scorecard: Scorecard, month: date | None = None) -> ScorecardView:
    """One scorecard, draft or not, as it would judge a month (its first unless given). Two queries."""
    when = first_of_month(month or scorecard.starts)
    rows = _lines(when).filter(scorecard=scorecard)
    return _view(scorecard, when, list(rows), kpi_infos(next_month(when) - ONE_DAY))


def scorecard_by_id(scorecard_id: int, month: date) -> ScorecardView | None:
    """The scorecard that a stored result names; None where there is no such one. At most three queries."""
    found = Scorecard.objects.filter(pk=scorecard_id).first()
    return scorecard_view(found, month) if found else None


def held_months(team_id: int, first: date, last: date) -> dict[date, Scorecard]:
    """Which published scorecard holds each month of the team itself, months that touch [first, last]."""
    rows = ScorecardMonth.objects.filter(
        team_id=team_id, month__gte=first_of_month(first), month__lte=last
    ).select_related("scorecard")
    return {row.month: row.scorecard for row in rows.order_by("month")}


def _lines(month: date) -> LineQuerySet:
    """Lines with what is written for the month, and whether anything was changed since."""
    return (
        Line.objects.select_related("scorecard", "objective")
        .annotate(this_month=FilteredRelation("months", condition=Q(months__month=month)))
        .annotate(
            month_target=F("this_month__target_micros"),
            month_threshold=F("this_month__threshold_micros"),
            month_stretch=F("this_month__stretch_micros"),
            changed=Exists(_approved(month)),
        )
        .in_order()
    )


def _approved(month: date) -> QuerySet[ChangeLine]:
    return ChangeLine.objects.filter(
        line=OuterRef("pk"), change__state=ChangeState.APPROVED, change__from_day__lt=next_month(month)
    )


def _views(month: date, team_ids: Collection[int] | None) -> Judging:
    """By the team that holds it, and by each person who has their own."""
    month = first_of_month(month)
    for_teams = ScorecardMonth.objects.filter(month=month).values("scorecard_id")
    for_people = PersonMonth.objects.filter(month=month).values("scorecard_id")
    rows = (
        _lines(month)
        .filter(Q(scorecard_id__in=for_teams) | Q(scorecard_id__in=for_people))
        .with_person_targets()
    )
    if team_ids is not None:
        rows = rows.filter(scorecard__team_id__in=team_ids)
    lines: defaultdict[Scorecard, list[Line]] = defaultdict(list)
    for row in rows:
        lines[row.scorecard].append(row)
    infos = kpi_infos(next_month(month) - ONE_DAY) if lines else {}
    steps = steps_of([row.pk for found in lines.values() for row in found if row.changed], month)  # type: ignore[attr-defined]
    views = {scorecard: _view(scorecard, month, found, infos, steps) for scorecard, found in lines.items()}
    own = {card.pk: view for card, view in views.items() if card.scope != Scope.TEAM}
    people = PersonMonth.objects.filter(month=month, scorecard_id__in=own) if own else ()
    return Judging(
        teams={card.team_id: view for card, view in views.items() if card.scope == Scope.TEAM},
        people={row.person_id: own[row.scorecard_id] for row in people},
    )


def _view(
    scorecard: Scorecard,
    month: date,
    lines: Sequence[Line],
    infos: Mapping[str, KpiInfo],
    steps: Mapping[int, Sequence[Step]] | None = None,
) -> ScorecardView:
    if steps is None:
        steps = steps_of([line.pk for line in lines if line.changed], month)  # type: ignore[attr-defined]
    by_id = {info.id: info for info in infos.values()} | _retired_kpis(lines, infos)
    return ScorecardView(
        id=scorecard.pk,
        team_id=scorecard.team_id,
        name=scorecard.name,
        month=month,
        no_data=NoDataPolicy(scorecard.no_data),
        minimum_days=scorecard.minimum_days,
        lines=tuple(_line(line, by_id[line.kpi_id], steps.get(line.pk, ())) for line in lines),
        published_at=scorecard.published_at,
        version=scorecard.version,
        scope=scorecard.scope,
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


def _line(line: Line, kpi: KpiInfo, steps: Sequence[Step]) -> LineView:
    own = {name: getattr(line, f"month_{name}", None) for name in ("target", "threshold", "stretch")}
    target = engine_target(line, kpi.direction)
    for_all = [step for step in steps if step.person_id is None]
    micros = own["target"] if own["target"] is not None else line.target_micros
    if micros is not None and target.value is not None:
        value = value_after(micros, for_all, volume=kpi.is_volume)
        target = replace(target, value=value / MICROS)
    return LineView(
        line_id=line.pk,
        position=line.position,
        kpi=kpi,
        weight=Decimal(weight_after(line.weight, steps)) / 100,
        grain=Grain(line.grain),
        target=target,
        threshold=in_unit(line.threshold_micros if own["threshold"] is None else own["threshold"]),
        stretch=in_unit(line.stretch_micros if own["stretch"] is None else own["stretch"]),
        cap=Fraction(line.cap_permille, 1000),
        objective_id=line.objective_id,
        objective_name=line.objective.name if line.objective else "",
        has_person_targets=bool(getattr(line, "differs", False)) or any(_single(step) for step in steps),
    )


def _single(step: Step) -> bool:
    """Whether the step may leave someone with a target of their own."""
    return step.harder or step.person_id is not None
