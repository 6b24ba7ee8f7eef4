"""What each source delivered lately, day by day and file by file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from apps.intake.choices import BatchState
from apps.intake.models import Batch
from apps.intake.queries.coverage import Freshness

LATEST: Final = 12  # deliveries of a source that are looked at
DAYS_SHOWN: Final = 22  # three weeks and today


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An imported file of a source."""

    batch_id: int
    source_id: int
    rows: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of a source. `state`: ok, missing, ready, held, now, due or none (nothing was to come)."""

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
        return sum(cell.state == "ok" for cell in self.cells)

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
    imported = Batch.objects.filter(state=BatchState.IMPORTED).annotate(number=number)
    rows = imported.filter(number__lte=LATEST).order_by("pk")
    found: dict[int, list[Delivery]] = {}
    for pk, source_id, read, at in rows.values_list("pk", "source_id", "read", "created_at"):
        delivery = Delivery(batch_id=pk, source_id=source_id, rows=read, at=at)
        found.setdefault(source_id, []).append(delivery)
    return found


def usual_rows(deliveries: Iterable[Delivery]) -> int | None:
    """The middle of the numbers of rows (the lower one of two); None of no delivery."""
    rows = sorted(delivery.rows for delivery in deliveries)
    return rows[(len(rows) - 1) // 2] if rows else None


def completeness(
    sources: Iterable[Freshness], open_batches: Iterable[Batch], *, on: date
) -> list[SourceDays]:
    """The last days up to and with `on`, by source: what is covered, and what is missing. One query.

    A day is expected from the source's first delivery on, on its weekdays, and delivered on the next day.
    """
    days = [on - timedelta(days=n) for n in reversed(range(DAYS_SHOWN))]
    imported = _imported(days[0], on)
    coming = _coming(open_batches)
    return [
        SourceDays(
            source_id=source.source_id,
            name=source.name,
            weekdays=source.weekdays,
            cells=tuple(_cell(source, day, on, imported, coming) for day in days),
        )
        for source in sources
    ]


def gaps(rows: Iterable[SourceDays]) -> list[Gap]:
    """The missing days as ranges, newest first. Days on which nothing was due do not part a range."""
    found = [gap for row in rows for gap in _gaps_of(row)]
    return sorted(found, key=lambda gap: (-gap.last.toordinal(), gap.name))


_Covered = Mapping[tuple[int, date], Any]


def _imported(first: date, last: date) -> dict[tuple[int, date], int]:
    """Source and day → the newest imported batch that covers it."""
    batches = Batch.objects.filter(
        state=BatchState.IMPORTED, covers_last__gte=first, covers_first__lte=last
    ).order_by("pk")
    found: dict[tuple[int, date], int] = {}
    for pk, source_id, starts, ends in batches.values_list("pk", "source_id", "covers_first", "covers_last"):
        if starts and ends:
            found |= {(source_id, day): pk for day in _days(max(starts, first), min(ends, last))}
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


def _cell(source: Freshness, day: date, on: date, imported: _Covered, coming: _Covered) -> Cell:
    place = source.source_id, day
    if place in imported:
        return Cell(day=day, state="ok", batch_id=imported[place])
    if place in coming:
        state, batch_id = coming[place]
        return Cell(day=day, state=state, batch_id=batch_id)
    return Cell(day=day, state=_uncovered(source, day, on), batch_id=None)


def _uncovered(source: Freshness, day: date, on: date) -> str:
    begun = source.covered_first is not None and day >= source.covered_first
    if not begun or str(day.isoweekday()) not in source.weekdays:
        return "none"
    newest = source.covered_last is not None and day > source.covered_last
    return "due" if newest and day >= min(source.expected, on) else "missing"


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
