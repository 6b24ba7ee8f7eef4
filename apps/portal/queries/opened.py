"""One number opened: what it is made of, over whom and which days, and the records behind it."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from apps.engine.periods import Grain
from apps.intake.models import Batch
from apps.intake.queries import feeds
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import figures
from apps.metrics.records import Record, records
from apps.people.models import Person
from apps.people.queries.places import PlacementSpan, placements
from apps.people.queries.tree import team_tree
from apps.performance.completeness import complete_through

PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record with the names it needs: whose it is, from which file and row."""

    record: Record
    person: str
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


def opened(kpi: KpiInfo, *, subject: Subject, subject_id: int, first: date, last: date, page: int) -> Opened:
    """Open a figure of [first, last], the days of a month or its first ones. At most nine queries."""
    found = figures(
        kpis={kpi.code: kpi},
        subject=subject,
        subject_ids=[subject_id],
        first=first,
        last=last,
        grain=Grain.MONTH,
    )
    part = records(
        kpi,
        subject=subject,
        subject_id=subject_id,
        first=first,
        last=last,
        offset=(page - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    names = dict(
        Person.objects.filter(pk__in={one.person_id for one in part.records}).values_list("pk", "name")
    )
    files = dict(
        Batch.objects.filter(pk__in={one.batch_id for one in part.records}).values_list("pk", "filename")
    )
    return Opened(
        kpi=kpi,
        figure=found.get((subject_id, kpi.code)),
        first=first,
        last=last,
        through=complete_through(kpi, feeds()),
        places=_places(subject_id, first, last) if subject == Subject.AGENT else [],
        total=part.total,
        rows=[
            RecordRow(
                record=one,
                person=names.get(one.person_id, ""),
                filename=files.get(one.batch_id, ""),
                value=None if one.value is None else Fraction(one.value, kpi.scale),
            )
            for one in part.records
        ],
        page=page,
        pages=max(1, -(-part.total // PER_PAGE)),
    )


def _places(person_id: int, first: date, last: date) -> list[tuple[str, PlacementSpan]]:
    tree = team_tree()
    return [(tree.name(span.team_id), span) for span in placements(first, last, person_ids=[person_id])]
