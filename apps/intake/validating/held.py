"""Rows that do not become facts, as a frame: one row, one fate, one reason."""

from typing import Final

import polars as pl

HELD_SCHEMA: Final = {
    "row": pl.Int64,
    "fate": pl.String,
    "column": pl.String,
    "value": pl.String,
    "code": pl.String,
    "values": pl.String,  # JSON, for the sentence of the code
    "ref": pl.String,  # what the file calls the agent
}
VALUE_LENGTH: Final = 300
NAME_LENGTH: Final = 120
RAW_LENGTH: Final = 32_767  # of a cell that is kept with its row; a longer one has rejected the row


def none_held() -> pl.DataFrame:
    """An empty frame of held rows."""
    return pl.DataFrame(schema=HELD_SCHEMA)


def held(
    rows: pl.DataFrame,
    *,
    fate: str,
    code: str | pl.Expr,
    column: str | pl.Expr = "",
    value: str | pl.Expr = "",
    values: str | pl.Expr = "{}",
    ref: str | pl.Expr = "",
) -> pl.DataFrame:
    """The rows of a frame (with a column `row`) as held rows; a text is a constant, an expression is read."""
    parts = {"column": column, "value": value, "code": code, "values": values, "ref": ref}
    texts = {name: pl.lit(part) if isinstance(part, str) else part for name, part in parts.items()}
    texts["value"] = _storable(texts["value"]).str.slice(0, VALUE_LENGTH)
    texts["column"] = _storable(texts["column"]).str.slice(0, NAME_LENGTH)
    texts["ref"] = _storable(texts["ref"]).str.slice(0, NAME_LENGTH)
    frame = rows.select("row", fate=pl.lit(fate), **texts)
    return frame.select(pl.col(name).cast(kind) for name, kind in HELD_SCHEMA.items())


def _storable(text: pl.Expr) -> pl.Expr:
    """No NUL, which PostgreSQL's texts cannot hold."""
    return text.str.replace_all("\x00", "\u2400", literal=True)


def raw_texts(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.Series:
    """Each row as JSON, column name → text as it stood in the file."""
    texts = {n: _storable(pl.col(str(n))).str.slice(0, RAW_LENGTH) for n in range(len(names))}
    named = frame.select(texts[n].alias(_storable_name(name)) for n, name in enumerate(names))
    return named.select(pl.struct(pl.all()).struct.json_encode().alias("raw")).to_series()


def _storable_name(name: str) -> str:
    return name.replace("\x00", "\u2400")
