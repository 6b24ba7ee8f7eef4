"""Consuming the change feed: what it names is computed again, and exactly the rows read are deleted.

One transaction a slice, one consumer at a time. A writer that commits meanwhile has its own rows, which this
transaction has not read: they stay and are computed later, so no mark is lost and none is done twice.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import transaction

from apps.metrics.definitions import Definition, definitions
from apps.metrics.extents import (
    Extent,
    extent,
    large_teams,
    last_reversal,
    sharers,
    teams_above,
    teams_of,
)
from apps.metrics.feed import Slice, choose_days, read_rows
from apps.metrics.operations.cells import apply_patches
from apps.metrics.patches import EVERYTHING, Box, patches
from apps.metrics.sql import dialect
from apps.metrics.streams import REVERSALS
from apps.people.choices import Topic
from apps.people.models import Change

LIMIT: Final = 5_000  # rows of the feed
SHARED: Final = REVERSALS.topics | {Topic.PLACEMENT}
REVERSING: Final = REVERSALS.topics | EVERYTHING


@transaction.atomic
def consume_changes(*, limit: int = LIMIT, oldest_first: bool = False, wait: bool = False) -> int:
    """Compute what a bounded slice of the feed names. Returns how many rows of the feed were settled.

    0: the feed is empty, or (without `wait`) another consumer is at it. What does not fit into the slice's
    days is written back in the same transaction. `oldest_first` goes by age instead of small changes first.
    """
    if not dialect().hold_cells(wait=wait):
        return 0
    # Rows before anything else: what a row of the feed names is then visible to every later query.
    rows = read_rows(limit=limit, oldest_first=oldest_first)
    within = extent() if rows else None
    if within is not None:
        rows = _compute(choose_days(rows, within), within)
    Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _compute(part: Slice, within: Extent) -> tuple[Change, ...]:
    """Compute a slice and put off the rest of its rows, and the distinct counts that take long; its rows."""
    left: list[Change] = []
    if part.inside:
        versions = definitions()
        touched = patches(box_of(part.inside, versions, part, within), versions)
        # which teams are large may be different now from when the counts were put off: all counts then
        apply_patches([patch for patch in touched if (patch.counts if part.large else not patch.large)])
        if not part.large and any(patch.large for patch in touched):
            left = part.follow()
    Change.objects.bulk_create([*left, *part.put_off(within)])
    return part.rows


def consume_all() -> int:
    """Empty the feed, waiting for another consumer where there is one. Returns how many slices it took."""
    slices = 0
    while Change.objects.exists():
        consume_changes(wait=True, oldest_first=slices % 2 == 1)
        slices += 1
    return slices


def box_of(rows: Sequence[Change], versions: Sequence[Definition], days: Extent, within: Extent) -> Box:
    """What rows of the feed touch on the days from `days.first` to `days.last`."""
    first = max(days.first, min(row.first_day for row in rows))
    last = min(days.last, max(row.last_day for row in rows))
    teams = _teams(rows, _persons(rows), first, last)
    return Box(
        topics=frozenset(row.topic for row in rows),
        first=first,
        last=last,
        # where a person was placed decides about teams' figures, not about the person's own
        agents=_persons([row for row in rows if row.topic != Topic.PLACEMENT]),
        teams=teams,
        last_reversal=last_reversal(_owners(rows), teams, versions, last) if _may_reverse(rows) else last,
        last_day=within.last,
        large_teams=large_teams(teams, first, last),
    )


def _may_reverse(rows: Iterable[Change]) -> bool:
    return not REVERSING.isdisjoint(row.topic for row in rows)


def _persons(rows: Iterable[Change]) -> frozenset[int] | None:
    """The persons named, and whoever shares their orders; None where a row concerns everyone."""
    listed = list(rows)
    named = _named(listed)
    shares = not SHARED.isdisjoint(row.topic for row in listed)
    return sharers(named) if shares and named is not None else named


def _named(rows: Iterable[Change]) -> frozenset[int] | None:
    found: set[int] = set()
    for row in rows:
        if row.person_id is not None:
            found.add(row.person_id)
        elif row.team_id is None:
            return None
    return frozenset(found)


def _teams(
    rows: Iterable[Change], persons: frozenset[int] | None, first: date, last: date
) -> frozenset[int] | None:
    """The teams named or in which a person named was placed, and all above.

    A refund or cancellation counts where its order did, which may be any team the person ever was in.
    """
    if persons is None:
        return None
    if not REVERSALS.topics.isdisjoint(row.topic for row in rows):
        first, last = date.min, date.max
    named = {row.team_id for row in rows if row.team_id is not None}
    return frozenset(teams_of(persons, first, last) | teams_above(named))


def _owners(rows: Iterable[Change]) -> frozenset[int] | None:
    """Whose orders may be refunded later; None: anyone's, where a team is named without persons."""
    return None if any(row.person_id is None for row in rows) else _persons(rows)
