"""What SQLite spells in its own way. The twin is `apps.metrics.sql.postgres`; one test covers both."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection

from apps.engine.periods import Grain

GREATEST: Final = "MAX"
_NEXT: Final = {
    Grain.DAY: "+1 day",
    Grain.WEEK: "+7 days",
    Grain.MONTH: "+1 month",
    Grain.QUARTER: "+3 months",
}
COLUMNS: Final = "(kpi_id, subject, subject_id, grain, starts, numerator, denominator, n, revision)"


def in_list(expression: str, name: str) -> str:
    """`expression` is one of the values bound to `name` by `list_value`: a text of constant length."""
    return f"{expression} IN (SELECT value FROM json_each(%({name})s))"  # noqa: S608 - texts of this app


def list_value(numbers: Collection[int | str]) -> str:
    """The value to bind for `in_list`."""
    return json.dumps(list(numbers))


def days_before(expression: str, name: str) -> str:
    """A day, as many days earlier as the number bound to `name`."""
    return f"date({expression}, '-' || %({name})s || ' days')"


def months_before(expression: str, name: str) -> str:
    """A day, as many months earlier as the number bound to `name`; the last of a month that is shorter."""
    month = f"date({expression}, 'start of month', '-' || %({name})s || ' months')"
    same = f"date({month}, '+' || (CAST(strftime('%%d', {expression}) AS INTEGER) - 1) || ' days')"
    return f"MIN({same}, date({month}, '+1 month', '-1 day'))"


def seconds_between(first: str, last: str) -> str:
    """Whole seconds from one instant to another."""
    return f"CAST(strftime('%%s', {last}) AS INTEGER) - CAST(strftime('%%s', {first}) AS INTEGER)"


def next_period(expression: str, grain: Grain) -> str:
    """The first day of the period after the one that begins on a day."""
    return f"date({expression}, '{_NEXT[grain]}')"


def day(value: date) -> str:
    """A day as a constant of the statement."""
    return f"'{value.isoformat()}'"


def hour_of(expression: str, offsets: Sequence[tuple[datetime, int]]) -> str:
    """The local hour of an instant, `offsets` as `utc_offsets` gives them."""
    cases = " ".join(
        f"WHEN {expression} < '{until:%Y-%m-%d %H:%M:%S}' THEN {seconds}" for until, seconds in offsets[:-1]
    )
    ahead = f"CASE {cases} ELSE {offsets[-1][1]} END" if cases else str(offsets[-1][1])
    return f"CAST(strftime('%%H', {expression}, ({ahead}) || ' seconds') AS INTEGER)"


def hold_cells(*, wait: bool) -> bool:
    """Until the end of the transaction nobody else computes cells.

    An IMMEDIATE transaction holds the only write lock from its start, so there is nothing left to take.
    """
    return bool(connection.in_atomic_block) or wait


def freeze_view() -> None:
    """Let the rest of the transaction see one state of the database: every transaction here does."""


def write_cells(
    rows: Collection[tuple[int, str, int, str, date, int, int | None, int]], *, revision: int
) -> None:
    """Insert or replace cells, given as columns in the order of COLUMNS. One prepared statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO metrics_cell {COLUMNS} VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - constant
            " ON CONFLICT (grain, starts, subject, subject_id, kpi_id) DO UPDATE SET"
            " numerator = excluded.numerator, denominator = excluded.denominator, n = excluded.n,"
            " revision = excluded.revision",
            [(*row[:4], row[4].isoformat(), *row[5:], revision) for row in rows],
        )


def delete_cells(ids: Collection[int], *, revision: int) -> None:
    """Delete cells by their ids, and note that they are gone. Two statements."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO metrics_gonecell (kpi_id, subject, subject_id, grain, starts, revision)"
                " SELECT kpi_id, subject, subject_id, grain, starts, %s FROM metrics_cell"
                " WHERE id IN (SELECT value FROM json_each(%s))",
                [revision, list_value(ids)],
            )
            cursor.execute(
                "DELETE FROM metrics_cell WHERE id IN (SELECT value FROM json_each(%s))", [list_value(ids)]
            )
