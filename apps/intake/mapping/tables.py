"""Small tables that a mapping carries: product → price, agent → team, a dialer's word → outcome and answered.

The first column is what is looked up; the others may be taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.intake.mapping.checking import Json, Texts, a_list, an_object, known, plain, texts, wrong
from apps.intake.mapping.spec import Lookup
from apps.intake.mapping.texts import value_key

MOST_ROWS: Final = 2_000
LONGEST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of texts under columns; the first cell of each is its key."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Tables = Mapping[str, Table]


def parse_tables(raw: Json) -> Tables:
    """The mapping's tables, by name. InvalidMapping."""
    return {name: _table(name, table) for name, table in an_object(raw.get("tables", {}), "tables").items()}


def _table(name: str, raw: Any) -> Table:
    path = f"tables.{name}"
    raw = an_object(raw, path)
    known(raw, path, {"columns", "rows"})
    columns = texts(raw.get("columns"), f"{path}.columns")
    if len(columns) < 2 or len(set(columns)) < len(columns):
        raise wrong(f"{path}.columns", Texts.kind)
    rows = a_list(raw.get("rows"), f"{path}.rows")
    if len(rows) > MOST_ROWS:
        raise wrong(f"{path}.rows", Texts.too_many, found=len(rows), most=MOST_ROWS)
    table = Table(
        name=name,
        columns=columns,
        rows=tuple(_row(row, n, len(columns), f"{path}.rows") for n, row in enumerate(rows, start=1)),
    )
    _check_keys(table, f"{path}.rows")
    return table


def _row(raw: Any, number: int, width: int, path: str) -> tuple[str, ...]:
    cells = tuple(plain(cell) for cell in a_list(raw, path))
    if len(cells) != width:
        raise wrong(path, Texts.table_row, row=number, found=len(cells), expected=width)
    for cell in cells:
        if len(cell) > LONGEST:
            raise wrong(path, Texts.too_long, value=cell[:40], most=LONGEST)
    return cells


def _check_keys(table: Table, path: str) -> None:
    seen: set[str] = set()
    for row in table.rows:
        key = value_key(row[0])
        if key in seen:
            raise wrong(path, Texts.table_key, value=row[0])
        seen.add(key)


def parse_lookup(raw: Json, tables: Tables, path: str) -> Lookup | None:
    """`table`, `take` and `else` of a rule; None where it looks nothing up. InvalidMapping."""
    if "table" not in raw:
        return None
    table = tables.get(str(raw["table"]))
    if table is None:
        allowed = ", ".join(map(repr, tables)) or "–"
        raise wrong(f"{path}.table", Texts.unknown, value=raw["table"], allowed=allowed)
    taken = raw.get("take", table.columns[1])
    if taken not in table.columns[1:]:
        raise wrong(f"{path}.take", Texts.table_column, table=table.name, value=taken)
    at = table.columns.index(taken)
    words = {value_key(row[0]): row[at] for row in table.rows}
    return Lookup(table=table.name, words=words, otherwise=plain(raw["else"]) if "else" in raw else None)
