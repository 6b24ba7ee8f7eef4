"""Writing the change feed: what moved, so that whoever keeps figures computes those again.

Rows are appended inside the writer's own transaction. One consumer at a time (metrics) reads rows and deletes
exactly the rows it read, in the transaction that writes what it computed; so no mark is lost and none is done
twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.people.appending import append
from apps.people.days import Days, merged, within_calendar
from apps.people.models import Change

Subject = tuple[str, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """Days, inclusive, on which records of a topic changed for a person, or a team, or (neither) everyone."""

    topic: str
    person_id: int | None
    team_id: int | None
    first_day: date
    last_day: date


class _Doorbell:
    """Told after commit that the feed is not empty. Registered by the project at start; silent until then."""

    ring: Callable[[], None] | None = None


def set_doorbell(ring: Callable[[], None]) -> None:
    """Register what is called after each commit that wrote changes.

    It may only enqueue, and must not raise.
    """
    _Doorbell.ring = ring


def _ring() -> None:
    if _Doorbell.ring is not None:
        _Doorbell.ring()


def write(*, rows: Iterable[ChangeRow], cause: str, at: datetime) -> int:
    """Append rows to the feed, overlapping and adjacent days of one subject as one, and ring after commit.

    Must run inside the transaction that writes what changed. Days outside the calendar table (2010 to 2040)
    are left out, as no figure lies there. Returns the number of rows written.
    """
    ranges: defaultdict[Subject, list[Days]] = defaultdict(list)
    for row in rows:
        if days := within_calendar(row.first_day, row.last_day):
            ranges[row.topic, row.person_id, row.team_id].append(days)
    changes = [
        (*subject, days.first, days.last) for subject, spans in ranges.items() for days in merged(spans)
    ]
    if changes:
        append(changes, cause=cause[:60], at=at)
        transaction.on_commit(_ring)
    return len(changes)


def overlapping(first: date | None, last: date | None) -> QuerySet[Change]:
    """Changes that touch a day of [first, last]; None is open."""
    changes = Change.objects.all()
    if first is not None:
        changes = changes.filter(last_day__gte=first)
    if last is not None:
        changes = changes.filter(first_day__lte=last)
    return changes


def waiting(*, first: date | None = None, last: date | None = None) -> int:
    """How many changes wait to be computed, of those that touch a day of [first, last]."""
    return overlapping(first, last).count()


def pending_topics() -> frozenset[str]:
    """The topics that have changes waiting."""
    return frozenset(Change.objects.values_list("topic", flat=True).distinct())
