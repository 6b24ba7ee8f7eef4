"""The alignment map: focus, objectives, KPIs, scorecards and people, with the weight behind each.

Weight is points times agents: a scorecard has 10,000 hundredths for each agent that it judges. Money is added
by the portal, which knows plans.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.periods import Grain
from apps.goals.choices import Focus, ScorecardState
from apps.goals.models import Line, Objective, Scorecard
from apps.goals.queries.agreement import judged_counts
from apps.goals.queries.focus import focus_shares
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import Subject
from apps.metrics.models import Kpi
from apps.metrics.queries import figures, kpi_infos
from apps.people.days import next_month
from apps.people.models import Team

NO_FOCUS: Final = ""
MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A scorecard's line that serves an objective: its weight, and agents times weight (points)."""

    scorecard_id: int
    team: str
    kpi: str
    kpi_code: str
    weight: int
    people: int

    @property
    def points(self) -> int:
        """Hundredths of a percent times agents."""
        return self.weight * self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveNode:
    """An objective with who carries it and how far it has come. `progress` 1 is reached."""

    objective: Objective
    depth: int
    carriers: tuple[Carrier, ...]
    now: Fraction | None = None
    progress: Fraction | None = None
    elapsed: Fraction | None = None

    @property
    def points(self) -> int:
        """All weight behind it."""
        return sum(carrier.points for carrier in self.carriers)

    @property
    def people(self) -> int:
        """How many agents carry it."""
        return sum({carrier.scorecard_id: carrier.people for carrier in self.carriers}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusNode:
    """A focus with its objectives. `wanted`: what the strategy says, in hundredths of a percent."""

    focus: str
    label: str
    wanted: int | None
    objectives: tuple[ObjectiveNode, ...]
    carriers: tuple[Carrier, ...]

    @property
    def points(self) -> int:
        """All weight behind it."""
        return sum(carrier.points for carrier in self.carriers)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyMap:
    """The map of a month. `loose`: lines that serve no objective, under the focus that is none."""

    month: date
    focuses: tuple[FocusNode, ...]
    loose: tuple[Carrier, ...]
    cards: Mapping[int, Scorecard]
    people: Mapping[int, int]
    unowned: tuple[Objective, ...] = ()
    nobody: tuple[ObjectiveNode, ...] = field(default=())

    @property
    def points(self) -> int:
        """All weight."""
        return sum(node.points for node in self.focuses) + sum(one.points for one in self.loose)

    def share(self, points: int) -> Fraction:
        """Of all weight, as a ratio."""
        return Fraction(points, self.points) if self.points else Fraction(0)

    @property
    def agents(self) -> int:
        """How many agents are on the scorecards."""
        return sum(self.people.values())


def strategy_map(month: date) -> StrategyMap:
    """The map of a month. A constant number of queries, and one for each objective with a result."""
    cards = {
        card.pk: card
        for card in Scorecard.objects.filter(state=ScorecardState.PUBLISHED)
        .covering(month)
        .select_related("team")
    }
    people = judged_counts(list(cards.values()))
    by_objective: defaultdict[int | None, list[Carrier]] = defaultdict(list)
    lines = Line.objects.filter(scorecard_id__in=cards).select_related("kpi", "objective")
    focus_of: defaultdict[str, list[Carrier]] = defaultdict(list)
    for line in lines.order_by("scorecard__team__name", "position"):
        carrier = _carrier(line, cards[line.scorecard_id], people[line.scorecard_id])
        by_objective[line.objective_id].append(carrier)
        focus_of[line.objective.focus if line.objective else NO_FOCUS].append(carrier)
    shares = focus_shares(month)
    alive = Objective.objects.filter(starts__lt=next_month(month), ends__gt=month)
    nodes = _nodes(list(alive.select_related("owner", "kpi", "team")), by_objective, month)
    focuses = tuple(
        FocusNode(
            focus=str(focus),
            label=str(label),
            wanted=shares.get(str(focus)) if shares else None,
            objectives=tuple(node for node in nodes if node.objective.focus == focus),
            carriers=tuple(focus_of.get(str(focus), ())),
        )
        for focus, label in Focus.choices
        if str(focus) in shares or focus_of.get(str(focus)) or any(n.objective.focus == focus for n in nodes)
    )
    parents = {node.objective.parent_id for node in nodes}
    return StrategyMap(
        month=month,
        focuses=focuses,
        loose=tuple(focus_of.get(NO_FOCUS, ())),
        cards=cards,
        people=people,
        unowned=tuple(node.objective for node in nodes if node.objective.owner_id is None),
        nobody=tuple(n for n in nodes if not n.carriers and n.objective.pk not in parents),
    )


def _carrier(line: Line, card: Scorecard, people: int) -> Carrier:
    return Carrier(
        scorecard_id=card.pk,
        team=card.team.name,
        kpi=kpi_name(line.kpi.code, line.kpi.name),
        kpi_code=line.kpi.code,
        weight=line.weight,
        people=people,
    )


def _nodes(
    objectives: Sequence[Objective], carriers: Mapping[int | None, Sequence[Carrier]], month: date
) -> list[ObjectiveNode]:
    children: defaultdict[int | None, list[Objective]] = defaultdict(list)
    known = {one.pk for one in objectives}
    for one in sorted(objectives, key=lambda o: (o.starts, o.name, o.pk)):
        children[one.parent_id if one.parent_id in known else None].append(one)
    found: list[ObjectiveNode] = []
    waiting = [(one, 0) for one in reversed(children[None])]
    while waiting:
        one, depth = waiting.pop()
        found.append(_node(one, depth, tuple(carriers.get(one.pk, ())), month))
        waiting += [(child, depth + 1) for child in reversed(children[one.pk])]
    return found


def _node(one: Objective, depth: int, carriers: tuple[Carrier, ...], month: date) -> ObjectiveNode:
    now = _now(one, month) if one.kpi is not None else None
    start, goal = one.from_micros, one.to_micros
    progress = None
    if now is not None and start is not None and goal is not None and start != goal:
        progress = (now * MICROS - start) / (goal - start)
    whole = (one.ends - one.starts).days
    gone = (min(next_month(month), one.ends) - one.starts).days
    return ObjectiveNode(
        objective=one,
        depth=depth,
        carriers=carriers,
        now=now,
        progress=progress,
        elapsed=Fraction(max(gone, 0), whole),
    )


def _now(one: Objective, month: date) -> Fraction | None:
    """The result's KPI in the month: of its team, or of the team at the top of the tree."""
    kpi: Kpi | None = one.kpi
    if kpi is None:
        return None
    team = one.team or Team.objects.filter(parent=None).order_by("pk").first()
    infos = {code: info for code, info in kpi_infos(month).items() if code == kpi.code}
    if team is None or not infos:
        return None
    last = date.fromordinal(next_month(month).toordinal() - 1)
    found = figures(
        kpis=infos,
        subject=Subject.TEAM,
        subject_ids=[team.pk],
        first=month,
        last=last,
        grain=Grain.MONTH,
    ).get((team.pk, kpi.code))
    return found.value if found else None
