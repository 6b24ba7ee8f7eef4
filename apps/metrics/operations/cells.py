"""Writing cells: compute again what is touched, and write only what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from apps.metrics.facts import Key, Parts, as_date, compute
from apps.metrics.models import Cell
from apps.metrics.patches import Patch
from apps.metrics.sql import dialect

CellRow = tuple[int, str, int, str, date, int, int | None, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """A cell as it stands."""

    pk: int
    parts: Parts


@dataclass(slots=True)
class Difference:
    """What a patch changes, in the shape that is written."""

    rows: list[CellRow]
    gone: list[int]


def apply_patches(found: Iterable[Patch]) -> int:
    """Compute the cells of all patches and write those that differ. Returns how many were written or deleted.

    Days are written before the longer periods that sum them. The number of statements follows from the
    kinds of patches, never from the number of records or cells.
    """
    ordered = list(found)
    summed = [patch for patch in ordered if patch.from_days]
    counted = [patch for patch in ordered if not patch.from_days]
    return sum(_write([_difference(patch) for patch in group]) for group in (counted, summed))


def _write(differences: list[Difference]) -> int:
    rows = {row[:5]: row for difference in differences for row in difference.rows}
    gone = {pk for difference in differences for pk in difference.gone}
    if rows or gone:
        revision = _next_revision()
        dialect().write_cells(rows.values(), revision=revision)
        dialect().delete_cells(gone, revision=revision)
    return len(rows) + len(gone)


def _next_revision() -> int:
    """The number that marks what is written now. Whoever holds the cells is alone in moving it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO metrics_cellrevision (id, number) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET number = metrics_cellrevision.number + 1 RETURNING number"
        )
        return int(cursor.fetchone()[0])


def _difference(patch: Patch) -> Difference:
    wanted = computed(patch)
    there = stored(patch)
    return Difference(
        rows=[
            (
                kpi,
                patch.level.value,
                subject,
                patch.grain.value,
                starts,
                parts.numerator,
                parts.denominator,
                parts.n,
            )
            for (kpi, subject, starts), parts in wanted.items()
            if (kpi, subject, starts) not in there or there[kpi, subject, starts].parts != parts
        ],
        gone=[cell.pk for key, cell in there.items() if key not in wanted],
    )


def computed(patch: Patch) -> Mapping[Key, Parts]:
    """The cells of a patch as they should be."""
    if patch.from_days:
        return summed_days(patch)
    return compute(
        patch.versions,
        level=patch.level,
        grain=patch.grain,
        first=patch.first,
        ends=patch.ends,
        ids=patch.ids,
    )


def stored(patch: Patch) -> dict[Key, Stored]:
    """The cells of a patch as they are. One query."""
    cells = Cell.objects.filter(
        subject=patch.level.value,
        grain=patch.grain,
        starts__gte=patch.first,
        starts__lt=patch.ends,
        kpi_id__in=patch.kpi_ids,
    )
    if patch.ids is not None:
        cells = cells.filter(subject_id__in=patch.ids)
    rows = cells.values_list("kpi_id", "subject_id", "starts", "pk", "numerator", "denominator", "n")
    return {row[:3]: Stored(row[3], Parts(*row[4:])) for row in rows}


def summed_days(patch: Patch) -> dict[Key, Parts]:
    """The cells of a patch as the sums of the cells of its days. One query."""
    spell = dialect()
    values = {
        "subject": patch.level.value,
        "first": patch.first.isoformat(),
        "ends": patch.ends.isoformat(),
        "kpis": spell.list_value(patch.kpi_ids),
        "ids": spell.list_value(patch.ids or ()),
    }
    whose = f" AND {spell.in_list('x.subject_id', 'ids')}" if patch.ids is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT x.kpi_id, x.subject_id, c.{patch.grain.value}, CAST(SUM(x.numerator) AS BIGINT),"  # noqa: S608
            " CAST(SUM(x.denominator) AS BIGINT), CAST(SUM(x.n) AS BIGINT)"
            " FROM metrics_cell x JOIN people_calendarday c ON c.day = x.starts"
            " WHERE x.grain = 'day' AND x.subject = %(subject)s"
            " AND x.starts >= %(first)s AND x.starts < %(ends)s"
            f" AND {spell.in_list('x.kpi_id', 'kpis')}{whose}"
            f" GROUP BY x.kpi_id, x.subject_id, c.{patch.grain.value}"
            # a ratio of 0 to 0 is no cell, also where days took from each other
            " HAVING SUM(x.numerator) <> 0 OR COALESCE(SUM(x.denominator), 1) <> 0",
            values,
        )
        return {(kpi, subject, as_date(starts)): Parts(*parts) for kpi, subject, starts, *parts in cursor}
