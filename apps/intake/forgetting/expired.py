# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""Whom nobody has said anything of for as long as the sources keep customers.

A customer with one record that is still kept stays whole: were the older records given another number, the
customer would count as two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl
from django.db import connection

from apps.intake.models import Customer, LeftOut
from apps.intake.shapes import SHAPES, Shape
from apps.intake.staging import PREFIX, dialect, type_of
from apps.intake.tables import table

CUTOFFS: Final = f"{PREFIX}cutoffs"
STAYING: Final = f"{PREFIX}staying"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """The first day of which a source keeps customers; None: of every day."""

    source_id: int
    first_day: date | None


def expired_customers(cutoffs: Sequence[Cutoff], *, most: int) -> list[int]:
    """Customers, not forgotten yet, none of whose records is kept any longer: at most `most`.

    A source that is not named keeps its customers for ever.
    """
    known = dialect()
    rows = [(cutoff.source_id, cutoff.first_day) for cutoff in cutoffs if cutoff.first_day is not None]
    frame = pl.DataFrame(rows, schema={"source_id": pl.Int64, "first_day": pl.Date}, orient="row")
    with connection.cursor() as cursor:
        known.create(cursor, CUTOFFS, {"source_id": "bigint", "first_day": "date"}, key="source_id")
        known.load(cursor, CUTOFFS, frame)
        known.create(cursor, STAYING, {"id": "bigint"})
        for shape in SHAPES.values():
            if shape.customer:
                cursor.execute(_staying(shape))
                cursor.execute(_staying_left_out(shape), [shape.record_type])
        cursor.execute(
            f"""SELECT id FROM "{table(Customer)}" WHERE id > 0
                EXCEPT SELECT id FROM "{STAYING}" ORDER BY 1 LIMIT %s""",
            [most],
        )
        return [number for (number,) in cursor.fetchall()]


def _staying(shape: Shape) -> str:
    """The customers with a record of a day that is kept, or of no day at all (a deal that is still open)."""
    return f"""INSERT INTO "{STAYING}" (id)
        SELECT DISTINCT f.customer_id FROM "{shape.table}" f
        LEFT JOIN "{CUTOFFS}" c ON c.source_id = f.source_id
        WHERE f.customer_id > 0 AND {_kept([f'f."{day}"' for day in shape.days])}"""


def _staying_left_out(shape: Shape) -> str:
    """The same of records left out: they may be put back."""

    def value(column: str) -> str:
        return dialect().json_column('f."values"', column, type_of(shape.model, column))

    return f"""INSERT INTO "{STAYING}" (id)
        SELECT DISTINCT {value("customer_id")} FROM "{table(LeftOut)}" f
        LEFT JOIN "{CUTOFFS}" c ON c.source_id = f.source_id
        WHERE f.record_type = %s AND {value("customer_id")} > 0
          AND {_kept([value(day) for day in shape.days])}"""


def _kept(days: Sequence[str]) -> str:
    """SQL: one of the days is kept, or there is none."""
    late = " OR ".join(f"{day} >= c.first_day" for day in days)
    open_yet = " AND ".join(f"{day} IS NULL" for day in days)
    return f"(c.source_id IS NULL OR {late} OR ({open_yet}))"
