"""What agents reached before, made comparable with the period of a scorecard (rules of calculation §2.12).

The last twelve months (weeks: fifty-two) of everyone the scorecard judges: volumes by working time and
season, ratios as they were where they rest on enough records; the first months of new starters left
out. A constant number of queries for any number of agents and KPIs.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from apps.engine.periods import Grain, period_end, period_start
from apps.metrics.choices import Subject
from apps.metrics.figures import KpiInfo
from apps.metrics.models import Cell
from apps.people.days import ONE_DAY, first_of_month, months_before, next_month
from apps.people.queries.book import WorkBook, work_book
from apps.people.queries.tree import team_tree

MICROS: Final = 1_000_000
MONTHS: Final = 12
NEW_DAYS: Final = 90  # so long after the first day one is a new starter


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One agent's period: the comparable value in millionths, and the records it rests on."""

    person_id: int
    starts: date
    micros: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiHistory:
    """What was seen of one KPI. `season`: the index of the month that is compared with, 1 is usual.

    `usual_n`: what one agent's period rests on in the mean, None where nothing was seen.
    """

    seen: tuple[Seen, ...] = ()
    season: Fraction = Fraction(1)
    seasonal: bool = False
    usual_n: Fraction | None = None
    new_starters: int = 0
    first: date | None = None
    last: date | None = None

    @property
    def people(self) -> int:
        """How many agents."""
        return len({one.person_id for one in self.seen})

    @property
    def values(self) -> list[tuple[str, int]]:
        """As the engine takes them."""
        return [(str(one.person_id), one.micros) for one in self.seen]


