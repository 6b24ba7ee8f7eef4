"""What a sample file turns out to be: for a person who connects it, before anything is declared.

Format, sheets, delimiter and where the table begins are found; of encodings, those under which the file reads
are shown with their text. `asks` names what a person has to say.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from apps.intake.mapping.spec import Reading
from apps.intake.reading import open_unbound
from apps.intake.reading.archive import unpacked
from apps.intake.reading.encodings import CODECS, Decoded, readable_as
from apps.intake.reading.signature import JSON_LINES, TEXT, WORKBOOK, kind_of
from apps.intake.reading.table import FileRefused
from apps.intake.reading.text import delimiter_of
from apps.intake.reading.workbook import look_at_sheets

ROWS_SHOWN: Final = 50
LOOKED_AT: Final = 60  # rows in which the header is looked for
SAMPLE_BYTES: Final = 512 * 1024
DELIMITERS: Final = (",", ";", "\t")
_NUMERIC: Final = re.compile(r"[+-]?[0-9][0-9.,:/ -]*(?:%|[AP]M)?", re.IGNORECASE)
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of a workbook. `rows`: how many it has, the header among them."""

    name: str
    hidden: bool
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A file, looked at.

    `format`: csv, tsv, txt, xlsx, xls, ods, jsonl, ndjson; `packed`: gz, zip or blank. `encodings`: those
    under which it reads, the likeliest first. `delimiters`: the likeliest first. `reading`: what is proposed,
    or was given. `asks`: "encoding" or "sheet", where a person has to say which. `headers`, `rows`,
    `first_row`: the table under `reading`, its first rows as texts, and the number of the first.
    """

    format: str
    packed: str
    encodings: tuple[Decoded, ...]
    delimiters: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    reading: Reading
    asks: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_row: int


def inspect_file(path: Path, filename: str, given: Reading | None = None) -> Inspection:
    """Look at a file. `given`: what a person has said by now; where nothing is given, all is proposed.

    FileRefused where no declaration could make it readable.
    """
    inside, name = unpacked(path, filename)
    kind = kind_of(inside, name)
    suffix = Path(name).suffix.lower()
    parts = {TEXT: _text, WORKBOOK: _workbook, JSON_LINES: _json_lines}[kind](inside, suffix, given)
    table = open_unbound(path, filename, parts.reading)
    first = next(table.blocks(table.start, table.first_row), None)
    return replace(
        parts,
        packed="" if inside == path else Path(filename).suffix.lower()[1:],
        headers=table.headers,
        rows=tuple(first.frame.head(ROWS_SHOWN).rows()) if first else (),
        first_row=table.first_row,
    )


def _found(suffix: str, reading: Reading, asks: tuple[str, ...]) -> Inspection:
    return Inspection(
        format=suffix[1:],
        packed="",
        encodings=(),
        delimiters=(),
        sheets=(),
        reading=reading,
        asks=asks,
        headers=(),
        rows=(),
        first_row=0,
    )


def _text(path: Path, suffix: str, given: Reading | None) -> Inspection:
    encodings = readable_as(path)
    if not encodings:
        raise FileRefused("encoding_none")
    reading = given or Reading(encoding=encodings[0].encoding)
    asks = () if given or encodings[0].encoding in {"utf-8", "utf-16"} else ("encoding",)
    lines = _first_lines(path, reading.encoding if given else encodings[0].encoding)
    delimiters = tuple(sorted(DELIMITERS, key=lambda mark: _regularity(lines, mark), reverse=True))
    if given is None:
        rows = _cells(lines, delimiters[0])
        header = header_of(rows)
        row, column = header
        own = delimiter_of(lines[row - 1] if row <= len(lines) else "") == delimiters[0]
        reading = replace(
            reading,
            delimiter="auto" if own else delimiters[0],
            header_row=row,
            first_column=column,
        )
    return replace(_found(suffix, reading, asks), encodings=encodings, delimiters=delimiters)


def _json_lines(_path: Path, suffix: str, given: Reading | None) -> Inspection:
    return _found(suffix, given or Reading(), ())


def _workbook(path: Path, suffix: str, given: Reading | None) -> Inspection:
    looked = look_at_sheets(path, suffix, LOOKED_AT)
    sheets = tuple(Sheet(name=each["name"], hidden=each["hidden"], rows=each["rows"]) for each in looked)
    visible = [each for each in looked if not each["hidden"] and each["rows"]]
    likeliest = max(visible or looked, key=lambda each: each["rows"])
    reading = given
    asks: tuple[str, ...] = ()
    if reading is None:
        row, column = header_of(likeliest["first"])
        several = len(sheets) > 1
        reading = Reading(sheet=likeliest["name"] if several else "", header_row=row, first_column=column)
        asks = ("sheet",) if several else ()
    return replace(_found(suffix, reading, asks), sheets=sheets)


def _first_lines(path: Path, encoding: str) -> list[str]:
    with path.open("rb") as file:
        text = file.read(SAMPLE_BYTES).decode(CODECS[encoding], "ignore").lstrip("\ufeff")
    return text.splitlines()[:LOOKED_AT]


def _cells(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    return [next(csv.reader(io.StringIO(line), delimiter=delimiter), []) for line in lines]


def _regularity(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many lines agree in how many cells; one cell a line says nothing."""
    widths = Counter(len(cells) for cells in _cells(lines, delimiter) if len(cells) > 1)
    return max(((count * width, width) for width, count in widths.items()), default=(0, 0))


def header_of(rows: Rows) -> tuple[int, int]:
    """Row and column, from 1, where a table begins: the first row of words as wide as others."""
    filled = [[cell.strip() for cell in row] for row in rows]
    widths = [sum(1 for cell in row if cell) for row in filled]
    usual = max(widths, default=0)
    for n, row in enumerate(filled):
        words = [cell for cell in row if cell]
        if widths[n] * 10 >= usual * 7 and words and not any(map(_NUMERIC.fullmatch, words)):
            return n + 1, next(at for at, cell in enumerate(row) if cell) + 1
    return 1, 1
