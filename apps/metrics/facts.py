"""Figures from the facts: for any days, levels and periods. Cells follow what this computes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain

from django.db import connection

from apps.engine.periods import Grain, next_start, period_start
from apps.metrics.choices import Level
from apps.metrics.definitions import Column, Definition, in_force
from apps.metrics.sql.statement import Question, Statement, statement
from apps.people.clock import organisation
from apps.people.models import Team


@dataclass(frozen=True, slots=True)
class Parts:
    """What a cell holds: whole numbers; `denominator` is None for a count or sum."""

    numerator: int
    denominator: int | None
    n: int


Key = tuple[int, int, date]  # KPI, subject, period start (`first` for a total); the company is subject 0
Bag = dict[tuple[int, date], list[int]]  # subject, period start -> the statement's columns


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
    counted: tuple[int, ...]

    def read(self, values: list[int]) -> Parts | None:
        """The KPI's parts, or None where no record is behind it."""
        numerator = _total(values, self.plus) - _total(values, self.minus)
        n = _total(values, self.counted)
        if self.denominator is None:
            return Parts(numerator, None, n) if n or numerator else None
        denominator = _total(values, self.denominator)
        return Parts(numerator, denominator, n) if numerator or denominator else None


def compute(
    versions: Sequence[Definition],
    *,
    level: Level,
    grain: Grain,
    first: date,
    ends: date,
    ids: Collection[int] | None = None,
) -> dict[Key, Parts]:
    """Figures of the records from `first` until before `ends`, computed from the facts. One statement.

    A period that the range cuts counts only what lies inside; the base period of retention and the
    look-back of conversion may lie before the range. What has no record has no entry. Where a version
    takes over inside the range there is one statement for each side: sums follow the version of the day,
    distinct counts that of the first day of their period.
    """
    found: dict[Key, Parts] = {}
    if first >= ends or (ids is not None and not ids):
        return found
    for starts, until, chosen in _stretches(versions, grain, first, ends):
        question = Question(
            level=level,
            grain=grain,
            first=starts,
            ends=until,
            currency=organisation().currency,
            ids=ids,
            sites=site_of_teams() if level is Level.SITE else (),
        )
        _merge(found, _answers(question, chosen), total=first if grain is Grain.TOTAL else None)
    return found


def _stretches(
    versions: Sequence[Definition], grain: Grain, first: date, ends: date
) -> Iterator[tuple[date, date, list[Definition]]]:
    """The range cut where a version takes over; KPIs without a cut share one statement."""
    groups: dict[tuple[date, ...], list[Definition]] = {}
    for definition in in_force(versions, first):
        own = [v for v in versions if v.kpi_id == definition.kpi_id]
        groups.setdefault(tuple(_cuts(own, grain, first, ends)), []).extend(own)
    for cuts, group in groups.items():
        for starts, until in zip(cuts, [*cuts[1:], ends], strict=True):
            yield starts, until, in_force(group, starts)


def _cuts(own: list[Definition], grain: Grain, first: date, ends: date) -> list[date]:
    """Where another version of one KPI takes over: on its day; distinct counts with the next period."""
    later = {_takes_over(version, grain) for version in own}
    return sorted({first, *(day for day in later if day is not None and first < day < ends)})


def _takes_over(version: Definition, grain: Grain) -> date | None:
    if not version.is_distinct:
        return version.starts
    if grain is Grain.TOTAL:
        return None
    start = period_start(version.starts, grain)
    return start if start == version.starts else next_start(start, grain)


def _answers(question: Question, chosen: list[Definition]) -> dict[Key, Parts]:
    made = statement(question, {column for definition in chosen for column in definition.columns})
    if made is None:
        return {}
    places = {column: place for place, column in enumerate(chain.from_iterable(made.columns))}
    readers = [_reader(definition, places) for definition in chosen if definition.columns <= places.keys()]
    return {
        (reader.kpi_id, subject, starts): parts
        for (subject, starts), values in _fetch(made).items()
        for reader in readers
        if (parts := reader.read(values)) is not None
    }


def _reader(definition: Definition, places: dict[Column, int]) -> _Reader:
    def of(aggregates: Iterable[str]) -> tuple[int, ...]:
        return tuple(places[definition.column(code)] for code in aggregates)

    below = definition.denominator
    return _Reader(
        kpi_id=definition.kpi_id,
        plus=of(definition.numerator.plus),
        minus=of(definition.numerator.minus),
        denominator=of(below.plus) if below else None,
        counted=of((below or definition.numerator).counted),
    )


def _fetch(made: Statement) -> Bag:
    offsets = [0, *accumulate(len(group) for group in made.columns)]
    bag: Bag = defaultdict(lambda: [0] * offsets[-1])
    with connection.cursor() as cursor:
        cursor.execute(made.text, made.values)
        for number, subject, starts, *values in cursor:
            row = bag[subject, as_date(starts)]
            for place, value in enumerate(values[: len(made.columns[number])], offsets[number]):
                row[place] = value or 0
    return bag


@lru_cache(maxsize=4096)
def _parsed(text: str) -> date:
    return date.fromisoformat(text)


def as_date(value: object) -> date:
    """SQLite gives the text of a day that a statement computes."""
    return value if isinstance(value, date) else _parsed(str(value))


def _merge(found: dict[Key, Parts], more: dict[Key, Parts], *, total: date | None) -> None:
    """Add sums of two stretches that share a period; distinct counts never do."""
    for (kpi, subject, starts), parts in more.items():
        key = (kpi, subject, total or starts)
        found[key] = _sum(found[key], parts) if key in found else parts


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
