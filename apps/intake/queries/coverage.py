"""How recent each source is, and what is expected of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Max, Min, OuterRef, QuerySet, Subquery

from apps.intake.choices import BatchState
from apps.intake.models import Batch, EmptyDay, Source
from apps.people.clock import zone
from apps.people.days import ONE_DAY
from apps.people.queries.holidays import holidays_between

LONGEST_LOOK: Final = timedelta(days=40)  # for a delivery day among holidays
A_MONTH: Final = timedelta(days=31)  # beyond it, the newest day of a file is worth a word
LATE_AFTER: Final = timedelta(days=2)  # behind its last delivery day by more than this, a source is late


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How recent a source is on a day. `state`: fresh, late, never or single (nothing more is expected)."""

    source_id: int
    code: str
    name: str
    kind: str
    weekdays: str  # ISO weekdays it delivers on
    covered_first: date | None
    covered_last: date | None
    expected: date | None  # the last day it should have delivered; None: none yet, or none ever
    owed: date  # the last day without which it is late: `expected`, or with patience the day before
    goes_on: bool  # no: a single export
    owner_name: str
    owner_email: str
    starts: date | None  # the first day that is expected of it; None: from its first file on
    off: frozenset[date]  # holidays for which it delivers nothing
    due_days: int  # after a day, on which its records come
    due_time: time | None  # by which they come; None: within that day, and a day of patience
    last_batch_id: int | None
    last_batch_at: datetime | None
    state: str


def sources_freshness(on: date, at: datetime | None = None) -> list[Freshness]:
    """Every active source with the days it covers and whether it is late on a day: one query, or two.

    `at`: the moment of the day, for sources that must deliver by a time; without it the time has not come.
    """
    imported = Batch.objects.filter(source=OuterRef("pk"), state=BatchState.IMPORTED).order_by()
    newest = Batch.objects.filter(source=OuterRef("pk"), state=BatchState.IMPORTED).order_by("-pk")
    empty = EmptyDay.objects.filter(source=OuterRef("pk")).order_by()
    span = imported.values("source").annotate(first=Min("covers_first"), last=Max("covers_last"))
    sources = Source.objects.filter(active=True).annotate(
        covered_first=Subquery(span.values("first")),
        covered_last=Subquery(span.values("last")),
        empty_last=Subquery(empty.values("source").annotate(last=Max("day")).values("last")),
        last_batch_id=Subquery(newest.values("pk")[:1]),
        last_batch_at=Subquery(newest.values("finished_at")[:1]),
    )
    rows = list(sources.order_by("name", "pk"))
    off = holidays_between(on - LONGEST_LOOK, on) if any(row.skips_holidays for row in rows) else frozenset()
    return [_fresh(row, on, at, off if row.skips_holidays else frozenset()) for row in rows]


def _fresh(source: Any, on: date, at: datetime | None, off: frozenset[date]) -> Freshness:
    """A source as `sources_freshness` annotates it."""
    expected = expected_day(source.delivers_weekdays, on, off=off, late=_days_due(source, at))
    owed = expected if source.due_time else expected - LATE_AFTER + ONE_DAY
    last = source.covered_last
    if last is not None and source.empty_last is not None:
        last = max(last, source.empty_last)
    return Freshness(
        source_id=source.pk,
        code=source.code,
        name=source.name,
        kind=source.kind,
        weekdays=source.delivers_weekdays,
        covered_first=source.covered_first,
        covered_last=last,
        expected=expected if _owes(source, expected) else None,
        owed=owed,
        goes_on=source.goes_on,
        owner_name=source.owner_name,
        owner_email=source.owner_email,
        starts=source.expected_from,
        off=off,
        due_days=source.due_days,
        due_time=source.due_time,
        last_batch_id=source.last_batch_id,
        last_batch_at=source.last_batch_at,
        state=_state(source, last, owed),
    )


def _owes(source: Source, day: date) -> bool:
    return source.goes_on and (source.expected_from is None or day >= source.expected_from)


def _state(source: Source, last: date | None, owed: date) -> str:
    """Of one that never delivered, late only where somebody has said from which day it is expected."""
    behind = (source.expected_from is not None if last is None else last < owed) and _owes(source, owed)
    if behind:
        return "late"
    if last is None:
        return "never"
    return "fresh" if source.goes_on else "single"


def _days_due(source: Source, at: datetime | None) -> int:
    """How many days ago the newest day was that is due by now: one more where the time has not come yet."""
    waits = source.due_time is not None and (at is None or at.astimezone(zone()).time() < source.due_time)
    return source.due_days + waits


def expected_day(weekdays: str, on: date, *, off: frozenset[date] = frozenset(), late: int = 1) -> date:
    """The last delivery day at least `late` days before `on`. `on` itself with no weekday.

    A day is delivered on the next one unless a source says otherwise; for holidays in `off` nothing is.
    """
    days = (on - timedelta(days=n) for n in range(late, late + LONGEST_LOOK.days))
    return next((day for day in days if str(day.isoweekday()) in weekdays and day not in off), on)


def current_sources() -> QuerySet[Source]:
    """The sources that files may be brought to, by name."""
    return Source.objects.filter(active=True).order_by("name", "pk")


def ended_sources() -> QuerySet[Source]:
    """The sources of which nothing is expected any more, by name."""
    return Source.objects.filter(active=False).order_by("name", "pk")


def is_old_news(batch: Batch, on: date) -> bool:
    """Whether with this batch its source reaches only to a day more than a month before `on`.

    Nobody waits for one whose days are expected from a later day on, or not at all. The source must have been
    read with the batch.
    """
    if batch.covers_last is None or batch.covers_last >= on - A_MONTH:
        return False
    if not batch.source.goes_on or (batch.source.expected_from or batch.covers_last) > batch.covers_last:
        return False
    newer = Batch.objects.filter(
        source=batch.source_id, state=BatchState.IMPORTED, covers_last__gt=batch.covers_last
    )
    return not newer.exists()
