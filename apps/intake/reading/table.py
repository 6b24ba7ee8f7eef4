"""A file as a table of texts, block by block, so that memory stays flat for any size."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

FIRST_ROW: Final = 2  # rows are numbered as people count them: the header is 1 where it comes first
LONGEST_CELL: Final = 32_767  # characters; what a spreadsheet can hold, and far more than any field keeps


class FileRefused(Exception):
    """The file cannot be imported as a whole; nothing was written. `code` is one of `reasons`."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(code, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A cell that holds no value: an error, a formula nobody has calculated, a text without end.

    `index`: of its row in the block; `column`: its place in the file; `code`: one of `reasons`.
    """

    index: int
    column: int
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some rows of a file. `has_nul`: somewhere in it is a NUL.

    `frame`: one text column a column of the file, named by position ("0", "1", …), blank as "".
    `rows`: the number of each row. `ragged`: index in the block → cells, of rows with too few or too many.
    `next_offset`: where reading goes on; bytes of a text file, rows of a sheet. `ascii`: nothing in it needs
    to be normalised.
    """

    frame: pl.DataFrame
    rows: pl.Series
    next_offset: int
    has_nul: bool = False
    ragged: Mapping[int, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    ascii: bool = False


class Table(ABC):
    """A readable file: its headers, then its blocks from any checkpoint on."""

    headers: tuple[str, ...]
    spreadsheet: bool  # times arrive as the date 1899-12-31 with a time
    date_1904: bool = False  # a workbook that counts its days from 1904
    start: int  # the offset of the first row
    first_row: int = FIRST_ROW  # its number
    end: int | None = None  # where the offsets end, if that is known

    @abstractmethod
    def blocks(self, offset: int, row: int) -> Iterator[Block]:
        """The blocks from an offset on, whose first row has the number `row`. Raises FileRefused."""

    @abstractmethod
    def has_rows(self) -> bool:
        """Whether anything follows the header."""

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each column: its header, or its place where the header is blank."""
        return tuple(header or f"#{n + 1}" for n, header in enumerate(self.headers))


def long_cells(frame: pl.DataFrame) -> Iterator[Fault]:
    """Cells longer than any that a person has written."""
    for n, name in enumerate(frame.columns):
        sizes = frame[name].str.len_bytes()
        if (sizes.max() or 0) <= LONGEST_CELL:  # type: ignore[operator]
            continue
        for index in (frame[name].str.len_chars() > LONGEST_CELL).arg_true():
            yield Fault(index=index, column=n, code="cell_too_long", text=frame[name][index][:80] + "…")
