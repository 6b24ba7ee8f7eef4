"""Staging on SQLite: executemany into temporary tables in memory."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.intake.staging.base import quoted

ROWS_AT_ONCE: Final = 5_000
INSTANT: Final = "%Y-%m-%d %H:%M:%S"  # as Django stores it: naive, UTC


class SQLite:
    """See `base.Dialect`."""

    def create(self, cursor: CursorWrapper, table: str, columns: Mapping[str, str], key: str = "") -> None:
        """See `base.Dialect`. A whole number as key is the table's own row number: no index beside it."""
        parts = [
            f'"{name}" {"INTEGER PRIMARY KEY" if name == key else kind}' for name, kind in columns.items()
        ]
        cursor.execute(f'CREATE TEMP TABLE IF NOT EXISTS "{table}" ({", ".join(parts)})')
        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names come from the code

    def load(self, cursor: CursorWrapper, table: str, frame: pl.DataFrame) -> None:
        """See `base.Dialect`."""
        marks = ", ".join("?" * frame.width)
        statement = f'INSERT INTO "{table}" ({quoted(frame.columns)}) VALUES ({marks})'  # noqa: S608
        with connection.wrap_database_errors:
            # Django's wrapper would keep every row in memory to look at the first.
            sqlite3.Cursor.executemany(cursor.cursor, statement, _rows(frame))

    def analyze(self, cursor: CursorWrapper, table: str) -> None:
        """Nothing to do: the joins say their order themselves."""

    def json_object(self, alias: str, columns: Sequence[str]) -> str:
        """See `base.Dialect`."""
        pairs = ", ".join(f"'{name}', {quoted([name], alias)}" for name in columns)
        return f"json_object({pairs})"

    def json_column(self, json: str, column: str, kind: str) -> str:
        """See `base.Dialect`. SQLite keeps a value's own type."""
        del kind
        return f"json_extract({json}, '$.{column}')"


def _rows(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    texts = frame.with_columns(
        pl.col(pl.Date).dt.to_string("%Y-%m-%d"), pl.col(pl.Datetime("us", "UTC")).dt.to_string(INSTANT)
    )
    for part in texts.iter_slices(ROWS_AT_ONCE):
        yield from part.rows()


TYPES: Final = {
    "BigIntegerField": "integer",
    "IntegerField": "integer",
    "ForeignKey": "integer",
    "BooleanField": "bool",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "datetime",
}
