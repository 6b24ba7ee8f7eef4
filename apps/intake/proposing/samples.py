"""The sample of a file: its columns as they look, and some of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from apps.intake.mapping.texts import header_key
from apps.intake.proposing.looks import Look, look_of

LOOKED_AT: Final = 1_000  # different texts of a column
SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A column of the sample. `texts`: the different ones that are not blank, the most frequent first."""

    position: int
    header: str
    look: Look
    texts: pl.Series
    counts: pl.Series  # how many rows have each of `texts`
    blank: int
    rows: int

    @property
    def examples(self) -> list[str]:
        """A few of its texts."""
        return list(self.texts[:SHOWN])

    @property
    def frequent(self) -> Mapping[str, int]:
        """Its most frequent texts with their rows."""
        return dict(zip(self.texts[:LOOKED_AT], self.counts[:LOOKED_AT], strict=True))

    @property
    def distinct(self) -> int:
        """How many different texts it has."""
        return self.texts.len()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The first block of a file. `whole`: nothing follows it. `rows`: numbers as people count them."""

    columns: tuple[Seen, ...]
    frame: pl.DataFrame
    rows: pl.Series
    whole: bool

    def column(self, header: str) -> Seen | None:
        """The column with a header, case, spaces and full width aside."""
        wanted = header_key(header)
        return next((seen for seen in self.columns if header_key(seen.header) == wanted), None)

    def row_of(self, seen: Seen, text: str) -> tuple[int, list[str]] | None:
        """The first row whose cell in a column is a text: its number, and every cell of it."""
        column = self.frame[str(seen.position)].str.strip_chars()
        found = (column == text).arg_max()
        if found is None or column[found] != text:
            return None
        return int(self.rows[found]), [str(cell) for cell in self.frame.row(found)]


def sample_of(headers: Sequence[str], frame: pl.DataFrame, rows: pl.Series, *, whole: bool) -> Sample:
    """Look at every column of a block that has a header; columns are named by position in `frame`."""
    seen = tuple(_seen(n, header, frame[str(n)]) for n, header in enumerate(headers) if header)
    return Sample(columns=seen, frame=frame, rows=rows, whole=whole)


def _seen(position: int, header: str, column: pl.Series) -> Seen:
    trimmed = column.str.strip_chars().alias("text")
    counted = trimmed.value_counts(sort=True).filter(pl.col("text") != "")
    counted = counted.sort("count", "text", descending=[True, False])
    texts = counted["text"]
    return Seen(
        position=position,
        header=header,
        look=look_of(texts[:LOOKED_AT]),
        texts=texts,
        counts=counted["count"],
        blank=int((trimmed == "").sum()),
        rows=column.len(),
    )
