"""From scratch: computing all cells again."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from apps.engine.periods import Grain, next_start, period_start
from apps.metrics.definitions import definitions
from apps.metrics.extents import Extent, extent
from apps.metrics.operations.cells import apply_patches
from apps.metrics.patches import ONE_DAY, Box, patches
from apps.metrics.sql import dialect
from apps.people.choices import Topic


def rebuild_cells(*, first: date | None = None, last: date | None = None) -> int:
    """Compute the cells of all days in [first, last] again. Returns how many differed and were written.

    One transaction a quarter, so that writers need not wait long. What changes meanwhile is in the feed.
    """
    within = extent()
    if within is None:
        return 0
    days = Extent(first=max(first or within.first, within.first), last=min(last or within.last, within.last))
    return sum(_rebuild(part) for part in quarters(days))


@transaction.atomic
def _rebuild(days: Extent) -> int:
    dialect().hold_cells(wait=True)
    everything = Box(
        topics=frozenset({Topic.DEFINITION}),
        first=days.first,
        last=days.last,
        agents=None,
        teams=None,
        last_reversal=days.last,  # later ones are of another quarter
        last_day=days.last,
    )
    return apply_patches(patches(everything, definitions()))


def quarters(days: Extent) -> Iterator[Extent]:
    """The days cut at the borders of quarters."""
    start = period_start(days.first, Grain.QUARTER)
    while start <= days.last:
        following = next_start(start, Grain.QUARTER)
        yield Extent(first=max(start, days.first), last=min(following - ONE_DAY, days.last))
        start = following
