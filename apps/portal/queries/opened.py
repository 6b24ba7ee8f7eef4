"""One number opened: what it is made of, over whom and which days, and the records behind it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from apps.engine.periods import Grain
from apps.intake.models import Batch
from apps.intake.queries import feeds
from apps.intake.queries.customers import customer_names
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.left_out import LeftOut, left_out
from apps.metrics.models import CellCheck
from apps.metrics.queries import figures, last_check, recomputed, waiting
from apps.metrics.records import Part, Record, records
from apps.people.models import Person
from apps.people.queries.places import PlacementSpan, placements
from apps.people.queries.tree import team_tree
from apps.performance.completeness import complete_through

PER_PAGE = 50
IDS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record with the names it needs: whose it is, from which file and row."""

    record: Record
    person: str
    customer: str  # as people may see it: masked unless the source says otherwise
    filename: str
    value: Fraction | None  # in the KPI's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A figure with everything it rests on. `figure` is None where there is no data."""

    kpi: KpiInfo
    figure: Figure | None
    first: date
    last: date
    through: date | None
    places: list[tuple[str, PlacementSpan]]
    total: int
    rows: list[RecordRow]
    page: int
    pages: int
    left_out: list[LeftOut]
    recomputed: Figure | None  # from the records, just now
    checked: CellCheck | None  # the last comparison of all figures with their records
    updating: bool  # changes wait to be computed

    @property
    def is_equal(self) -> bool:
        """Whether the stored figure is what its records say."""
        return self.figure == self.recomputed


def opened(
    kpi: KpiInfo,
    *,
    subject: Subject,
    subject_id: int,
    first: date,
    last: date,
    page: int = 1,
    part: Part = Part.BOTH,
    per_page: int = PER_PAGE,
    whole_names: bool = False,
) -> Opened:
    """Open a figure of [first, last], the days of a month or its first ones. At most sixteen queries.

    `whole_names`: with the customers' names that a source keeps as they are.
    """
    found = figures(
        kpis={kpi.code: kpi},
        subject=subject,
        subject_ids=[subject_id],
        first=first,
        last=last,
        grain=Grain.MONTH,
    )
    listed = records(
        kpi,
        subject=subject,
        subject_id=subject_id,
        first=first,
        last=last,
        offset=(page - 1) * per_page,
        limit=per_page,
        part=part,
    )
    return Opened(
        kpi=kpi,
        figure=found.get((subject_id, kpi.code)),
        first=first,
        last=last,
        through=complete_through(kpi, feeds()),
        places=_places(subject_id, first, last) if subject == Subject.AGENT else [],
        total=listed.total,
        rows=_rows(listed.records, kpi.scale, whole_names=whole_names),
        page=page,
        pages=max(1, -(-listed.total // per_page)),
        left_out=left_out(kpi, subject=subject, subject_id=subject_id, first=first, last=last),
        recomputed=recomputed(kpi, subject=subject, subject_id=subject_id, first=first, last=last),
        checked=last_check(),
        updating=waiting(topics=kpi.topics | kpi.beside, first=first, last=last),
    )


def _rows(found: Sequence[Record], scale: int, *, whole_names: bool) -> list[RecordRow]:
    """The records with their names. Three queries for a page."""
    people = _named(
        Person.objects.all(), {one.person_id for one in found if one.person_id is not None}, "name"
    )
    files = _named(Batch.objects.all(), {one.batch_id for one in found}, "filename")
    numbers = {one.customer_id for one in found if one.customer_id is not None}
    customers = customer_names(numbers, whole=whole_names)
    return [
        RecordRow(
            record=one,
            person=people.get(one.person_id or 0, ""),
            customer=customers.get(one.customer_id or 0, ""),
            filename=files.get(one.batch_id, ""),
            value=None if one.value is None else Fraction(one.value, scale),
        )
        for one in found
    ]


def _named(rows: QuerySet[Any], ids: Collection[int], field: str) -> dict[int, str]:
    """What the objects are called, in slices that either database takes as parameters."""
    names: dict[int, str] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_ONCE):
        some = ordered[start : start + IDS_AT_ONCE]
        names |= rows.filter(pk__in=some).values_list("pk", field)
    return names


def _places(person_id: int, first: date, last: date) -> list[tuple[str, PlacementSpan]]:
    tree = team_tree()
    return [(tree.name(span.team_id), span) for span in placements(first, last, person_ids=[person_id])]
