"""In which order the dates of a sample may be read, and which text settles it. Never which is likelier."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from apps.intake.mapping.spec import DateOrder

_NUMERIC: Final = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?:[ T].*)?$"
_YEAR_FIRST: Final = r"^[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}"
MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOrders:
    """What the texts of date columns allow.

    `proof`: a text that can be read in one order only. `open_text`: one that reads both ways as two days.
    `differ`, `same`: rows that fall on another day if the order is wrong, and rows that do not.
    """

    allowed: tuple[DateOrder, ...]
    proof: str = ""
    open_text: str = ""
    column: str = ""  # header of the column that `proof` or `open_text` is from
    differ: int = 0
    same: int = 0
    parts: tuple[tuple[int, int, int, int], ...] = ()  # first and second number, year, rows

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say."""
        return len(self.allowed) != 1

    def days(self, order: DateOrder) -> dict[date, int]:
        """The days the texts would be in an order, with their rows; what would be no day is left out."""
        found: dict[date, int] = {}
        for first, second, year, rows in self.parts:
            month, day = (second, first) if order is DateOrder.DMY else (first, second)
            if year and 0 < month <= MONTHS and 0 < day <= monthrange(year, month)[1]:
                on = date(year, month, day)
                found[on] = found.get(on, 0) + rows
        return found


def date_orders(columns: Iterable[tuple[str, pl.Series, pl.Series]]) -> DateOrders | None:
    """Over (header, texts, counts) of every column that holds dates; None where none has a date."""
    parts = [_parts(*column) for column in columns]
    frame = pl.concat(parts) if parts else None
    if frame is None or not frame.height:
        return None
    numeric = frame.filter(pl.col("a").is_not_null())
    if not numeric.height:
        first = frame.row(0, named=True)
        return DateOrders(allowed=(DateOrder.YMD,), proof=first["text"], column=first["header"])
    day_first = numeric.filter(pl.col("a") > MONTHS)
    month_first = numeric.filter(pl.col("b") > MONTHS)
    if bool(day_first.height) != bool(month_first.height):
        order = DateOrder.DMY if day_first.height else DateOrder.MDY
        shown = (day_first if day_first.height else month_first).row(0, named=True)
        return DateOrders(allowed=(order,), proof=shown["text"], column=shown["header"])
    return _open(numeric)


def _open(numeric: pl.DataFrame) -> DateOrders:
    apart = numeric.filter(pl.col("a") != pl.col("b"))
    both = apart.filter((pl.col("a") <= MONTHS) & (pl.col("b") <= MONTHS))
    shown = (both if both.height else numeric).row(0, named=True)
    return DateOrders(
        allowed=(DateOrder.DMY, DateOrder.MDY),
        open_text=shown["text"],
        column=shown["header"],
        differ=int(apart["n"].sum()),
        same=int(numeric["n"].sum()) - int(apart["n"].sum()),
        parts=tuple(numeric.group_by("a", "b", "year").agg(pl.col("n").sum()).sort("a", "b").iter_rows()),
    )


def _parts(header: str, texts: pl.Series, counts: pl.Series) -> pl.DataFrame:
    text = pl.col("text")
    frame = pl.DataFrame({"text": texts, "n": counts}, schema={"text": pl.String, "n": pl.UInt32})
    return frame.select(
        "text",
        "n",
        header=pl.lit(header),
        a=text.str.extract(_NUMERIC, 1).cast(pl.Int64),
        b=text.str.extract(_NUMERIC, 2).cast(pl.Int64),
        year=text.str.extract(_NUMERIC, 3).cast(pl.Int64),
        year_first=text.str.contains(_YEAR_FIRST),
    ).filter(pl.col("a").is_not_null() | pl.col("year_first"))


def day_read(text: str, order: DateOrder) -> date | None:
    """The day a text is in an order; None where it is none."""
    pattern = {DateOrder.DMY: (2, 1), DateOrder.MDY: (1, 2)}.get(order)
    found = pl.Series([text]).str.extract_groups(_NUMERIC).struct.unnest().row(0)
    if pattern is None or found[0] is None:
        return None
    month, day = (int(found[n - 1]) for n in pattern)
    try:
        return date(int(found[2]), month, day)
    except ValueError:
        return None
