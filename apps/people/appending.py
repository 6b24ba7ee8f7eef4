# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""Rows into the change feed, past the objects of the model: a large import writes one for each agent."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection

from apps.people.models import Change

TABLE: Final = Change._meta.db_table  # noqa: SLF001 - Django's documented interface
COLUMNS: Final = "topic, person_id, team_id, first_day, last_day, cause, large, at"
Row = tuple[str, int | None, int | None, date, date]  # topic, person, team, first and last day


def append(rows: Sequence[Row], *, cause: str, at: datetime) -> None:
    """Append rows with one cause and moment. PostgreSQL takes them as arrays, SQLite one after the other."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = "%s::text[], %s::bigint[], %s::bigint[], %s::date[], %s::date[]"
            cursor.execute(
                f"INSERT INTO {TABLE} ({COLUMNS}) SELECT r.*, %s, false, %s FROM unnest({arrays}) r",
                [cause, at, *(list(column) for column in zip(*rows, strict=True))],
            )
        else:
            moment = connection.ops.adapt_datetimefield_value(at)
            cursor.executemany(
                f"INSERT INTO {TABLE} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, false, %s)",
                [
                    (topic, person, team, first.isoformat(), last.isoformat(), cause, moment)
                    for topic, person, team, first, last in rows
                ],
            )
