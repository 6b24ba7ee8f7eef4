"""What each source delivered lately, day by day and file by file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from apps.intake.choices import BatchState, Way
from apps.intake.models import Batch, EmptyDay
from apps.intake.queries.coverage import Freshness
from apps.people.clock import local_day, zone
from apps.people.days import ONE_DAY

LATEST: Final = 12  # deliveries of a source that are looked at
DAYS_SHOWN: Final = 22  # three weeks and today
WHOLE: Final = frozenset({"ok", "late", "empty"})
LOOK_BACK: Final = timedelta(weeks=8)  # for what is usual on a weekday
FEWEST: Final = 3  # days of the weekday, below which nothing is usual
LEAST_USUAL: Final = 10  # rows a day, below which half of them is chance
QUARTER: Final = 13 * 7
WORST: Final = ("missing", "held", "partial", "ready", "now", "late", "ok", "empty", "due", "none")
PARTIAL_BELOW: Final = 2  # a day is partial below the usual divided by this


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An imported file of a source."""

    batch_id: int
    source_id: int
    rows: int
    days: int  # on which the records lie, at least 1
    at: datetime

    @property
    def a_day(self) -> int:
        """Rows for each day with records, so that a file of a month compares with one of a day."""
        return round(Fraction(self.rows, self.days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of a source.

    `state`: ok, late (delivered after it was due), partial (few rows against the usual), empty (somebody said
    that nothing happened), missing, ready, held, now, due or none (nothing was to come).
    """

    day: date
    state: str
    batch_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDays:
    """A source over the days of the calendar."""

    source_id: int
    name: str
    weekdays: str
    cells: tuple[Cell, ...]

    @property
    def whole(self) -> int:
        """Days that were delivered, of those that were due."""
        return sum(cell.state in WHOLE for cell in self.cells)

    @property
    def due(self) -> int:
        """Days that were due by now."""
        return sum(cell.state not in {"none", "due"} for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days in a row that a source was to deliver and did not."""

    source_id: int
    name: str
    first: date
    last: date
    days: int


def latest_deliveries() -> dict[int, list[Delivery]]:
    """The last imported files of each source, oldest first. One query."""
    number = Window(RowNumber(), partition_by="source_id", order_by=F("pk").desc())
    files = Batch.objects.filter(state=BatchState.IMPORTED).exclude(way=Way.PUSH)
    imported = files.annotate(number=number)
    rows = imported.filter(number__lte=LATEST).order_by("pk")
    found: dict[int, list[Delivery]] = {}
    columns = ("pk", "source_id", "read", "created_at", "profile__days")
    for pk, source_id, read, at, days in rows.values_list(*columns):
        delivery = Delivery(batch_id=pk, source_id=source_id, rows=read, days=max(1, len(days or ())), at=at)
        found.setdefault(source_id, []).append(delivery)
    return found


def usual_rows(deliveries: Iterable[Delivery]) -> int | None:
    """The middle of the rows a day (the lower one of two); None of no delivery."""
    rows = sorted(delivery.a_day for delivery in deliveries)
    return rows[(len(rows) - 1) // 2] if rows else None


def completeness(
    sources: Iterable[Freshness], open_batches: Iterable[Batch], *, on: date, shown: int = DAYS_SHOWN
) -> list[SourceDays]:
    """The last days up to and with `on`, by source: what is covered, and what is missing. Three queries.

    A day is expected from the source's first delivery on, on its weekdays, and delivered on the next day.
    """
    days = [on - timedelta(days=n) for n in reversed(range(shown))]
    known = _Known(
        imported=_imported(days[0], on),
        coming=_coming(open_batches),
        empty=frozenset(EmptyDay.objects.filter(day__gte=days[0]).values_list("source_id", "day")),
        rows=_rows_by_day(days[0] - LOOK_BACK, on),
    )
    return [
        SourceDays(
            source_id=source.source_id,
            name=source.name,
            weekdays=source.weekdays,
            cells=tuple(_cell(source, day, known) for day in days),
        )
        for source in sources
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCell:
    """A week of a source: the state that asks most for somebody, and days that came of those due."""

    start: date
    state: str
    whole: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWeeks:
    """A source over weeks."""

    name: str
    cells: tuple[WeekCell, ...]
    whole: int
    due: int


def by_week(rows: Iterable[SourceDays]) -> list[SourceWeeks]:
    """Days as weeks, from the first Monday among them on."""
    return [
        SourceWeeks(name=row.name, cells=tuple(_weeks_of(row)), whole=row.whole, due=row.due) for row in rows
    ]


def _weeks_of(row: SourceDays) -> Iterable[WeekCell]:
    for start, cells in groupby(row.cells, key=lambda cell: cell.day - timedelta(days=cell.day.weekday())):
        week = replace(row, cells=tuple(cells))
        state = min((cell.state for cell in week.cells), key=WORST.index)
        yield WeekCell(start=start, state=state, whole=week.whole, due=week.due)


def gaps(rows: Iterable[SourceDays]) -> list[Gap]:
    """The missing days as ranges, newest first. Days on which nothing was due do not part a range."""
    found = [gap for row in rows for gap in _gaps_of(row)]
    return sorted(found, key=lambda gap: (-gap.last.toordinal(), gap.name))


_Place = tuple[int, date]  # a source and a day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """What covers a day: the newest batch, and when the first one came."""

    batch_id: int
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of the days of all sources."""

    imported: Mapping[_Place, _Brought]
    coming: Mapping[_Place, tuple[str, int]]
    empty: frozenset[_Place]
    rows: Mapping[_Place, int]


def _imported(first: date, last: date) -> dict[_Place, _Brought]:
    """Source and day → what covers it."""
    batches = Batch.objects.filter(
        state=BatchState.IMPORTED, covers_last__gte=first, covers_first__lte=last
    ).order_by("pk")
    found: dict[_Place, _Brought] = {}
    values = ("pk", "source_id", "created_at", "covers_first", "covers_last")
    for pk, source_id, at, starts, ends in batches.values_list(*values):
        for day in _days(max(starts, first), min(ends, last)) if starts and ends else ():
            before = found.get((source_id, day))
            found[source_id, day] = _Brought(batch_id=pk, first_at=before.first_at if before else at)
    return found


def _rows_by_day(first: date, last: date) -> dict[_Place, int]:
    """Source and day → the records of that day in the file that holds most of them. Pushes are no files."""
    batches = Batch.objects.filter(
        state=BatchState.IMPORTED, covers_last__gte=first, covers_first__lte=last
    ).exclude(way=Way.PUSH)
    found: dict[_Place, int] = {}
    for source_id, days in batches.values_list("source_id", "profile__days"):
        for text, rows in (days or {}).items():
            place = source_id, date.fromisoformat(text)
            if first <= place[1] <= last:
                found[place] = max(rows, found.get(place, 0))
    return found


def _coming(open_batches: Iterable[Batch]) -> dict[tuple[int, date], tuple[str, int]]:
    """Source and day → state and batch, of batches that are not imported yet."""
    states = {BatchState.HELD: "held", BatchState.READY: "ready", BatchState.IMPORTING: "now"}
    found: dict[tuple[int, date], tuple[str, int]] = {}
    for batch in open_batches:
        state = states.get(BatchState(batch.state))
        if state and batch.covers_first and batch.covers_last:
            first = max(batch.covers_first, batch.covers_last - timedelta(days=366))
            for day in _days(first, batch.covers_last):
                found[batch.source_id, day] = (state, batch.pk)
    return found


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _cell(source: Freshness, day: date, known: _Known) -> Cell:
    place = source.source_id, day
    if place in known.imported:
        return Cell(day=day, state=_delivered(source, day, known), batch_id=known.imported[place].batch_id)
    if place in known.empty:
        return Cell(day=day, state="empty", batch_id=None)
    if place in known.coming:
        state, batch_id = known.coming[place]
        return Cell(day=day, state=state, batch_id=batch_id)
    return Cell(day=day, state=_uncovered(source, day), batch_id=None)


def _delivered(source: Freshness, day: date, known: _Known) -> str:
    """Partial before late: rows that lack matter more than hours."""
    rows = known.rows.get((source.source_id, day))
    usual = _usual_on(source.source_id, day, known)
    if rows is not None and usual is not None and rows * PARTIAL_BELOW < usual:
        return "partial"
    return "late" if _came_late(source, day, known) else "ok"


def _usual_on(source_id: int, day: date, known: _Known) -> int | None:
    """The middle of the rows of the same weekday before; None of too few days or rows to say."""
    weeks = range(1, LOOK_BACK.days // 7 + 1)
    found = [known.rows.get((source_id, day - timedelta(weeks=n))) for n in weeks]
    rows = sorted(n for n in found if n)
    if len(rows) < FEWEST:
        return None
    usual = rows[(len(rows) - 1) // 2]
    return usual if usual >= LEAST_USUAL else None


def _came_late(source: Freshness, day: date, known: _Known) -> bool:
    """Whether the first file came after the day was due; days before the source's first file were not due."""
    came = known.imported[source.source_id, day].first_at.astimezone(zone())
    begun = min(brought.first_at for place, brought in known.imported.items() if place[0] == source.source_id)
    if day < local_day(begun):
        return False
    due = day + timedelta(days=source.due_days)
    if source.due_time is None:
        return came.date() > due + ONE_DAY
    return (came.date(), came.time()) > (due, source.due_time)


def _uncovered(source: Freshness, day: date) -> str:
    starts = source.starts or source.covered_first
    begun = source.goes_on and starts is not None and day >= starts
    if not begun or str(day.isoweekday()) not in source.weekdays or day in source.off:
        return "none"
    newest = source.covered_last is None or day > source.covered_last
    return "due" if newest and day > source.owed else "missing"


def _gaps_of(row: SourceDays) -> list[Gap]:
    runs: list[list[date]] = [[]]
    for cell in row.cells:
        if cell.state == "missing":
            runs[-1].append(cell.day)
        elif cell.state != "none" and runs[-1]:
            runs.append([])
    return [
        Gap(source_id=row.source_id, name=row.name, first=run[0], last=run[-1], days=len(run))
        for run in runs
        if run
    ]
