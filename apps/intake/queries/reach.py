"""Which days each source has spoken for, and which ones it still owes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    F,
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
from apps.people.days import ONE_DAY, Days, merged
from apps.people.queries.holidays import holidays
from apps.people.reading import asked_once

WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source that has delivered and still owes days: its record types now, and the days it spoke for.

    An ended source is one as long as a day up to its last expected one is missing. A single export owes
    nothing, and is one only of records that no other source goes on to deliver.
    """

    source_id: int
    topics: frozenset[str]
    weekdays: str  # ISO weekdays it delivers on
    days: tuple[Days, ...]  # of imported batches, and days without anything, ascending, merged
    off: frozenset[date] = frozenset()  # holidays for which it delivers nothing
    until: date | None = None  # of an ended source: the last day that is expected
    goes_on: bool = True  # no: a single export, of which no further day is expected
    starts: date | None = None  # the first day that is expected of it; None: every day is
    # where it owes nothing: days for which other sources of the same records spoke, with those between them
    # on which they deliver nothing
    others: tuple[Days, ...] = ()

    @property
    def last(self) -> date:
        """The last day up to which nothing that it owes is lacking at its end."""
        own = self.days[-1].last
        elsewhere = self.others[-1].last if self.others else own
        if not self.goes_on:
            return max(own, elsewhere)
        if self.starts is None:
            return own
        return max(own, min(elsewhere, self.starts - ONE_DAY))

    def owes(self, day: date) -> bool:
        """Whether it is to deliver a day, on its weekday."""
        begun = self.goes_on and (self.starts is None or day >= self.starts)
        return begun and (self.until is None or day <= self.until)

    def delivers_on(self, day: date) -> bool:
        """Whether such a day is one of its delivery days at all."""
        return str(day.isoweekday()) in self.weekdays and day not in self.off


def topics_of(spec: dict[str, object]) -> frozenset[str]:
    """The record types a stored mapping yields."""
    records = spec.get("records")
    return frozenset(str(record["type"]) for record in records) if isinstance(records, list) else frozenset()


@asked_once
def feeds() -> list[Feed]:
    """Sources with at least one imported batch that are expected to go on, or owe days, by id. One query.

    A single export is one where no such source has its records. A source whose record types other sources
    have on different days is one feed for each such set of days.
    """
    sources: dict[int, _Expected] = {}
    covered: dict[int, list[Days]] = {}
    rows = _sources().union(_covered_days(), _empty_days(), _holidays(), all=True)
    for source_id, weekdays, spec, skips, until, lasting, starts, first, last in rows:
        if first is None:
            sources[source_id] = _Expected(weekdays, spec or "{}", bool(skips), until, bool(lasting), starts)
        else:
            covered.setdefault(source_id, []).append(Days(first=first, last=last))
    off = frozenset(days.first for days in covered.get(HOLIDAYS, ()))
    every = [_feed(pk, sources[pk], covered[pk], off) for pk in sorted(sources.keys() & covered.keys())]
    owing = [feed for feed in every if feed.goes_on and not _is_settled(feed)]
    single = [feed for feed in every if not feed.goes_on]
    return [part for feed in every if feed in owing or feed in single for part in _beside(feed, every, owing)]


class _Expected(NamedTuple):
    """What a source says of itself."""

    weekdays: str
    spec: str
    skips: bool
    until: date | None
    goes_on: bool
    starts: date | None


def _feed(source_id: int, said: _Expected, covered: list[Days], off: frozenset[date]) -> Feed:
    return Feed(
        source_id=source_id,
        topics=topics_of(json.loads(said.spec)),
        weekdays=said.weekdays,
        days=tuple(merged(covered)),
        off=off if said.skips else frozenset(),
        until=said.until,
        goes_on=said.goes_on,
        starts=said.starts,
    )


def _is_settled(feed: Feed) -> bool:
    """Whether nothing more is to come of an ended source."""
    return feed.until is not None and not missing_days(feed, feed.days[0].first, feed.until)


def _beside(feed: Feed, every: Iterable[Feed], owing: Iterable[Feed]) -> Iterator[Feed]:
    """The feed with what others said of its records; of a single export, only what none goes on with."""
    if feed.goes_on and feed.starts is None:
        yield feed
        return
    gone_on = frozenset(topic for other in owing for topic in other.topics if other is not feed)
    parts: dict[tuple[Days, ...], set[str]] = {}
    for topic in feed.topics if feed.goes_on else feed.topics - gone_on:
        said = [
            days for other in every if other is not feed and topic in other.topics for days in _spoken(other)
        ]
        parts.setdefault(tuple(merged(said)), set()).add(topic)
    for others, topics in sorted(parts.items()):
        yield replace(feed, topics=frozenset(topics), others=others)


def _spoken(feed: Feed) -> Iterator[Days]:
    """The days it spoke for, each stretch with the days after it on which it delivers nothing."""
    for days in feed.days:
        last = days.last
        for _day in range(WEEK):
            if feed.delivers_on(last + ONE_DAY):
                break
            last += ONE_DAY
        yield Days(first=days.first, last=last)


HOLIDAYS: Final = 0  # stands for the source of the holidays' rows
COLUMNS: Final = ("weekdays", "spec", "skips", "until", "lasting", "starts", "first", "last")
_NOTHING: Final[dict[str, Any]] = {
    "weekdays": Value("", output_field=TextField()),
    "spec": Value("", output_field=TextField()),
    "skips": Value(None, output_field=BooleanField()),
    "until": Value(None, output_field=DateField()),
    "lasting": Value(None, output_field=BooleanField()),
    "starts": Value(None, output_field=DateField()),
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
        "lasting": F("goes_on"),
        "starts": F("expected_from"),
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
    return is_delivered([feed for feed in feeds() if topic in feed.topics], first, last)


def is_delivered(known: Iterable[Feed], first: date, last: date) -> bool:
    """Whether each day of [first, last] was spoken for by every source that owes it, and by at least one.

    `known`: the feeds of one record type. A count without records is zero only then.
    """
    those = list(known)
    if not those or any(missing_days(feed, first, last) for feed in those):
        return False
    return all(any(_speaks(feed, day) for feed in those) for day in _days(first, last))


def _speaks(feed: Feed, day: date) -> bool:
    """Whether a day that nobody owes any more was one of the feed, or of another source of its records."""
    said = (days for every in (_spoken(feed), feed.others) for days in every)
    return feed.owes(day) or any(days.first <= day <= days.last for days in said)


def missing_days(feed: Feed, first: date, last: date) -> list[date]:
    """The delivery days of [first, last] that the feed owes and no imported batch of it covers, ascending."""
    return [
        day
        for day in _days(first, last)
        if feed.owes(day)
        and feed.delivers_on(day)
        and not any(days.first <= day <= days.last for days in feed.days)
    ]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
