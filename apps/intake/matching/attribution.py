# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""Orders that name no agent: whose they are by the source's rule, or because a person said so.

The rule: whoever reached the customer by the last answered outbound call within some days up to the order's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.intake.choices import Direction, RowFate
from apps.intake.models import Attribution, Call
from apps.intake.staging import PREFIX, dialect
from apps.intake.tables import table
from apps.intake.validating import held, none_held

AGENTLESS: Final = f"{PREFIX}agentless"
COLUMNS: Final = {"row": "bigint", "key": "text", "customer_id": "bigint", "first": "date", "day": "date"}
CALLS: Final = {
    "row": pl.Int64,
    "key": pl.String,
    "person_id": pl.Int64,
    "call_source_id": pl.Int64,
    "call_key": pl.String,
    "call_day": pl.Date,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """Orders with their agents; those nobody can be found for, parked; and which call decided (`CALLS`)."""

    frame: pl.DataFrame
    parked: pl.DataFrame
    calls: pl.DataFrame


def no_calls() -> pl.DataFrame:
    """None was attributed."""
    return pl.DataFrame(schema=CALLS)


def attribute(frame: pl.DataFrame, *, source_id: int, days: int, column: str) -> Attributed:
    """Give each order without an agent to somebody. Two statements where there is any."""
    nobodys = frame.filter(pl.col("agent_id").is_null())
    if not nobodys.height:
        return Attributed(frame=frame, parked=none_held(), calls=no_calls())
    asked = nobodys.select(
        "row", "key", "customer_id", (pl.col("day") - timedelta(days=days)).alias("first"), "day"
    )
    with connection.cursor() as cursor:
        _stage(cursor, asked)
        said = _said(cursor, source_id)
        calls = last_calls(cursor).filter(~pl.col("row").is_in(said["row"].implode()))
    known = pl.concat([said, calls.select("row", "person_id")])
    given = frame.join(known, on="row", how="left").with_columns(
        agent_id=pl.coalesce("agent_id", "person_id")
    )
    return Attributed(
        frame=given.filter(pl.col("agent_id").is_not_null()).drop("person_id"),
        parked=held(
            given.filter(pl.col("agent_id").is_null()),
            fate=RowFate.PARKED,
            code="no_agent",
            column=column,
            value=pl.col("key"),
            values=f'{{"days": {int(days)}}}',
        ),
        calls=calls,
    )


def calls_for(orders: Sequence[tuple[int, str, int | None, object]], *, days: int) -> pl.DataFrame:
    """The call that decides about each of some orders (number, key, customer, day), as `CALLS`."""
    frame = pl.DataFrame(
        orders,
        schema={"row": pl.Int64, "key": pl.String, "customer_id": pl.Int64, "day": pl.Date},
        orient="row",
    )
    with connection.cursor() as cursor:
        first = (pl.col("day") - timedelta(days=days)).alias("first")
        _stage(cursor, frame.select("row", "key", "customer_id", first, "day"))
        return last_calls(cursor)


def _stage(cursor: CursorWrapper, asked: pl.DataFrame) -> None:
    staging = dialect()
    staging.create(cursor, AGENTLESS, COLUMNS)
    staging.load(cursor, AGENTLESS, asked)


def _said(cursor: CursorWrapper, source_id: int) -> pl.DataFrame:
    """Whose a person said they are."""
    cursor.execute(
        f"""SELECT a."row", x.person_id FROM "{AGENTLESS}" a JOIN "{table(Attribution)}" x
            ON x.source_id = %s AND x.order_key = a."key" WHERE x.by_id IS NOT NULL""",
        [source_id],
    )
    return pl.DataFrame(cursor.fetchall(), schema={"row": pl.Int64, "person_id": pl.Int64}, orient="row")


def last_calls(cursor: CursorWrapper) -> pl.DataFrame:
    """The last answered outbound call to each staged order's customer in its days; ties by the call's key.

    The staged orders drive (SQLite keeps a CROSS JOIN's order).
    """
    cursor.execute(
        f"""SELECT "row", "key", agent_id, source_id, call_key, call_day FROM (
                SELECT a."row", a."key", c.agent_id, c.source_id, c."key" AS call_key, c."day" AS call_day,
                       ROW_NUMBER() OVER (PARTITION BY a."row" ORDER BY c."day" DESC,
                           c.started_at DESC NULLS LAST, c."key", c.source_id) AS place
                FROM "{AGENTLESS}" a CROSS JOIN "{table(Call)}" c
                WHERE c.customer_id = a.customer_id AND c.customer_id IS NOT NULL AND c.answered
                  AND c.direction = '{Direction.OUTBOUND}' AND c."day" BETWEEN a.first AND a."day"
            ) ranked WHERE place = 1"""
    )
    rows = cursor.fetchall()
    texts = {**CALLS, "call_day": pl.String}
    lines = [(*row[:5], str(row[5])[:10]) for row in rows]
    return pl.DataFrame(lines, schema=texts, orient="row").with_columns(
        pl.col("call_day").str.to_date("%Y-%m-%d")
    )
