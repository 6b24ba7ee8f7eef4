"""What changed records say now and would say: old → new, for whoever looks before anything is written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from apps.intake.merging.statements import CHANGED, Merge
from apps.intake.shapes import Kind, Shape

OWNERS: Final = frozenset({"agent_id", "team_id", "customer_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A record that would change: each column that differs, with its old and its new value."""

    record_type: str
    row: int
    key: str
    columns: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """The first changed records, and how many change in each column (by record type and column)."""

    first: list[Difference]
    columns: Counter[tuple[str, str]]


def differences(cursor: CursorWrapper, merges: Iterable[Merge], limit: int) -> Differences:
    """Of the records staged and met: two statements a record type."""
    first: list[Difference] = []
    columns: Counter[tuple[str, str]] = Counter()
    for merge in merges:
        columns.update(_counted(cursor, merge))
        if limit > len(first):
            first += _listed(cursor, merge, limit - len(first))
    return Differences(first=first, columns=columns)


def _changed(merge: Merge) -> str:
    return f"""FROM "{merge.met}" m JOIN "{merge.stage}" s ON s."row" = m."row"
               JOIN "{merge.shape.table}" f ON f.id = m.fact_id WHERE m.outcome = {CHANGED}"""


def _counted(cursor: CursorWrapper, merge: Merge) -> dict[tuple[str, str], int]:
    sums = ", ".join(
        f'SUM(CASE WHEN s."{name}" IS DISTINCT FROM f."{name}" THEN 1 ELSE 0 END)'
        for name in merge.shape.columns
    )
    cursor.execute(f"SELECT {sums} {_changed(merge)}")
    found = zip(merge.shape.columns, cursor.fetchone() or (), strict=True)
    return {(merge.shape.record_type, name): int(count) for name, count in found if count}


def _listed(cursor: CursorWrapper, merge: Merge, limit: int) -> list[Difference]:
    names = merge.shape.columns
    pairs = ", ".join(f'f."{name}", s."{name}"' for name in names)
    cursor.execute(f'SELECT s."row", s."key", {pairs} {_changed(merge)} ORDER BY s."row" LIMIT {int(limit)}')
    return [
        Difference(
            record_type=merge.shape.record_type,
            row=row,
            key=key,
            columns={
                name: (plain_value(merge.shape, name, old), plain_value(merge.shape, name, new))
                for name, old, new in zip(names, values[::2], values[1::2], strict=True)
                if old != new
            },
        )
        for row, key, *values in cursor.fetchall()
    ]


def plain_value(shape: Shape, column: str, value: Any) -> Any:
    """A column's value as JSON holds it, the same from both databases."""
    if value is None or column in OWNERS:
        return value
    if shape.field(column).kind is Kind.YES_NO:
        return bool(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else value
