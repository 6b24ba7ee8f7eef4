"""What PostgreSQL spells in its own way. The twin is `apps.metrics.sql.sqlite`; one test covers both."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from apps.engine.periods import Grain

GREATEST: Final = "GREATEST"
CONSUMER: Final = 0x6B706963  # the key of the advisory lock: any number that nothing else uses
_NEXT: Final = {Grain.DAY: "1 day", Grain.WEEK: "7 days", Grain.MONTH: "1 month", Grain.QUARTER: "3 months"}
COLUMNS: Final = "(kpi_id, subject, subject_id, grain, starts, numerator, denominator, n, revision)"


def in_list(expression: str, name: str) -> str:
    """`expression` is one of the values bound to `name` by `list_value`: a text of constant length."""
    return f"{expression} = ANY(%({name})s)"


def list_value(numbers: Collection[int | str]) -> list[int | str]:
    """The value to bind for `in_list`."""
    return list(numbers)


def days_before(expression: str, name: str) -> str:
    """A day, as many days earlier as the number bound to `name`."""
    return f"({expression} - CAST(%({name})s AS integer))"


def months_before(expression: str, name: str) -> str:
    """A day, as many months earlier as the number bound to `name`; the last of a month that is shorter."""
    return f"CAST({expression} - make_interval(months => CAST(%({name})s AS integer)) AS date)"


def seconds_between(first: str, last: str) -> str:
    """Whole seconds from one instant to another."""
    return f"CAST(EXTRACT(EPOCH FROM {last} - {first}) AS BIGINT)"


def next_period(expression: str, grain: Grain) -> str:
    """The first day of the period after the one that begins on a day."""
    return f"CAST({expression} + INTERVAL '{_NEXT[grain]}' AS date)"


def day(value: date) -> str:
    """A day as a constant of the statement."""
    return f"DATE '{value.isoformat()}'"


def hour_of(expression: str, offsets: Sequence[tuple[datetime, int]]) -> str:
    """The local hour of an instant, `offsets` as `utc_offsets` gives them."""
    cases = " ".join(
        f"WHEN {expression} < TIMESTAMPTZ '{until.isoformat()}' THEN {seconds}"
        for until, seconds in offsets[:-1]
    )
    ahead = f"CASE {cases} ELSE {offsets[-1][1]} END" if cases else str(offsets[-1][1])
    local = f"({expression} AT TIME ZONE 'UTC') + {ahead} * INTERVAL '1 second'"
    return f"CAST(EXTRACT(HOUR FROM {local}) AS integer)"


def hold_cells(*, wait: bool) -> bool:
    """Until the end of the transaction nobody else computes cells.

    False (only without `wait`): somebody is at it.
    """
    name = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [CONSUMER])
        (held,) = cursor.fetchone()
    return wait or bool(held)


def freeze_view() -> None:
    """Let the whole transaction see one state of the database; does nothing inside another transaction."""
    if not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def write_cells(
    rows: Collection[tuple[int, str, int, str, date, int, int | None, int]], *, revision: int
) -> None:
    """Insert or replace cells, given as columns in the order of COLUMNS. One statement."""
    if not rows:
        return
    columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO metrics_cell {COLUMNS} SELECT x.*, %s FROM unnest("  # noqa: S608 - constant text
            "%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::date[],"
            " %s::bigint[], %s::bigint[], %s::bigint[]) x"
            " ON CONFLICT (grain, starts, subject, subject_id, kpi_id) DO UPDATE SET"
            " numerator = EXCLUDED.numerator, denominator = EXCLUDED.denominator, n = EXCLUDED.n,"
            " revision = EXCLUDED.revision",
            [revision, *columns],
        )


def delete_cells(ids: Collection[int], *, revision: int) -> None:
    """Delete cells by their ids, and note that they are gone. Two statements."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO metrics_gonecell (kpi_id, subject, subject_id, grain, starts, revision)"
                " SELECT kpi_id, subject, subject_id, grain, starts, %s FROM metrics_cell WHERE id = ANY(%s)",
                [revision, list(ids)],
            )
            cursor.execute("DELETE FROM metrics_cell WHERE id = ANY(%s)", [list(ids)])
