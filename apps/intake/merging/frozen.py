"""Rows that touch closed or frozen days are put aside: they wait until someone accepts them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl
from django.db.backends.utils import CursorWrapper

from apps.intake.merging import statements
from apps.intake.merging.touched import as_day
from apps.intake.staging import Dialect
from apps.people.freezes import frozen_spans
from apps.people.operations import hold_periods

TOUCHED_COLUMNS: Final = {
    "topic": "text",
    "row": "bigint",
    "agent_id": "bigint",
    "team_id": "bigint",  # of records of a team, which have no agent
    "day": "date",
}
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


def put_aside(
    cursor: CursorWrapper, dialect: Dialect, more: pl.DataFrame | None = None
) -> tuple[Waiting, ...]:
    """Hold the periods of the touched days; find the rows that must wait, and untouch their days.

    The rows are left in the table `statements.QUEUE`, for the caller to take out of its own tables. `more`
    are touched days that are not in the table: where any day may not change, they are put there.
    """
    held = hold_touched(cursor, more)
    spans = frozen_spans(None, *held) if held else []
    if not spans:
        return ()
    if more is not None:
        dialect.load(cursor, statements.TOUCHED, more)
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


def hold_touched(cursor: CursorWrapper, more: pl.DataFrame | None = None) -> tuple[date, date] | None:
    """Hold the periods of the touched days until the transaction ends; the first and the last of them.

    Who closes a month or locks a run holds them too: what is written here is before it or after it.
    """
    cursor.execute(statements.TOUCHED_DAYS)
    days = [as_day(on) for on in cursor.fetchone() or ()]
    if more is not None:
        days += [more["day"].min(), more["day"].max()]
    days = [on for on in days if on is not None]
    if not days:
        return None
    hold_periods(first=min(days), last=max(days))
    return min(days), max(days)
