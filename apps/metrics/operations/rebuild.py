"""From scratch: computing all cells again, and comparing them with the facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from apps.engine.periods import Grain, next_start, period_end, period_start
from apps.metrics.choices import Level
from apps.metrics.definitions import Definition, definitions
from apps.metrics.extents import Extent, extent
from apps.metrics.facts import Key, Parts
from apps.metrics.feed import Slice
from apps.metrics.operations.cells import apply_patches, computed, stored
from apps.metrics.operations.changes import box_of
from apps.metrics.patches import GRAINS, ONE_DAY, Box, Patch, patches
from apps.metrics.sql import dialect
from apps.people.choices import Topic
from apps.people.models import Change

SHOWN = 20  # differences named in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """A cell that is not what the facts say; a side is None where there is no cell or no record."""

    kpi: str
    level: str
    subject_id: int
    grain: str
    starts: date
    cell: tuple[int, int | None, int] | None  # numerator, denominator, n
    facts: tuple[int, int | None, int] | None


@dataclass(slots=True, kw_only=True)
class Verification:
    """Counts of cells. `waiting`: left out, as changes that touch them are not computed yet."""

    compared: int = 0
    different: int = 0
    waiting: int = 0
    examples: list[Divergence] = field(default_factory=list)


def rebuild_cells(*, first: date | None = None, last: date | None = None) -> int:
    """Compute the cells of all days in [first, last] again. Returns how many differed and were written.

    One transaction a quarter, so that writers need not wait long. What changes meanwhile is in the feed.
    """
    within = extent()
    if within is None:
        return 0
    days = Extent(first=max(first or within.first, within.first), last=min(last or within.last, within.last))
    return sum(_rebuild(part) for part in _quarters(days))


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


def _quarters(days: Extent) -> Iterator[Extent]:
    start = period_start(days.first, Grain.QUARTER)
    while start <= days.last:
        following = next_start(start, Grain.QUARTER)
        yield Extent(first=max(start, days.first), last=min(following - ONE_DAY, days.last))
        start = following


def verify_cells() -> Verification:
    """Compare every cell with what the facts say at its own level and grain, except those that wait.

    One transaction a quarter, which sees one state of facts, cells and feed.
    """
    result = Verification()
    within = extent()
    if within is not None:
        after = period_end(period_start(within.last, Grain.QUARTER), Grain.QUARTER)  # retention reaches it
        for days in _quarters(Extent(first=within.first, last=after)):
            _verify(days, within, result)
    return result


@transaction.atomic
def _verify(days: Extent, within: Extent, result: Verification) -> None:
    dialect().freeze_view()
    versions = definitions()
    late = _waiting(versions, within)
    for level in (Level.AGENT, Level.TEAM):
        for grain in GRAINS:
            _compare(_of_quarter(level, grain, days, versions), late, result)


def _of_quarter(level: Level, grain: Grain, days: Extent, versions: Sequence[Definition]) -> Patch:
    """All cells of the periods that begin in the quarter."""
    start = period_start(days.first, Grain.QUARTER)
    ends = period_end(start, Grain.QUARTER)
    first = period_start(start, grain)
    return Patch(
        level=level,
        grain=grain,
        first=first if first == start else next_start(first, grain),
        ends=period_end(period_start(ends - ONE_DAY, grain), grain),
        ids=None,
        versions=tuple(versions),
    )


def _waiting(versions: Sequence[Definition], within: Extent) -> list[Patch]:
    """The cells that the rows of the feed touch, quarter by quarter."""
    rows = tuple(Change.objects.order_by("pk"))
    found: list[Patch] = []
    before = Extent(first=date.min, last=within.first - ONE_DAY)
    for days in (before, *_quarters(within)):
        inside = Slice(rows=rows, first=days.first, last=days.last).inside
        if inside:
            found += patches(box_of(inside, versions, days, within), versions)
    return found


def _compare(patch: Patch, late: list[Patch], result: Verification) -> None:
    facts, cells = computed(patch), stored(patch)
    waiting = [other for other in late if other.level == patch.level and other.grain == patch.grain]
    for key in facts.keys() | cells.keys():
        if any(other.holds(*key) for other in waiting):
            result.waiting += 1
            continue
        result.compared += 1
        said, kept = facts.get(key), cells[key].parts if key in cells else None
        if said != kept:
            result.different += 1
            if len(result.examples) < SHOWN:
                result.examples.append(_divergence(patch, key, kept, said))


def _divergence(patch: Patch, key: Key, kept: Parts | None, said: Parts | None) -> Divergence:
    kpi_id, subject_id, starts = key
    return Divergence(
        kpi=next(version.code for version in patch.versions if version.kpi_id == kpi_id),
        level=patch.level.value,
        subject_id=subject_id,
        grain=patch.grain.value,
        starts=starts,
        cell=(kept.numerator, kept.denominator, kept.n) if kept else None,
        facts=(said.numerator, said.denominator, said.n) if said else None,
    )
