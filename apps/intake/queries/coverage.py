"""Reads of intake: how far each source reaches, and how a batch gets on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from apps.intake.choices import BatchState
from apps.intake.models import Batch, EmptyDay, Mapping, Source
from apps.people.clock import zone
from apps.people.days import ONE_DAY, Days, merged
from apps.people.queries.holidays import holidays, holidays_between
from apps.people.reading import asked_once

LONGEST_LOOK: Final = timedelta(days=40)  # for a delivery day among holidays
A_MONTH: Final = timedelta(days=31)  # beyond it, the newest day of a file is worth a word
LATE_AFTER: Final = timedelta(days=2)  # behind its last delivery day by more than this, a source is late


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source that has delivered and still owes days: its record types now, and the days it spoke for.

    An ended source is one as long as a day up to its last expected one is missing.
    """

    source_id: int
    topics: frozenset[str]
    weekdays: str  # ISO weekdays it delivers on
    days: tuple[Days, ...]  # of imported batches, and days without anything, ascending, merged
    off: frozenset[date] = frozenset()  # holidays for which it delivers nothing
    until: date | None = None  # of an ended source: the last day that is expected

    @property
    def last(self) -> date:
        """The latest day an imported batch covers."""
        return self.days[-1].last


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How recent a source is on a day. `state`: fresh, late or never."""

    source_id: int
    code: str
    name: str
    kind: str
    weekdays: str  # ISO weekdays it delivers on
    covered_first: date | None
    covered_last: date | None
    expected: date  # the last day it should have delivered
    owed: date  # the last day without which it is late: `expected`, or with patience the day before
    off: frozenset[date]  # holidays for which it delivers nothing
    due_days: int  # after a day, on which its records come
    due_time: time | None  # by which they come; None: within that day, and a day of patience
    last_batch_id: int | None
    last_batch_at: datetime | None
    state: str


def topics_of(spec: dict[str, object]) -> frozenset[str]:
    """The record types a stored mapping yields."""
    records = spec.get("records")
    return frozenset(str(record["type"]) for record in records) if isinstance(records, list) else frozenset()


@asked_once
def feeds() -> list[Feed]:
    """Sources with at least one imported batch that are expected to go on, or owe days, by id. One query."""
    sources: dict[int, _Expected] = {}
    covered: dict[int, list[Days]] = {}
    rows = _sources().union(_covered_days(), _empty_days(), _holidays(), all=True)
    for source_id, weekdays, spec, skips, until, first, last in rows:
        if first is None:
            sources[source_id] = _Expected(weekdays, spec or "{}", bool(skips), until)
        else:
            covered.setdefault(source_id, []).append(Days(first=first, last=last))
    off = frozenset(days.first for days in covered.get(HOLIDAYS, ()))
    known = [_feed(pk, sources[pk], covered[pk], off) for pk in sorted(sources.keys() & covered.keys())]
    return [feed for feed in known if not _is_settled(feed)]


class _Expected(NamedTuple):
    """What a source says of itself."""

    weekdays: str
    spec: str
    skips: bool
    until: date | None


def _feed(source_id: int, said: _Expected, covered: list[Days], off: frozenset[date]) -> Feed:
    return Feed(
        source_id=source_id,
        topics=topics_of(json.loads(said.spec)),
        weekdays=said.weekdays,
        days=tuple(merged(covered)),
        off=off if said.skips else frozenset(),
        until=said.until,
    )


def _is_settled(feed: Feed) -> bool:
    """Whether nothing more is to come of an ended source."""
    return feed.until is not None and not missing_days(feed, feed.days[0].first, feed.until)


HOLIDAYS: Final = 0  # stands for the source of the holidays' rows
COLUMNS: Final = ("weekdays", "spec", "skips", "until", "first", "last")
_NOTHING: Final[dict[str, Any]] = {
    "weekdays": Value("", output_field=TextField()),
    "spec": Value("", output_field=TextField()),
    "skips": Value(None, output_field=BooleanField()),
    "until": Value(None, output_field=DateField()),
    "first": Value(None, output_field=DateField()),
    "last": Value(None, output_field=DateField()),
}


def _sources() -> QuerySet[Any, Any]:
    """Sources of which something is expected, with the spec of the current mapping as text, and no days."""
    current = Mapping.objects.filter(source=OuterRef("pk")).order_by("-version").values("spec")[:1]
    said = {
        "weekdays": F("delivers_weekdays"),
        "spec": Cast(Subquery(current), output_field=TextField()),
        "skips": F("skips_holidays"),
        "until": F("expected_until"),
    }
    sources = Source.objects.filter(Q(active=True) | Q(expected_until__isnull=False))
    return sources.annotate(**_NOTHING | said).order_by().values_list("pk", *COLUMNS)


def _covered_days() -> QuerySet[Any, Any]:
    """The days of imported batches, in the same columns."""
    batches = Batch.objects.filter(
        state=BatchState.IMPORTED, covers_first__isnull=False, covers_last__isnull=False
    )
    days = {"first": F("covers_first"), "last": F("covers_last")}
    return batches.annotate(**_NOTHING | days).order_by().values_list("source_id", *COLUMNS)


def _empty_days() -> QuerySet[Any, Any]:
    """The days on which nothing happened, in the same columns."""
    said = EmptyDay.objects.annotate(**_NOTHING | {"first": F("day"), "last": F("day")})
    return said.order_by().values_list("source_id", *COLUMNS)


def _holidays() -> QuerySet[Any, Any]:
    """The organisation's holidays, in the same columns; all of no source."""
    days = {"first": F("day"), "last": F("day"), "nobody": Value(HOLIDAYS, output_field=BigIntegerField())}
    rows = holidays().annotate(**_NOTHING | days)
    return rows.order_by().values_list("nobody", *COLUMNS)


def complete_through(topics: Iterable[str]) -> date | None:
    """The last day for which every source of every topic has delivered.

    The earliest, over the topics and their sources, of the latest day an imported batch covers. A source that
    has never delivered does not hold the others back. None where a topic has no delivering source at all, or
    there is no topic: no data.
    """
    known = feeds()
    lasts = [[feed.last for feed in known if topic in feed.topics] for topic in set(topics)]
    if not lasts or not all(lasts):
        return None
    return min(day for days in lasts for day in days)


def covered(topic: str, first: date, last: date) -> bool:
    """Whether every delivering source of the topic spoke for each of its delivery days in [first, last]."""
    known = [feed for feed in feeds() if topic in feed.topics]
    return bool(known) and all(not missing_days(feed, first, last) for feed in known)


def missing_days(feed: Feed, first: date, last: date) -> list[date]:
    """The delivery days of [first, last] that no imported batch of the feed covers, ascending."""
    ends = last if feed.until is None else min(last, feed.until)
    every = (first + timedelta(days=n) for n in range((ends - first).days + 1))
    return [
        day
        for day in every
        if str(day.isoweekday()) in feed.weekdays
        and day not in feed.off
        and not any(days.first <= day <= days.last for days in feed.days)
    ]


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
        expected=expected,
        owed=owed,
        off=off,
        due_days=source.due_days,
        due_time=source.due_time,
        last_batch_id=source.last_batch_id,
        last_batch_at=source.last_batch_at,
        state="never" if last is None else "fresh" if last >= owed else "late",
    )


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
    """Whether with this batch its source reaches only to a day more than a month before `on`."""
    if batch.covers_last is None or batch.covers_last >= on - A_MONTH:
        return False
    newer = Batch.objects.filter(
        source=batch.source_id, state=BatchState.IMPORTED, covers_last__gt=batch.covers_last
    )
    return not newer.exists()
