"""Figures from the facts: for any days, levels and periods. Cells follow what this computes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any

from django.db import connection

from apps.engine.periods import Grain, next_start, period_start
from apps.metrics.choices import Level
from apps.metrics.definitions import Column, Definition, in_force
from apps.metrics.sql.statement import Question, Statement, statement
from apps.metrics.variants import Filters
from apps.people.clock import organisation, zone
from apps.people.days import ONE_DAY
from apps.people.models import Team


@dataclass(frozen=True, slots=True)
class Parts:
    """What a cell holds: whole numbers; `denominator` is None for a count or sum."""

    numerator: int
    denominator: int | None
    n: int


Key = tuple[int, int, date]  # KPI, subject, period start (`first` for a total); the company is subject 0
HourKey = tuple[int, int, int]  # KPI, subject, hour of the day
Spans = Sequence[tuple[date, date]]  # periods that the calendar does not know: first day, day after the last
Bag = dict[tuple[int, Any], list[int]]  # subject, period start or hour -> the statement's columns


def _total(values: list[int], places: tuple[int, ...]) -> int:
    """The sum of some columns; one column is what nearly every part is."""
    return values[places[0]] if len(places) == 1 else sum(values[place] for place in places)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Where a definition's parts stand among the statement's columns."""

    kpi_id: int
    plus: tuple[int, ...]
    minus: tuple[int, ...]
    denominator: tuple[int, ...] | None
    minus_below: tuple[int, ...]
    counted: tuple[int, ...]

    def read(self, values: list[int]) -> Parts | None:
        """The KPI's parts, or None where no record is behind it."""
        numerator = _total(values, self.plus) - _total(values, self.minus)
        n = _total(values, self.counted)
        if self.denominator is None:
            return Parts(numerator, None, n) if n or numerator else None
        denominator = _total(values, self.denominator) - _total(values, self.minus_below)
        return Parts(numerator, denominator, n) if numerator or denominator else None


