"""Reads of intake: how far each source reaches, and how a batch gets on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import DateField, Max, Min, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from apps.intake.choices import BatchState
from apps.intake.models import Batch, Mapping, Source
from apps.people.days import ONE_DAY, Days, merged
from apps.people.reading import asked_once

LATE_AFTER: Final = timedelta(days=2)  # behind its last delivery day by more than this, a source is late


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An active source that has delivered: the record types it yields now, and the days it spoke for."""

    source_id: int
    topics: frozenset[str]
    weekdays: str  # ISO weekdays it delivers on
    days: tuple[Days, ...]  # of imported batches, ascending, merged

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
    last_batch_id: int | None
    last_batch_at: datetime | None
    state: str


def topics_of(spec: dict[str, object]) -> frozenset[str]:
    """The record types a stored mapping yields."""
    records = spec.get("records")
    return frozenset(str(record["type"]) for record in records) if isinstance(records, list) else frozenset()


@asked_once
def feeds() -> list[Feed]:
    """Active sources with at least one imported batch, by id. One query: sources and days in one list."""
    specs: dict[int, tuple[str, str]] = {}
    covered: dict[int, list[Days]] = {}
    for source_id, weekdays, spec, first, last in _sources().union(_covered_days(), all=True):
        if first is None:
            specs[source_id] = (weekdays, spec or "{}")
        else:
            covered.setdefault(source_id, []).append(Days(first=first, last=last))
    return [
        Feed(
            source_id=source_id,
            topics=topics_of(json.loads(specs[source_id][1])),
            weekdays=specs[source_id][0],
            days=tuple(merged(covered[source_id])),
        )
        for source_id in sorted(specs.keys() & covered.keys())
    ]


def _sources() -> QuerySet[Any, Any]:
    """Active sources: id, weekdays, the spec of the current mapping as text, and no days."""
    current = Mapping.objects.filter(source=OuterRef("pk")).order_by("-version").values("spec")[:1]
    nothing = Value(None, output_field=DateField())
    sources = Source.objects.filter(active=True).annotate(
        spec=Cast(Subquery(current), output_field=TextField()), first=nothing, last=nothing
    )
    return sources.order_by().values_list("pk", "delivers_weekdays", "spec", "first", "last")


def _covered_days() -> QuerySet[Any, Any]:
    """The days of imported batches, in the same columns."""
    nothing = Value("", output_field=TextField())
    batches = Batch.objects.filter(
        state=BatchState.IMPORTED, covers_first__isnull=False, covers_last__isnull=False
    ).annotate(weekdays=nothing, spec=nothing)
    return batches.order_by().values_list("source_id", "weekdays", "spec", "covers_first", "covers_last")


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
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        day
        for day in every
        if str(day.isoweekday()) in feed.weekdays
        and not any(days.first <= day <= days.last for days in feed.days)
    ]


def sources_freshness(on: date) -> list[Freshness]:
    """Every active source with the days it covers and whether it is late on a day: one query."""
    imported = Batch.objects.filter(source=OuterRef("pk"), state=BatchState.IMPORTED).order_by()
    newest = Batch.objects.filter(source=OuterRef("pk"), state=BatchState.IMPORTED).order_by("-pk")
    span = imported.values("source").annotate(first=Min("covers_first"), last=Max("covers_last"))
    sources = Source.objects.filter(active=True).annotate(
        covered_first=Subquery(span.values("first")),
        covered_last=Subquery(span.values("last")),
        last_batch_id=Subquery(newest.values("pk")[:1]),
        last_batch_at=Subquery(newest.values("finished_at")[:1]),
    )
    return [
        Freshness(
            source_id=source.pk,
            code=source.code,
            name=source.name,
            kind=source.kind,
            weekdays=source.delivers_weekdays,
            covered_first=source.covered_first,
            covered_last=source.covered_last,
            expected=expected_day(source.delivers_weekdays, on),
            last_batch_id=source.last_batch_id,
            last_batch_at=source.last_batch_at,
            state=_freshness(source.covered_last, expected_day(source.delivers_weekdays, on)),
        )
        for source in sources.order_by("name", "pk")
    ]


def expected_day(weekdays: str, on: date) -> date:
    """The last delivery day before `on`; a day is delivered on the next one. `on` itself with no weekday."""
    days = (on - timedelta(days=n) for n in range(1, 8))
    return next((day for day in days if str(day.isoweekday()) in weekdays), on)


def _freshness(last: date | None, expected: date) -> str:
    if last is None:
        return "never"
    return "fresh" if last >= expected - LATE_AFTER + ONE_DAY else "late"


def current_sources() -> QuerySet[Source]:
    """The sources that files may be brought to, by name."""
    return Source.objects.filter(active=True).order_by("name", "pk")


def ended_sources() -> QuerySet[Source]:
    """The sources of which nothing is expected any more, by name."""
    return Source.objects.filter(active=False).order_by("name", "pk")
