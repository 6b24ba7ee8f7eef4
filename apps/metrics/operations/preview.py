"""Which figures a change would move, from what to what: carried out, computed, and taken back whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.engine.periods import Grain
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import definitions
from apps.metrics.extents import Extent, extent
from apps.metrics.facts import Parts
from apps.metrics.operations.cells import apply_patches, stored
from apps.metrics.operations.changes import box_of
from apps.metrics.patches import Patch, patches
from apps.metrics.sql import dialect
from apps.people.models import Change

Figures = dict[tuple[Level, int, int, date], Parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """A figure of one agent or team in a period; a side is None where there is no data."""

    kpi_id: int
    subject: Subject
    subject_id: int
    starts: date
    before: Parts | None
    after: Parts | None


def preview(*, change: Callable[[], Any], grain: Grain = Grain.MONTH) -> list[FigureChange]:
    """What the change would move among the figures of a grain, by period, KPI, and whose. Writes nothing."""
    with transaction.atomic():
        dialect().hold_cells(wait=True)
        last = Change.objects.aggregate(last=Max("pk"))["last"] or 0
        change()
        found = list(_moved(list(Change.objects.filter(pk__gt=last)), grain))
        transaction.set_rollback(True)
    return sorted(
        found, key=lambda one: (one.starts, one.kpi_id, one.subject != Subject.AGENT, one.subject_id)
    )


def _moved(rows: Sequence[Change], grain: Grain) -> Iterator[FigureChange]:
    within = extent()
    if not rows or within is None:
        return
    versions = definitions()
    days = Extent(first=min(row.first_day for row in rows), last=max(row.last_day for row in rows))
    touched = patches(box_of(rows, versions, days, within), versions)
    asked = [patch for patch in touched if patch.grain is grain]
    before = _stored(asked)
    apply_patches(touched)
    after = _stored(asked)
    for key in before.keys() | after.keys():
        level, kpi_id, subject_id, starts = key
        if before.get(key) != after.get(key):
            yield FigureChange(
                kpi_id=kpi_id,
                subject=Subject(level.value),
                subject_id=subject_id,
                starts=starts,
                before=before.get(key),
                after=after.get(key),
            )


def _stored(asked: Sequence[Patch]) -> Figures:
    return {(patch.level, *key): cell.parts for patch in asked for key, cell in stored(patch).items()}
