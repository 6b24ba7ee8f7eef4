"""What both databases do for staging, each in its own way (`sqlite`, `postgres`): one test runs for both.

A staging table is temporary, belongs to the connection, and is emptied before use; nothing outlives the
transaction that fills it.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import polars as pl
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from apps.intake.tables import field

PREFIX: Final = "tmp_intake_"


class Dialect(Protocol):
    """The few places where the databases differ."""

    def create(self, cursor: CursorWrapper, table: str, columns: Mapping[str, str], key: str = "") -> None:
        """An empty temporary table of columns (name → database type), looked up by `key` where given."""

    def load(self, cursor: CursorWrapper, table: str, frame: pl.DataFrame) -> None:
        """Append a frame to a table; its columns are named like the table's."""

    def bounds(self, cursor: CursorWrapper, keys: pl.Series) -> tuple[str, str] | None:
        """The least and the greatest of some texts, in the database's order; None where it cannot say."""

    def analyze(self, cursor: CursorWrapper, table: str) -> None:
        """Tell the planner how large a filled staging table is."""

    def by_key(self, stage: str, facts: str, source_id: int) -> tuple[str, list[int]]:
        """SQL after FROM: each staged record `s` with the fact `f` that has its key; and its parameters.

        A record that has no fact is left out. The staging table drives: what it costs follows the records
        of the block and not the facts of the source.
        """

    def json_object(self, alias: str, columns: Sequence[str]) -> str:
        """SQL of a JSON object, column name → value, of the columns of an alias."""

    def json_column(self, json: str, column: str, kind: str) -> str:
        """SQL of one value out of such an object, as a database type."""


def column_type(model: type[Model], column: str, vendor: Mapping[str, str]) -> str:
    """The database type of a fact's column, as staged."""
    return vendor[field(model, column).get_internal_type()]


def quoted(names: Sequence[str], alias: str = "") -> str:
    """Column names, quoted, after an alias where given, comma-separated."""
    return ", ".join(f'{alias}."{name}"' if alias else f'"{name}"' for name in names)
