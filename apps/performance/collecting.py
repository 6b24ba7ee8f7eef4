"""What judging needs from the database, read in a constant number of queries for any number of agents.

One query each: the tree of teams, the scorecards of the month with their lines, the KPIs, the work book of
everyone concerned, the cells; two for the sources' reach; one more where single agents have targets of
their own. Where records lie after the last complete day, the figures up to it are asked of metrics.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from django.db.models import Q, QuerySet

from apps.engine.periods import Grain, periods_between
from apps.goals.amounts import MICROS
from apps.goals.queries import LineView, ScorecardView, judging_of, person_targets
from apps.intake.queries import Feed, feeds
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.models import Cell
from apps.metrics.queries import figures
from apps.people.days import ONE_DAY, next_month
from apps.people.models import Membership
from apps.people.queries.book import WorkBook, work_book
from apps.people.queries.dated import touching
from apps.people.queries.tree import TeamTree, team_tree
from apps.performance.completeness import is_known, scorecard_through

SIX_DAYS: Final = timedelta(days=6)
Key = tuple[Subject, int, str, Grain, date]  # subject, its id, KPI code, grain, period start


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The month that is judged. `final`: closed; `on`: the day of looking, after which nothing is read."""

    month: date
    on: date
    final: bool

    @property
    def last(self) -> date:
        """The last day of the month."""
        return next_month(self.month) - ONE_DAY

    @property
    def weeks(self) -> list[date]:
        """The Mondays of the weeks that end in the month."""
        mondays = periods_between(self.month - SIX_DAYS, self.last + ONE_DAY, Grain.WEEK)
        return [monday for monday in mondays if self.month <= monday + SIX_DAYS <= self.last]

    @property
    def first_needed(self) -> date:
        """The first day of the month, or of the week that ends in it."""
        return min([self.month, *self.weeks])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is judged by what in a month, before any figure is read."""

    frame: Frame
    tree: TeamTree
    scorecards: Mapping[int, ScorecardView]  # by team, its own or the nearest above
    feeds: tuple[Feed, ...]
    personal: Mapping[int, ScorecardView] = field(default_factory=dict)  # by person, before the team's
    # asked again for every agent and line: answered once
    _through: dict[int, date | None] = field(default_factory=dict, repr=False, compare=False)
    _known: dict[tuple[int, date, date], bool] = field(default_factory=dict, repr=False, compare=False)

    def through(self, scorecard: ScorecardView) -> date | None:
        """The last day that counts; None before the first.

        The month's in a closed one, else the last complete one.
        """
        if scorecard.id not in self._through:
            self._through[scorecard.id] = self._last_day(scorecard)
        return self._through[scorecard.id]

    def is_known(self, kpi: KpiInfo, first: date, last: date) -> bool:
        """Whether every delivery day of the KPI's sources in [first, last] is there: none is then zero."""
        asked = (kpi.id, first, last)
        if asked not in self._known:
            self._known[asked] = is_known(kpi, self.feeds, first, last)
        return self._known[asked]

    def _last_day(self, scorecard: ScorecardView) -> date | None:
        if self.frame.final:
            return self.frame.last
        day = scorecard_through(scorecard, self.feeds)
        if day is None or day < self.frame.month:
            return None
        return min(day, self.frame.on, self.frame.last)

    def teams_on(self, scorecard_ids: Collection[int]) -> set[int]:
        """All teams that one of these scorecards judges."""
        return {team_id for team_id, card in self.scorecards.items() if card.id in scorecard_ids}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that judging a group of agents and teams needs, in memory."""

    plan: Plan
    book: WorkBook
    own_targets: Mapping[tuple[int, int], int]
    cells: Mapping[Key, Figure]  # whole months and weeks, with everything that has arrived
    cut: Mapping[tuple[Subject, int, str], Figure] = field(
        default_factory=dict
    )  # through the last complete day
    later: frozenset[tuple[Subject, int]] = frozenset()  # subjects with records after it

    def month_figure(self, subject: Subject, subject_id: int, kpi: KpiInfo) -> Figure | None:
        """The KPI of the month through the last complete day."""
        if (subject, subject_id) in self.later:
            return self.cut.get((subject, subject_id, kpi.code))
        return self.so_far(subject, subject_id, kpi)

    def so_far(self, subject: Subject, subject_id: int, kpi: KpiInfo) -> Figure | None:
        """The KPI of the month with everything that has arrived."""
        return self.cells.get((subject, subject_id, kpi.code, Grain.MONTH, self.plan.frame.month))

    def week_figure(self, subject: Subject, subject_id: int, kpi: KpiInfo, monday: date) -> Figure | None:
        """The KPI of a week that ends in the month."""
        return self.cells.get((subject, subject_id, kpi.code, Grain.WEEK, monday))

    def own_target(self, line: LineView, person_id: int) -> Fraction | None:
        """The agent's own target on the line, in the KPI's unit, if they have one."""
        micros = self.own_targets.get((line.line_id, person_id))
        return None if micros is None else Fraction(micros, MICROS)


def make_plan(frame: Frame) -> Plan:
    """Who is judged by what. Five queries."""
    tree = team_tree()
    judging = judging_of(frame.month, tree)
    return Plan(
        frame=frame, tree=tree, scorecards=judging.teams, feeds=tuple(feeds()), personal=judging.people
    )


def collect(plan: Plan, team_ids: Collection[int], own_teams: Collection[int]) -> Material:
    """Read what judging needs.

    Of everyone with something to do with `team_ids`, and of the teams `own_teams` themselves.

    Two queries, and one more where agents have targets of their own.
    """
    frame = plan.frame
    book = work_book(_concerned(frame, team_ids), frame.first_needed, frame.last)
    cards = {card.id: card for team_id in team_ids if (card := plan.scorecards.get(team_id)) is not None}
    cards |= {card.id: card for person_id in book.person_ids if (card := plan.personal.get(person_id))}
    own = [card.id for card in cards.values() if any(line.has_person_targets for line in card.lines)]
    cells, days = _cells(plan, list(cards.values()), book.person_ids, own_teams)
    later = _later(plan, book, days)
    return Material(
        plan=plan,
        book=book,
        own_targets=person_targets(own, frame.month) if own else {},
        cells=cells,
        cut=_cut(plan, cards.values(), later),
        later=frozenset(later),
    )


def scorecard_of_person(
    plan: Plan, book: WorkBook, person_id: int
) -> tuple[int | None, ScorecardView | None]:
    """The home team on the person's last day in the month, and the scorecard that judges it."""
    team_id = book.last_home(person_id, plan.frame.last, since=plan.frame.month)
    card = plan.personal.get(person_id) or (None if team_id is None else plan.scorecards.get(team_id))
    return team_id, card