@dataclass(slots=True)
class Names:
    """Groups that have no number in the database (campaigns, products, …) numbered as they are met."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, subject: int | str) -> int:
        """The number of a group; what has one keeps it."""
        return subject if isinstance(subject, int) else self.numbers.setdefault(subject, len(self.numbers))

    def by_number(self) -> dict[int, str]:
        """What each number is called."""
        return {number: name for name, number in self.numbers.items()}


def compute(
    versions: Sequence[Definition],
    *,
    level: Level,
    grain: Grain,
    first: date,
    ends: date,
    ids: Collection[int] | None = None,
    spans: Spans = (),
    names: Names | None = None,
    agent: int | None = None,
    team: int | None = None,
) -> dict[Key, Parts]:
    """Figures of the records from `first` until before `ends`, computed from the facts. One statement.

    A period that the range cuts counts only what lies inside; the base period of retention and the
    look-back of conversion may lie before the range. What has no record has no entry. Where a version
    takes over inside the range there is one statement for each side: sums follow the version of the day,
    distinct counts that of the first day of their period.

    `spans`: the borders of periods that are not the calendar's, the one before the first too; `grain` only
    says what kind they are. `names` numbers the groups of a dimension. `agent`, `team`: only the records of
    one of them, for figures by a dimension.
    """
    found: dict[Key, Parts] = {}
    if first >= ends or (ids is not None and not ids):
        return found
    question = _question(level, grain, first, ends, ids=ids, agent=agent, team=team)
    question = replace(question, spans=spans or (_years(first, ends) if grain is Grain.YEAR else ()))
    whole = first if grain is Grain.TOTAL and not spans else None
    for part, chosen in _stretches(versions, question):
        for (kpi, subject, starts), parts in _answers(part, chosen, names or Names(), as_date):
            key = (kpi, subject, whole or starts)
            found[key] = _sum(found[key], parts) if key in found else parts
    return found


def compute_hours(
    versions: Sequence[Definition],
    *,
    level: Level,
    first: date,
    ends: date,
    names: Names | None = None,
    agent: int | None = None,
    team: int | None = None,
) -> dict[HourKey, Parts]:
    """Figures by hour of the local day, over all days from `first` until before `ends`.

    Only of records that say when they began: calls. Those that do not are left out.
    """
    found: dict[HourKey, Parts] = {}
    if first >= ends:
        return found
    question = replace(_question(level, Grain.TOTAL, first, ends, agent=agent, team=team), zone=zone())
    for part, chosen in _stretches(versions, question):
        for key, parts in _answers(part, chosen, names or Names(), int):
            found[key] = _sum(found[key], parts) if key in found else parts
    return found


def _question(
    level: Level,
    grain: Grain,
    first: date,
    ends: date,
    *,
    ids: Collection[int] | None = None,
    agent: int | None,
    team: int | None,
) -> Question:
    return Question(
        level=level,
        grain=grain,
        first=first,
        ends=ends,
        currency=organisation().currency,
        ids=ids,
        sites=site_of_teams() if level is Level.SITE else (),
        agent=agent,
        team=team,
    )


def _years(first: date, ends: date) -> Spans:
    """The calendar years of the range, and the one before."""
    years = range(first.year - 1, (ends - ONE_DAY).year + 1)
    return [(date(year, 1, 1), date(year + 1, 1, 1)) for year in years]


def _stretches(
    versions: Sequence[Definition], whole: Question
) -> Iterator[tuple[Question, list[Definition]]]:
    """The range cut where a version takes over; KPIs without a cut share one statement."""
    groups: dict[tuple[date, ...], list[Definition]] = {}
    for definition in in_force(versions, whole.first):
        own = [v for v in versions if v.kpi_id == definition.kpi_id]
        groups.setdefault(tuple(_cuts(own, whole)), []).extend(own)
    for cuts, group in groups.items():
        for starts, until in zip(cuts, [*cuts[1:], whole.ends], strict=True):
            yield replace(whole, first=starts, ends=until), in_force(group, starts)


def _cuts(own: list[Definition], whole: Question) -> list[date]:
    """Where another version of one KPI takes over: on its day; distinct counts with the next period."""
    later = {_takes_over(version, whole) for version in own}
    inside = (day for day in later if day is not None and whole.first < day < whole.ends)
    return sorted({whole.first, *inside})


def _takes_over(version: Definition, whole: Question) -> date | None:
    if not version.is_distinct:
        return version.starts
    if whole.spans:
        return next((starts for starts, _ends in whole.spans if starts >= version.starts), None)
    if whole.grain is Grain.TOTAL:
        return None
    start = period_start(version.starts, whole.grain)
    return start if start == version.starts else next_start(start, whole.grain)


def _answers(
    question: Question, chosen: list[Definition], names: Names, period: Callable[[Any], Any]
) -> Iterator[tuple[tuple[int, int, Any], Parts]]:
    made = statement(question, {column for definition in chosen for column in definition.columns})
    if made is None:
        return
    places = {column: place for place, column in enumerate(chain.from_iterable(made.columns))}
    readers = [_reader(definition, places) for definition in chosen if definition.columns <= places.keys()]
    for (subject, starts), values in _fetch(made, names, period).items():
        for reader in readers:
            parts = reader.read(values)
            if parts is not None:
                yield (reader.kpi_id, subject, starts), parts


def _reader(definition: Definition, places: dict[Column, int]) -> _Reader:
    def of(aggregates: Iterable[str], filters: Filters) -> tuple[int, ...]:
        return tuple(places[definition.column(code, filters)] for code in aggregates)

    above, below = definition.numerator_filters, definition.denominator_filters
    divisor = definition.denominator
    return _Reader(
        kpi_id=definition.kpi_id,
        plus=of(definition.numerator.plus, above),
        minus=of(definition.numerator.minus, above),
        denominator=of(divisor.plus, below) if divisor else None,
        minus_below=of(divisor.minus, below) if divisor else (),
        counted=of(divisor.counted, below) if divisor else of(definition.numerator.counted, above),
    )


def _fetch(made: Statement, names: Names, period: Callable[[Any], Any]) -> Bag:
    offsets = [0, *accumulate(len(group) for group in made.columns)]
    bag: Bag = defaultdict(lambda: [0] * offsets[-1])
    with connection.cursor() as cursor:
        cursor.execute(made.text, made.values)
        for number, subject, starts, *values in cursor:
            row = bag[names.number(subject), period(starts)]
            for place, value in enumerate(values[: len(made.columns[number])], offsets[number]):
                row[place] = value or 0
    return bag


@lru_cache(maxsize=4096)
def _parsed(text: str) -> date:
    return date.fromisoformat(text)


def as_date(value: object) -> date:
    """SQLite gives the text of a day that a statement computes."""
    return value if isinstance(value, date) else _parsed(str(value))


def _sum(one: Parts, other: Parts) -> Parts:
    denominator = None if one.denominator is None else one.denominator + (other.denominator or 0)
    return Parts(one.numerator + other.numerator, denominator, one.n + other.n)


def site_of_teams() -> list[tuple[int, int]]:
    """Each team with its site: its own, or that of the nearest team above that has one."""
    teams = {team.pk: team for team in Team.objects.only("pk", "site_id", "parent_id")}
    found = []
    for pk in teams:
        above: int | None = pk
        while above is not None and teams[above].site_id is None:
            above = teams[above].parent_id
        if above is not None:
            found.append((pk, int(teams[above].site_id or 0)))
    return found
