"""What a file holds as a whole, to be compared with its control totals: rows, and the sum of its amounts.

Every row counts that is not blank and no row of totals, whatever becomes of it. A row of totals may carry the
sum itself.
"""

from dataclasses import dataclass

import polars as pl

from apps.intake.mapping import Spec
from apps.intake.reading import Block
from apps.intake.validating.cells import Declared, number
from apps.people.written import minor_digits

APART = ("blank_row", "footer")


@dataclass(slots=True)
class Totals:
    """Counted block by block. Amounts in minor units."""

    rows: int = 0
    total: int = 0
    unreadable: int = 0  # rows whose amount is no number
    footers: int = 0
    carried: int | None = None  # by the file's only row of totals

    def add(self, rows: int, held: pl.DataFrame, amounts: pl.DataFrame | None) -> None:
        """Count a block of so many rows: `held` its held rows, `amounts` as `Amounts.of` reads them."""
        apart = held.filter(pl.col("code").is_in(APART)).select("row", "code")
        self.rows += rows - apart.height
        if amounts is not None:
            self._add_amounts(amounts, apart)

    def _add_amounts(self, amounts: pl.DataFrame, apart: pl.DataFrame) -> None:
        marked = amounts.join(apart, on="row", how="left")
        rows = marked.filter(pl.col("code").is_null())
        self.total += int(rows["minor"].sum() or 0)
        self.unreadable += int(rows["problem"].is_not_null().sum())
        for minor in marked.filter(pl.col("code") == "footer")["minor"].to_list():
            self.footers += 1
            self.carried = minor if self.footers == 1 else None


class Amounts:
    """Reads the column of amounts of a mapping: that of its first record type that has one."""

    def __init__(self, spec: Spec, declared: Declared, currency: str) -> None:
        amounts = [rule.fields["amount"] for rule in spec.records if "amount" in rule.fields]
        self._column = next((given.column for given in amounts if given.column and not given.table), "")
        self._parsed = number(pl.col("text"), declared, places=minor_digits(currency))

    def of(self, block: Block, position: int | None) -> pl.DataFrame | None:
        """Row, minor units (null: blank or unreadable) and problem; `position` of the column in the file.

        None where the file has no such column.
        """
        if position is None:
            return None
        texts = block.frame.select(block.rows, text=pl.col(str(position)).str.strip_chars())
        read = texts.with_columns(minor=self._parsed.value.cast(pl.Int64), problem=self._parsed.problem)
        return read.with_columns(
            minor=pl.when(pl.col("problem").is_null() & (pl.col("text") != "")).then(pl.col("minor"))
        )

    @property
    def column(self) -> str:
        """The mapping's own name of the column; blank where it has none."""
        return self._column