def _concerned(frame: Frame, team_ids: Collection[int]) -> QuerySet[Membership, int]:
    """Everyone with a home in the teams, or lent to them, in these days."""
    rows = Membership.objects.filter(touching(frame.first_needed, frame.last), team_id__in=team_ids)
    return rows.order_by().values_list("person_id", flat=True)


def _cells(
    plan: Plan, cards: Collection[ScorecardView], person_ids: Collection[int], team_ids: Collection[int]
) -> tuple[dict[Key, Figure], dict[tuple[Subject, int], date]]:
    """Whole months and weeks by key, and the last day after `through` on which a subject has any record."""
    frame = plan.frame
    infos = {line.kpi.id: line.kpi for card in cards for line in card.lines}
    starts = {plan.through(card) for card in cards} - {None}
    after = min((day for day in starts if day is not None), default=frame.last)
    wanted = Q(grain=Grain.MONTH, starts=frame.month) | Q(grain=Grain.WEEK, starts__in=frame.weeks)
    rows = Cell.objects.filter(
        Q(subject=Subject.AGENT, subject_id__in=person_ids)
        | Q(subject=Subject.TEAM, subject_id__in=team_ids),
        wanted | Q(grain=Grain.DAY, starts__gt=after, starts__lte=frame.last),
        kpi_id__in=infos,
    ).values_list("subject", "subject_id", "kpi_id", "grain", "starts", "numerator", "denominator", "n")
    cells: dict[Key, Figure] = {}
    days: dict[tuple[Subject, int], date] = {}
    for subject, subject_id, kpi_id, grain, day, numerator, denominator, n in rows:
        if grain == Grain.DAY:
            key = (Subject(subject), subject_id)
            days[key] = max(day, days.get(key, day))
        else:
            kpi = infos[kpi_id]
            cells[Subject(subject), subject_id, kpi.code, Grain(grain), day] = Figure(
                kpi=kpi.code, numerator=numerator, denominator=denominator, n=n, scale=kpi.scale
            )
    return cells, days


def _later(
    plan: Plan, book: WorkBook, days: Mapping[tuple[Subject, int], date]
) -> dict[tuple[Subject, int], date]:
    """The subjects that have records after the last complete day of their scorecard, with that day."""
    found: dict[tuple[Subject, int], date] = {}
    for key, day in days.items():
        subject, subject_id = key
        card = (
            scorecard_of_person(plan, book, subject_id)[1]
            if subject == Subject.AGENT
            else plan.scorecards.get(subject_id)
        )
        through = plan.through(card) if card is not None else None
        if through is not None and day > through:
            found[key] = through
    return found


def _cut(
    plan: Plan,
    cards: Iterable[ScorecardView],
    later: Mapping[tuple[Subject, int], date],
) -> dict[tuple[Subject, int, str], Figure]:
    """Figures through the last complete day of those who have records after it."""
    infos = {line.kpi.code: line.kpi for card in cards for line in card.lines}
    groups: defaultdict[tuple[Subject, date], list[int]] = defaultdict(list)
    for (subject, subject_id), through in later.items():
        groups[subject, through].append(subject_id)
    found: dict[tuple[Subject, int, str], Figure] = {}
    for (subject, through), ids in groups.items():
        cut = figures(
            kpis=infos,
            subject=subject,
            subject_ids=ids,
            first=plan.frame.month,
            last=through,
            grain=Grain.MONTH,
        )
        found |= {(subject, subject_id, code): figure for (subject_id, code), figure in cut.items()}
    return found
