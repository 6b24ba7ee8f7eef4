"""Staging on PostgreSQL: COPY into temporary tables."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
from django.db.backends.utils import CursorWrapper

from apps.intake.staging.base import quoted

SEPARATOR: Final = "\x1f"


class PostgreSQL:
    """See `base.Dialect`."""

    def create(self, cursor: CursorWrapper, table: str, columns: Mapping[str, str], key: str = "") -> None:
        """See `base.Dialect`. Joins hash a staging table whole, so that the key needs no index."""
        del key
        parts = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        cursor.execute(f'CREATE TEMP TABLE IF NOT EXISTS "{table}" ({parts})')
        cursor.execute(f'TRUNCATE "{table}"')

    def load(self, cursor: CursorWrapper, table: str, frame: pl.DataFrame) -> None:
        """See `base.Dialect`. Texts are quoted and nulls are not, so that "" stays apart from null."""
        statement = f'COPY "{table}" ({quoted(frame.columns)}) FROM STDIN WITH (FORMAT csv)'
        text = frame.write_csv(
            include_header=False, quote_style="non_numeric", datetime_format="%Y-%m-%d %H:%M:%S+00"
        )
        with cursor.copy(statement) as copy:
            copy.write(text)

    def bounds(self, cursor: CursorWrapper, keys: pl.Series) -> tuple[str, str] | None:
        """See `base.Dialect`. Only the server knows the order of its collation."""
        if not keys.len() or keys.str.contains(SEPARATOR, literal=True).any():
            return None
        cursor.execute(
            "SELECT MIN(k), MAX(k) FROM unnest(string_to_array(%s, %s)) k",
            [keys.str.join(SEPARATOR).item(), SEPARATOR],
        )
        first, last = cursor.fetchone()
        return first, last

    def analyze(self, cursor: CursorWrapper, table: str) -> None:
        """See `base.Dialect`."""
        cursor.execute(f'ANALYZE "{table}" ("row")')

    def by_key(self, stage: str, facts: str, source_id: int) -> tuple[str, list[int]]:
        """See `base.Dialect`. A limit keeps the planner from hashing every fact of the source instead."""
        fact = f'SELECT * FROM "{facts}" WHERE source_id = %s AND "key" = s."key" LIMIT 1'  # noqa: S608
        return f'"{stage}" s CROSS JOIN LATERAL ({fact}) f', [source_id]

    def json_object(self, alias: str, columns: Sequence[str]) -> str:
        """See `base.Dialect`."""
        pairs = ", ".join(f"'{name}', {quoted([name], alias)}" for name in columns)
        return f"jsonb_build_object({pairs})"

    def json_column(self, json: str, column: str, kind: str) -> str:
        """See `base.Dialect`."""
        return f"({json} ->> '{column}')::{kind}"


TYPES: Final = {
    "BigIntegerField": "bigint",
    "IntegerField": "integer",
    "ForeignKey": "bigint",
    "BooleanField": "boolean",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "timestamptz",
}
