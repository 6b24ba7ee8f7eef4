"""XLSX: one sheet, every cell as the text it stands for.

A time of day arrives as 1899-12-31 with the time, the spreadsheet's day zero.
"""

from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from apps.intake.mapping.spec import Reading
from apps.intake.reading.table import Block, FileRefused, Table
from apps.intake.tuning import block_rows


class WorkbookTable(Table):
    """The chosen sheet of a workbook, or its only visible one."""

    spreadsheet = True
    start = 1  # the row after the header

    def __init__(self, path: Path, reading: Reading) -> None:
        cells = _sheet(path, reading.sheet)
        if not cells.height:
            raise FileRefused("empty_file")
        self.headers = tuple(text.strip() for text in cells.row(0))
        self._cells = cells

    def has_rows(self) -> bool:
        """See `Table.has_rows`."""
        return self._cells.height > self.start

    def blocks(self, offset: int, row: int) -> Iterator[Block]:
        """See `Table.blocks`."""
        size = block_rows()
        while offset < self._cells.height:
            frame = self._cells.slice(offset, size)
            offset += frame.height
            rows = pl.Series("row", range(row, row + frame.height), dtype=pl.Int64)
            row += frame.height
            yield Block(frame=frame, rows=rows, next_offset=offset)


def _sheet(path: Path, name: str) -> pl.DataFrame:
    try:
        book = fastexcel.read_excel(path)
        sheet = book.load_sheet(_choose(book, name), header_row=None, dtypes="string")
        cells = sheet.to_polars()
    except fastexcel.FastExcelError as error:
        raise FileRefused("broken_workbook") from error
    names = {column: str(n) for n, column in enumerate(cells.columns)}
    texts: pl.DataFrame = cells.rename(names).with_columns(pl.all().cast(pl.String).fill_null(""))
    return texts


def _choose(book: fastexcel.ExcelReader, name: str) -> str:
    sheets: list[str] = book.sheet_names
    if name:
        if name not in sheets:
            raise FileRefused("no_such_sheet", sheet=name, sheets=", ".join(sheets))
        return name
    if len(sheets) != 1:
        raise FileRefused("several_sheets", sheets=", ".join(sheets))
    return sheets[0]
