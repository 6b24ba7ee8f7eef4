"""CSV and its relatives in UTF-8: comma, semicolon or tab, in blocks cut at record borders."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl
from polars.exceptions import PolarsError

from apps.intake.mapping.spec import Reading
from apps.intake.reading.table import Block, Fault, FileRefused, Table, long_cells
from apps.intake.tuning import MB, block_bytes

BOM: Final = b"\xef\xbb\xbf"
QUOTE: Final = b'"'
NEWLINE: Final = b"\n"
NUL: Final = b"\x00"
LONGEST_RECORD: Final = 40 * MB  # beyond this without an end, a quotation mark was never closed
MOST_COLUMNS: Final = 1000
LONGEST_LINE: Final = MB  # of what stands before the header
ERRORS: Final = ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
_ERROR_BYTES: Final = tuple(error.encode() for error in ERRORS)
csv.field_size_limit(LONGEST_RECORD)


class TextTable(Table):
    """A delimited text file."""

    spreadsheet = False

    def __init__(self, path: Path, reading: Reading) -> None:
        self._path = path
        self.end = path.stat().st_size
        self._before = reading.first_column - 1
        with path.open("rb") as file:
            lead = len(BOM) if file.read(len(BOM)) == BOM else 0
            file.seek(lead)
            for _ in range(reading.header_row - 1):  # lines, as what stands before a table is no table
                lead += len(_line(file))
            first = next(_record_blocks(file, 1, lead, whole=False), b"")
        self.start = lead + len(first)
        self.first_row = reading.header_row + 1
        text = _decoded(first, row=reading.header_row)
        self.delimiter = reading.delimiter if reading.delimiter != "auto" else delimiter_of(text)
        cells = [cell.strip() for cell in _cells(text, self.delimiter)]
        self._width = len(cells)
        if self._width > MOST_COLUMNS:
            raise FileRefused("too_many_columns", columns=self._width, most=MOST_COLUMNS)
        self.headers = tuple(cells[self._before :])
        if not self.headers:
            raise FileRefused("no_header", row=reading.header_row, column=reading.first_column)

    def blocks(self, offset: int, row: int) -> Iterator[Block]:
        """See `Table.blocks`."""
        with self._path.open("rb") as file:
            file.seek(offset)
            for chunk in _record_blocks(file, block_bytes(), offset):
                offset += len(chunk)
                block = self._block(chunk, row, offset)
                row += block.frame.height
                yield block

    def has_rows(self) -> bool:
        """See `Table.has_rows`."""
        with self._path.open("rb") as file:
            file.seek(self.start)
            return any(piece.strip() for piece in iter(lambda: file.read(MB), b""))

    def _block(self, chunk: bytes, row: int, next_offset: int) -> Block:
        text = _decoded(chunk, row=row)
        frame, ragged = self._parse(chunk, text)
        if self._before:
            frame = frame.select(pl.nth(range(self._before, self._width)))
            frame.columns = [str(n) for n in range(frame.width)]
        return Block(
            frame=frame,
            rows=pl.Series("row", range(row, row + frame.height), dtype=pl.Int64),
            next_offset=next_offset,
            has_nul=NUL in chunk,
            ragged=ragged,
            faults=(*long_cells(frame), *_errors(frame, chunk)),
            ascii=chunk.isascii(),
        )

    def _parse(self, chunk: bytes, text: str) -> tuple[pl.DataFrame, dict[int, int]]:
        """Fast where every row has its cells; else record by record, which tells who has too few or many."""
        frame = self._fast(chunk)
        if frame is not None:
            return frame, {}
        return self._exact(text)

    def _fast(self, chunk: bytes) -> pl.DataFrame | None:
        width = self._width
        names = [str(n) for n in range(width + 1)]  # one more, to see longer rows
        try:
            frame = pl.read_csv(
                chunk,
                has_header=False,
                separator=self.delimiter,
                schema=dict.fromkeys(names, pl.String),
                empty_string_is_null=False,
                extra_columns="ignore",
                missing_columns="insert",
            )
        except PolarsError:
            return None
        separators = chunk.count(self.delimiter.encode())
        longer = (frame[names[-1]].fill_null("") != "").any()
        if longer or separators != frame.height * (width - 1):
            return None
        return frame.drop(names[-1])

    def _exact(self, text: str) -> tuple[pl.DataFrame, dict[int, int]]:
        width = self._width
        ragged: dict[int, int] = {}
        records: list[list[str]] = []
        for n, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)):
            if cells and (len(cells) < width or any(cells[width:])):
                ragged[n] = len(cells)
            records.append((cells + [""] * width)[:width])
        schema = {str(n): pl.String for n in range(width)}
        return pl.DataFrame(records, schema=schema, orient="row"), ragged


def _record_blocks(file: BinaryIO, size: int, offset: int, *, whole: bool = True) -> Iterator[bytes]:
    """Pieces of about `size` bytes that end where a record ends: at a newline with quotes in pairs before it.

    With `whole` false the end of the first record is looked for (the header line).
    """
    rest, looked, open_ = (
        b"",
        0,
        False,
    )  # `looked`: bytes of the rest without a border; whether a quote is open
    while True:
        piece = file.read(size if whole else max(size, 65536, len(rest)))
        rest += piece
        if not piece:
            if rest.count(QUOTE) % 2:
                raise FileRefused("unterminated_quote", byte=offset)
            if rest:
                yield rest
            return
        border = _last_border if whole else _first_border
        if cut := border(rest, looked, open_=open_):
            yield rest[:cut]
            offset += cut
            rest, looked, open_ = rest[cut:], 0, False
            continue
        open_ ^= rest.count(QUOTE, looked) % 2 == 1
        looked = len(rest)
        if looked > LONGEST_RECORD:
            raise FileRefused("unterminated_quote" if open_ else "endless_record", byte=offset)


def _last_border(piece: bytes, start: int = 0, *, open_: bool = False) -> int:
    """The position after the last newline outside quotes from `start` on, or 0; `open_`: a quote is there."""
    inside = (piece.count(QUOTE, start) + open_) % 2 == 1
    end = len(piece)
    while end > start:
        quote = piece.rfind(QUOTE, start, end)
        if not inside and (at := piece.rfind(NEWLINE, max(quote, start), end)) >= 0:
            return at + 1
        if quote < 0:
            return 0
        end, inside = quote, not inside
    return 0


def _first_border(piece: bytes, start: int = 0, *, open_: bool = False) -> int:
    """The position after the first newline outside quotes from `start` on, or 0."""
    inside = open_
    while start < len(piece):
        quote = piece.find(QUOTE, start)
        stop = quote if quote >= 0 else len(piece)
        if not inside and (at := piece.find(NEWLINE, start, stop)) >= 0:
            return at + 1
        start, inside = stop + 1, not inside
    return 0


def _decoded(chunk: bytes, *, row: int) -> str:
    try:
        return chunk.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused("encoding", row=row + chunk.count(NEWLINE, 0, error.start)) from error


def _cells(text: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def delimiter_of(header: str) -> str:
    """The one the header line holds most of; a comma where it holds none."""
    return max((",", ";", "\t"), key=lambda mark: len(_cells(header, mark)))


def _line(file: BinaryIO) -> bytes:
    line = file.readline(LONGEST_LINE)
    if len(line) == LONGEST_LINE and not line.endswith(NEWLINE):
        raise FileRefused("no_header", row=1, column=1)
    return line


def _errors(frame: pl.DataFrame, chunk: bytes) -> Iterator[Fault]:
    """Cells that hold a spreadsheet's error instead of a value."""
    if not any(error in chunk for error in _ERROR_BYTES):
        return
    for n, name in enumerate(frame.columns):
        for index in frame[name].str.strip_chars().is_in(ERRORS).arg_true():
            yield Fault(index=index, column=n, code="cell_error", text=frame[name][index].strip())