Parts = tuple[int, int | None, int]
Rows = Mapping[tuple[int, date], Parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One KPI with the grain of its target."""

    kpi: KpiInfo
    grain: Grain


def history_of(
    asked: Collection[Asked], person_ids: Sequence[int], team_id: int, month: date, *, on: date
) -> dict[str, KpiHistory]:
    """By KPI code. Periods that were over on `on`, before the month. Four queries."""
    until = min(first_of_month(month), first_of_month(on))
    first = months_before(until, MONTHS)
    book = work_book(
        list(person_ids), first - timedelta(days=NEW_DAYS), max(next_month(month) - ONE_DAY, until)
    )
    site_id = team_tree().site_id(team_id)
    cells = _cells(asked, person_ids, first, until)
    seasons = _seasons(asked, team_id, until, book, site_id)
    reader = _Reader(book=book, person_ids=tuple(person_ids), site_id=site_id, month=month)
    return {
        one.kpi.code: reader.history(one, cells.get(one.kpi.id, {}), seasons.get(one.kpi.id, {}))
        for one in asked
    }


def season_of(one: Asked, person_ids: Sequence[int], team_id: int, month: date) -> dict[int, Fraction]:
    """The index of each calendar month of one KPI; empty where too little is known."""
    until = first_of_month(month)
    book = work_book(list(person_ids), months_before(until, MONTHS), until)
    return _seasons([one], team_id, until, book, team_tree().site_id(team_id)).get(one.kpi.id, {})


def _cells(
    asked: Collection[Asked], person_ids: Sequence[int], first: date, until: date
) -> dict[int, dict[tuple[int, date], tuple[int, int | None, int]]]:
    """By KPI: (person, start) → parts, of whole periods that end before `until`."""
    grains = {one.kpi.id: one.grain for one in asked}
    rows = Cell.objects.filter(
        kpi_id__in=grains,
        subject=Subject.AGENT,
        subject_id__in=person_ids,
        grain__in={*grains.values()},
        starts__gte=first,
        starts__lt=until,
    ).values_list("kpi_id", "grain", "subject_id", "starts", "numerator", "denominator", "n")
    found: defaultdict[int, dict[tuple[int, date], tuple[int, int | None, int]]] = defaultdict(dict)
    for kpi_id, grain, person_id, starts, numerator, denominator, n in rows:
        if grain == grains[kpi_id] and period_end(starts, grains[kpi_id]) <= until:
            found[kpi_id][person_id, starts] = (numerator, denominator, n)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Makes what was seen comparable with the month."""

    book: WorkBook
    person_ids: tuple[int, ...]
    site_id: int | None
    month: date
    _times: dict[tuple[int, date, Grain], tuple[int, int]] = field(default_factory=dict)

    def history(self, one: Asked, rows: Rows, season: Mapping[int, Fraction]) -> KpiHistory:
        """One KPI."""
        starts = sorted({start for _, start in rows})
        if not starts:
            return KpiHistory()
        seen: list[Seen] = []
        new = total = periods = 0
        for person_id in self.person_ids:
            since = _since(self.book, person_id)
            for start in starts:
                parts = rows.get((person_id, start))
                if since is None or (since > self.book.first and (start - since).days < NEW_DAYS):
                    new += parts is not None
                    continue
                micros = self._comparable(one, parts, (person_id, start), season)
                if micros is None:
                    continue
                n = parts[2] if parts else 0
                total, periods = total + n, periods + 1
                if one.kpi.is_volume or n >= one.kpi.min_sample:
                    seen.append(Seen(person_id=person_id, starts=start, micros=micros, n=n))
        index = season.get(self.month.month, Fraction(1))
        return KpiHistory(
            seen=tuple(seen),
            season=index,
            seasonal=bool(season),
            usual_n=Fraction(total, periods) if periods else None,
            new_starters=new,
            first=starts[0],
            last=starts[-1],
        )

    def _comparable(
        self, one: Asked, parts: Parts | None, key: tuple[int, date], season: Mapping[int, Fraction]
    ) -> int | None:
        """In millionths of the unit, to the nearest; None where there is nothing to compare."""
        kpi, (person_id, start) = one.kpi, key
        if not kpi.is_volume:
            if parts is None or not parts[1]:
                return None
            return _rounded(parts[0] * MICROS, kpi.scale * parts[1])
        worked, planned = self._time(person_id, start, one.grain)
        if worked * 3 < planned or not worked:  # less than a third says little about a whole period
            return None
        index, usual = (season.get(day.month, Fraction(1)) for day in (self.month, start))
        full = _full_time(self.book, self.site_id, self.month, one.grain)
        up = (parts[0] if parts else 0) * MICROS * full * index.numerator * usual.denominator
        return _rounded(up, kpi.scale * worked * index.denominator * usual.numerator)

    def _time(self, person_id: int, start: date, grain: Grain) -> tuple[int, int]:
        """What was worked of a full-timer's period, without downtime."""
        key = (person_id, start, grain)
        if key not in self._times:
            time = self.book.time(person_id, start, period_end(start, grain) - ONE_DAY)
            self._times[key] = (time.worked - time.down, time.planned)
        return self._times[key]


def _rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _full_time(book: WorkBook, site_id: int | None, month: date, grain: Grain) -> int:
    """A full-timer's period in thousandths of a day: the month's own, or a week of five days."""
    if grain is Grain.WEEK:
        return 5000
    days = len(book.working_days(site_id, month, next_month(month) - ONE_DAY))
    return 1000 * days


def _since(book: WorkBook, person_id: int) -> date | None:
    """The first day of the book on which the person is employed and placed."""
    return next((one.starts for one in book.stretches(person_id) if one.team_id is not None), None)


def _seasons(
    asked: Collection[Asked], team_id: int, until: date, book: WorkBook, site_id: int | None
) -> dict[int, dict[int, Fraction]]:
    """By volume KPI and calendar month: the company's value a working day over that of a usual month.

    Only from twelve whole months on, as with fewer a season cannot be told from a trend. One query.
    """
    volumes = {one.kpi.id: one.kpi for one in asked if one.kpi.is_volume}
    chain = team_tree().chain(team_id)
    root = chain[-1] if chain else team_id
    first = months_before(until, MONTHS)
    rows = Cell.objects.filter(
        kpi_id__in=volumes,
        subject=Subject.TEAM,
        subject_id=root,
        grain=Grain.MONTH,
        starts__gte=first,
        starts__lt=until,
    ).values_list("kpi_id", "starts", "numerator")
    levels: defaultdict[int, dict[date, Fraction]] = defaultdict(dict)
    for kpi_id, starts, numerator in rows:
        days = len(book.working_days(site_id, starts, next_month(starts) - ONE_DAY))
        if days and numerator > 0:
            levels[kpi_id][period_start(starts, Grain.MONTH)] = Fraction(numerator, days)
    return {kpi_id: _indices(level) for kpi_id, level in levels.items() if len(level) >= MONTHS}


def _indices(level: Mapping[date, Fraction]) -> dict[int, Fraction]:
    """To three decimals, so that the page can say the number it uses."""
    usual = sum(level.values(), Fraction(0)) / len(level)
    return {
        month.month: Fraction(round(value / usual * 1000), 1000) or Fraction(1)
        for month, value in level.items()
    }
