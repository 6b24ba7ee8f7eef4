"""Whether every stored figure is what the records say: all cells, but those that wait in the change feed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import connection, transaction

from apps.engine.periods import Grain, next_start, period_end, periods_between
from apps.metrics.choices import Level
from apps.metrics.definitions import Definition, definitions
from apps.metrics.extents import Extent, extent
from apps.metrics.facts import Key, Parts, as_date
from apps.metrics.feed import Slice
from apps.metrics.operations.cells import computed, stored
from apps.metrics.operations.changes import box_of
from apps.metrics.operations.rebuild import quarters
from apps.metrics.patches import GRAINS, ONE_DAY, Patch, patches
from apps.metrics.sql import dialect
from apps.people.models import Change, Person

SHOWN: Final = 20  # differences named in full
PEOPLE_PERIODS: Final = 10_000  # periods × people compared at once, so that memory and locks stay small
PERIODS: Final = 92


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

    def __str__(self) -> str:
        return (
            f"{self.kpi} of {self.level} {self.subject_id}, {self.grain} {self.starts}:"
            f" cell {self.cell}, records {self.facts}"
        )


@dataclass(slots=True, kw_only=True)
class Verification:
    """Counts of cells. `waiting`: left out, as changes that touch them are not computed yet."""

    compared: int = 0
    different: int = 0
    waiting: int = 0
    examples: list[Divergence] = field(default_factory=list)


def verify_cells() -> Verification:
    """Compare every cell with what the facts say at its own level and grain, except those that wait.

    Some periods at a time, each in a transaction that sees one state of facts, cells and feed.
    """
    result = Verification()
    within = _extent_of_all()
    if within is not None:
        at_once = min(PERIODS, max(1, PEOPLE_PERIODS // max(1, Person.objects.count())))
        for grain in GRAINS:
            for starts in _pieces(within, grain, at_once):
                _verify(grain, starts, result)
    return result


def _extent_of_all() -> Extent | None:
    """From the first to the last day with a record, or with a cell of any grain that begins on it."""
    found = extent()
    edges = [
        f"SELECT MIN(starts) AS a, MAX(starts) AS b FROM metrics_cell WHERE grain = '{grain}'"  # noqa: S608
        for grain in GRAINS
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MIN(a), MAX(b) FROM ({' UNION ALL '.join(edges)}) x")  # noqa: S608
        first, last = cursor.fetchone()
    if first is None:
        return found
    if found is None:
        return Extent(first=as_date(first), last=as_date(last))
    return Extent(first=min(found.first, as_date(first)), last=max(found.last, as_date(last)))


def _pieces(within: Extent, grain: Grain, at_once: int) -> Iterator[list[date]]:
    """The starts of all periods, a few at a time, and of the one after: retention reaches it."""
    starts = periods_between(within.first, within.last + ONE_DAY, grain)
    starts.append(next_start(starts[-1], grain))
    for place in range(0, len(starts), at_once):
        yield starts[place : place + at_once]


@transaction.atomic
def _verify(grain: Grain, starts: Sequence[date], result: Verification) -> None:
    dialect().freeze_view()
    versions = definitions()
    within = extent()
    late = _waiting(versions, within) if within is not None else []
    for level in (Level.AGENT, Level.TEAM):
        piece = Patch(
            level=level,
            grain=grain,
            first=starts[0],
            ends=period_end(starts[-1], grain),
            ids=None,
            versions=tuple(versions),
        )
        _compare(piece, late, result)


def _waiting(versions: Sequence[Definition], within: Extent) -> list[Patch]:
    """The cells that the rows of the feed touch, quarter by quarter."""
    rows = list(Change.objects.order_by("pk"))
    found: list[Patch] = []
    before = Extent(first=date.min, last=within.first - ONE_DAY)
    for large in (False, True):
        kind = tuple(row for row in rows if row.large == large)
        for days in (before, *quarters(within)) if kind else ():
            inside = Slice(rows=kind, first=days.first, last=days.last).inside
            touched = patches(box_of(inside, versions, days, within), versions) if inside else []
            found += [patch for patch in touched if patch.counts or not large]
    return found


def _compare(piece: Patch, late: list[Patch], result: Verification) -> None:
    facts, cells = computed(piece), stored(piece)
    waiting = [other for other in late if other.level == piece.level and other.grain == piece.grain]
    for key in facts.keys() | cells.keys():
        if any(other.holds(*key) for other in waiting):
            result.waiting += 1
            continue
        result.compared += 1
        said, kept = facts.get(key), cells[key].parts if key in cells else None
        if said != kept:
            result.different += 1
            if len(result.examples) < SHOWN:
                result.examples.append(_divergence(piece, key, kept, said))


def _divergence(piece: Patch, key: Key, kept: Parts | None, said: Parts | None) -> Divergence:
    kpi_id, subject_id, starts = key
    return Divergence(
        kpi=next(version.code for version in piece.versions if version.kpi_id == kpi_id),
        level=piece.level.value,
        subject_id=subject_id,
        grain=piece.grain.value,
        starts=starts,
        cell=(kept.numerator, kept.denominator, kept.n) if kept else None,
        facts=(said.numerator, said.denominator, said.n) if said else None,
    )
