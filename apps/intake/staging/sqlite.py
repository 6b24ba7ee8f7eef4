"""Staging on SQLite: executemany into temporary tables in memory."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.intake.staging.base import quoted

ROWS_AT_ONCE: Final = 200  # a statement: SQLite then keeps its place in every index from row to row
STATEMENTS_AT_ONCE: Final = 25
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
        same = {column.name: text for column in frame.get_columns()[1:] if (text := _same(column))}
        marks = f"({', '.join(same.get(name, '?') for name in frame.columns)})"
        head = f'INSERT INTO "{table}" ({quoted(frame.columns)}) VALUES '  # noqa: S608 - names of the code
        frame = frame.drop(same)
        rows = _rows_at_once(cursor, frame.width)
        whole = frame.height // rows * rows
        with connection.wrap_database_errors:
            # Past Django's wrapper, which would keep every row in memory to look at the first.
            statement = head + ", ".join([marks] * rows)
            sqlite3.Cursor.executemany(cursor.cursor, statement, _values(frame.head(whole), rows))
            if rest := frame.height - whole:
                statement = head + ", ".join([marks] * rest)
                sqlite3.Cursor.executemany(cursor.cursor, statement, _values(frame.tail(rest), rest))

    def bounds(self, cursor: CursorWrapper, keys: pl.Series) -> tuple[str, str] | None:
        """See `base.Dialect`. SQLite orders texts by their bytes, as Polars does."""
        del cursor
        return (str(keys.min()), str(keys.max())) if keys.len() else None

    def analyze(self, cursor: CursorWrapper, table: str) -> None:
        """Nothing to do: the joins say their order themselves."""

    def by_key(self, stage: str, facts: str, source_id: int) -> tuple[str, list[int]]:
        """See `base.Dialect`. SQLite keeps the order of a CROSS JOIN."""
        return f'"{stage}" s CROSS JOIN "{facts}" f WHERE f.source_id = %s AND f."key" = s."key"', [source_id]

    def json_object(self, alias: str, columns: Sequence[str]) -> str:
        """See `base.Dialect`."""
        pairs = ", ".join(f"'{name}', {quoted([name], alias)}" for name in columns)
        return f"json_object({pairs})"

    def json_column(self, json: str, column: str, kind: str) -> str:
        """See `base.Dialect`. SQLite keeps a value's own type."""
        del kind
        return f"json_extract({json}, '$.{column}')"


def _rows_at_once(cursor: CursorWrapper, width: int) -> int:
    """As many rows as one statement may have values for."""
    most = cursor.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    return max(1, min(ROWS_AT_ONCE, int(most) // width))


def _same(column: pl.Series) -> str:
    """SQL of the value that every row has, of those that columns without a source's data have; else ""."""
    if column.null_count() == column.len():
        return "NULL"
    if column.dtype == pl.String and column[0] == "" and (column == "").all(ignore_nulls=False):
        return "''"
    return ""


def _values(frame: pl.DataFrame, rows: int) -> Iterator[list[Any]]:
    """The values of each `rows` rows, one after the other, as SQLite keeps them."""
    plain = frame.with_columns(
        pl.col(pl.Date).dt.to_string("%Y-%m-%d"), pl.col(pl.Datetime("us", "UTC")).dt.to_string(INSTANT)
    )
    width, size = plain.width, plain.width * rows
    for part in plain.iter_slices(rows * STATEMENTS_AT_ONCE):
        values: list[Any] = [None] * (width * part.height)
        for place, column in enumerate(part.get_columns()):
            values[place::width] = column.to_list()
        for start in range(0, len(values), size):
            yield values[start : start + size]


TYPES: Final = {
    "BigIntegerField": "integer",
    "IntegerField": "integer",
    "ForeignKey": "integer",
    "BooleanField": "bool",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "datetime",
}
