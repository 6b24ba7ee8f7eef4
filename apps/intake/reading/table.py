"""A file as a table of texts, block by block, so that memory stays flat for any size."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

FIRST_ROW = 2  # rows are numbered as people count them: the header is 1


class FileRefused(Exception):
    """The file cannot be imported as a whole; nothing was written. `code` is one of `reasons`."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(code, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some rows of a file. `has_nul`: somewhere in it is a NUL.

    `frame`: one text column a column of the file, named by position ("0", "1", …), blank as "".
    `rows`: the number of each row. `ragged`: index in the block → cells, of rows with too few or too many.
    `next_offset`: where reading goes on; bytes of a text file, rows of a sheet.
    """

    frame: pl.DataFrame
    rows: pl.Series
    next_offset: int
    has_nul: bool = False
    ragged: Mapping[int, int] = field(default_factory=dict)


class Table(ABC):
    """A readable file: its headers, then its blocks from any checkpoint on."""

    headers: tuple[str, ...]
    spreadsheet: bool  # times arrive as the date 1899-12-31 with a time
    start: int  # the offset of the first row

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
