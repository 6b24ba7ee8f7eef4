"""Rows that touch closed or frozen days are put aside: they wait until someone accepts them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from django.db.backends.utils import CursorWrapper

from apps.intake.merging import statements
from apps.intake.staging import Dialect
from apps.people.freezes import frozen_spans
from apps.people.operations import hold_periods

TOUCHED_COLUMNS: Final = {"topic": "text", "row": "bigint", "agent_id": "bigint", "day": "date"}
QUEUE_COLUMNS: Final = {"row": "bigint", "day": "date", "reason": "text"}
FROZEN_COLUMNS: Final = {
    "person_id": "bigint",
    "team_id": "bigint",
    "first_day": "date",
    "last_day": "date",
    "reason": "text",
}
FROZEN_FRAME: Final = {
    "person_id": pl.Int64,
    "team_id": pl.Int64,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "reason": pl.String,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A row put aside: the first of its days that may not change, and why."""

    row: int
    day: date
    reason: str


def put_aside(cursor: CursorWrapper, dialect: Dialect) -> tuple[Waiting, ...]:
    """Hold the periods of the touched days; find the rows that must wait, and untouch their days.

    The rows are left in the table `statements.QUEUE`, for the caller to take out of its own tables.
    """
    held = hold_touched(cursor)
    spans = frozen_spans(None, *held) if held else []
    if not spans:
        return ()
    rows = [(s.person_id, s.team_id, s.first_day, s.last_day, s.reason) for s in spans]
    dialect.create(cursor, statements.QUEUE, QUEUE_COLUMNS)
    dialect.create(cursor, statements.FROZEN, FROZEN_COLUMNS)
    dialect.load(cursor, statements.FROZEN, pl.DataFrame(rows, schema=FROZEN_FRAME, orient="row"))
    cursor.execute(statements.FIND_QUEUED)
    cursor.execute(statements.READ_QUEUED)
    waiting = tuple(Waiting(row=row, day=as_day(on), reason=reason) for row, on, reason in cursor.fetchall())
    if waiting:
        cursor.execute(statements.FORGET_TOUCHED)
    return waiting


def hold_touched(cursor: CursorWrapper) -> tuple[date, date] | None:
    """Hold the periods of the touched days until the transaction ends; the first and the last of them.

    Who closes a month or locks a run holds them too: what is written here is before it or after it.
    """
    cursor.execute(statements.TOUCHED_DAYS)
    first, last = (as_day(on) for on in cursor.fetchone() or (None, None))
    if first is None or last is None:
        return None
    hold_periods(first=first, last=last)
    return first, last


def as_day(value: Any) -> Any:
    """A day as the driver gives it: SQLite's is a text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
