"""From a file to rows of text. A file that is not what it says is refused before anything is written."""

import csv
import io
import zipfile
from dataclasses import dataclass
from typing import Final

import fastexcel
from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal
from apps.people.roster.columns import match_columns

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_ROWS: Final = 50_000
_OLE: Final = b"\xd0\xcf\x11\xe0"  # encrypted workbooks and the old XLS


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A row as the file has it; `number` is its line in the file, the header being 1."""

    number: int
    cells: dict[str, str]  # known column → text, trimmed of nothing
    too_long: bool  # more cells than headers


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """What was read: rows that are not blank, the columns that were known, and the headers that were not."""

    rows: tuple[SourceRow, ...]
    columns: frozenset[str]
    unknown: tuple[str, ...]


class FileEmpty(Refusal):
    """A roster has people."""

    sentence = _("The file has no rows of people.")
    field = "file"


class FileTooLarge(Refusal):
    """A roster has a size that a roster has."""

    sentence = _("The file is larger than a roster of %(rows)d people can be. Split it.")
    field = "file"


class NotARoster(Refusal):
    """Only CSV and XLSX are read."""

    sentence = _("This is neither a CSV nor an XLSX file, whatever its name says. Save it as one of the two.")
    field = "file"


class WorkbookProtected(Refusal):
    """A workbook with a password, or of the old kind, cannot be read."""

    sentence = _(
        "The workbook is protected by a password or of the old XLS kind. Save it as XLSX without one."
    )
    field = "file"


class NotUtf8(Refusal):
    """Another encoding is never guessed."""

    sentence = _(
        "The file is not in UTF-8 (line %(line)d cannot be read). Save it as “CSV UTF-8”, or as XLSX."
    )
    field = "file"


class QuoteOpen(Refusal):
    """A quotation mark that never closes swallows the rows after it."""

    sentence = _("A quotation mark in line %(line)d is not closed. Close it, or remove it.")
    field = "file"


class SeveralSheets(Refusal):
    """Which sheet is meant is not guessed."""

    sentence = _("The workbook has several sheets with rows: %(sheets)s. Keep only the one with the people.")
    field = "file"


def read_roster(content: bytes) -> RosterFile:
    """Read a CSV (UTF-8, or UTF-16 with its mark; comma, semicolon or tab) or an XLSX file, by what it is."""
    return _rows(read_table(content))


def read_table(content: bytes) -> list[tuple[int, list[str]]]:
    """The rows of such a file that are not blank, each with its line, as text; whatever its columns are."""
    if len(content) > MAX_BYTES:
        raise FileTooLarge(rows=MAX_ROWS)
    table = _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    if len(table) > MAX_ROWS + 1:
        raise FileTooLarge(rows=MAX_ROWS)
    return table


def _rows(table: list[tuple[int, list[str]]]) -> RosterFile:
    if not table:
        raise FileEmpty
    headers = table[0][1]
    places, unknown = match_columns(headers)
    rows = tuple(_row(line, cells, places, len(headers)) for line, cells in table[1:])
    if not rows:
        raise FileEmpty
    return RosterFile(rows=rows, columns=frozenset(places), unknown=tuple(unknown))


def _row(line: int, cells: list[str], places: dict[str, int], width: int) -> SourceRow:
    known = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
    return SourceRow(number=line, cells=known, too_long=any(cell.strip() for cell in cells[width:]))


def _csv(content: bytes) -> list[tuple[int, list[str]]]:
    if content.startswith(_OLE):
        raise WorkbookProtected
    text = _text(content)
    if text.lstrip().startswith("<") or "\x00" in text:
        raise NotARoster
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    table: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                table.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise QuoteOpen(line=line) from error
    return table


def _text(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotUtf8(line=content[: error.start].count(b"\n") + 1) from error


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _xlsx(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise FileTooLarge(rows=MAX_ROWS)
        return _sheet(fastexcel.read_excel(content))
    except (zipfile.BadZipFile, fastexcel.FastExcelError) as error:
        raise NotARoster from error


def _sheet(workbook: fastexcel.ExcelReader) -> list[tuple[int, list[str]]]:
    tables = {name: _filled(workbook, name) for name in workbook.sheet_names}
    filled = {name: table for name, table in tables.items() if table}
    if len(filled) > 1:
        raise SeveralSheets(sheets=", ".join(filled))
    return next(iter(filled.values()), [])


def _filled(workbook: fastexcel.ExcelReader, name: str) -> list[tuple[int, list[str]]]:
    sheet = workbook.load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True
    )
    if not sheet.width:
        return []
    rows = [[cell or "" for cell in row] for row in sheet.to_polars().rows()]
    return [(line, cells) for line, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells)]
