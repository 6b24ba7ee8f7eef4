"""Reads one sheet of a workbook into columns of texts. Run as a program, never imported by the portal.

A workbook is read in a process of its own, under a limit on its memory: what a file claims to hold (a cell at
the far corner of the sheet, a member that unpacks without end) stops this process and nothing else. It knows
nothing of Django.

    python -I sheets.py FILE SUFFIX FOLDER BYTES {"sheet": "…"} | {"look": 60}

It writes FOLDER/result.json, and FOLDER/cells.arrow for a sheet.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import fastexcel
import polars as pl

PIECE: Final = 1024 * 1024
MOST_COLUMNS: Final = 1000
MOST_FAULTS: Final = 200_000
BATCH_ROWS: Final = 20_000
LONGEST_CELL: Final = 100_000  # in the XML, with its tags; a longer one is text and no formula

_CELL: Final = re.compile(rb"<(?:\w+:)?c ([^>]*?)>(.{0,4000}?)</(?:\w+:)?c>", re.DOTALL)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</)")
_ROW_START: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*>\s*<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})[0-9]')
_TYPE: Final = re.compile(rb'\bt="(\w+)"')
_NS: Final = re.compile(r"\{[^}]*\}")


class Refused(Exception):
    """The workbook cannot be read: a code of the portal's reasons and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.result = {"refused": code, "values": values}


def main(path: Path, suffix: str, folder: Path, want: dict[str, Any]) -> None:
    """Write what is wanted, or why it cannot be had."""
    try:
        refuse_entities(path, suffix)
        book = fastexcel.read_excel(path)
        result = (
            look(book, want["look"]) if "look" in want else convert(path, suffix, book, want["sheet"], folder)
        )
    except Refused as refused:
        result = refused.result
    except fastexcel.FastExcelError as error:
        code = "encrypted" if "assword" in str(error) or "ncrypt" in str(error) else "broken_workbook"
        result = {"refused": code, "values": {}}
    except (zipfile.BadZipFile, ET.ParseError, ValueError, KeyError, OSError):
        result = {"refused": "broken_workbook", "values": {}}
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def look(book: fastexcel.ExcelReader, rows: int) -> dict[str, Any]:
    """Every sheet: name, whether it is hidden, its rows, and the first of them as texts."""
    sheets = []
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=rows, dtypes="string")
        first = texts(sheet) if sheet.width else pl.DataFrame()
        sheets.append(
            {
                "name": name,
                "hidden": sheet.visible != "visible",
                "rows": sheet.total_height,
                "first": [list(row) for row in first.rows()],
            }
        )
        del sheet, first
    return {"sheets": sheets}


def convert(
    path: Path, suffix: str, book: fastexcel.ExcelReader, wanted: str, folder: Path
) -> dict[str, Any]:
    """The sheet as `cells.arrow`, and the cells that are no values."""
    name = choose(book.sheet_names, wanted)
    found = Marks(path, name) if suffix == ".xlsx" else None
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.width:
        raise Refused("empty_file")
    if sheet.width > MOST_COLUMNS:
        raise Refused("too_many_columns", columns=sheet.width, most=MOST_COLUMNS)
    cells = texts(sheet)
    del sheet
    if found and found.first_column:
        blank = [pl.lit("").alias(f"before {n}") for n in range(found.first_column)]
        cells = cells.select(*blank, pl.all())
    cells.columns = [str(n) for n in range(cells.width)]
    cells.write_ipc(folder / "cells.arrow", record_batch_size=BATCH_ROWS)
    return {
        "height": cells.height,
        "columns": cells.width,
        "faults": found.faults if found else [],
        "date_1904": bool(found and found.date_1904),
    }


def texts(sheet: fastexcel.ExcelSheet) -> pl.DataFrame:
    """Its cells as texts, blank as ""."""
    return sheet.to_polars().with_columns(pl.all().cast(pl.String).fill_null(""))


def choose(sheets: list[str], wanted: str) -> str:
    """The sheet by its name, or the only one."""
    if wanted:
        if wanted not in sheets:
            raise Refused("no_such_sheet", sheet=wanted, sheets=", ".join(sheets))
        return wanted
    if len(sheets) != 1:
        raise Refused("several_sheets", sheets=", ".join(sheets))
    return sheets[0]


def refuse_entities(path: Path, suffix: str) -> None:
    """A workbook has no use for a document type; with one come entities, from outside or without end."""
    if suffix == ".xls":
        return
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    if b"<!DOCTYPE" in part.read(65_536) or b"<!ENTITY" in part.read(0):
                        raise Refused("xml_entities")


class Marks:
    """What the reader does not tell of an XLSX sheet: errors, formulas without a value, its first column.

    `faults`: row and column (from 0), code and text.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.faults: list[tuple[int, int, str, str]] = []
        self.first_column = MOST_COLUMNS
        with zipfile.ZipFile(path) as archive:
            book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 — no entities: looked before
            self.date_1904 = any(
                element.get("date1904") in {"1", "true"}
                for element in book.iter()
                if _tag(element) == "workbookPr"
            )
            for piece in _pieces(archive, _part(archive, book, name)):
                self._look_at(piece)
        self.first_column %= MOST_COLUMNS

    def _look_at(self, piece: bytes) -> None:
        for match in _ROW_START.finditer(piece):
            if (column := _number(match[1])) < self.first_column:
                self.first_column = column
        if b't="e"' in piece or b"<f" in piece or b":f" in piece or b"E+" in piece:
            for cell in _CELL.finditer(piece):
                self._judge(cell[1], cell[2])

    def _judge(self, about: bytes, inside: bytes) -> None:
        place, kind, value = _PLACE.search(about), _TYPE.search(about), _VALUE.search(inside)
        shown = value[1].decode() if value else ""
        if kind and kind[1] == b"e":
            code, text = "cell_error", shown
        elif not shown and (formula := _FORMULA.search(inside)) and not (kind and kind[1] == b"str"):
            code, text = "formula_without_value", "=" + (formula[1] or b"").decode("utf-8", "replace")
        elif "E+" in shown and not (kind and kind[1] in {b"s", b"str", b"inlineStr"}):
            code, text = "long_number", shown
        else:
            return
        if place is None or len(self.faults) >= MOST_FAULTS:
            raise Refused("too_many_faults", text=text[:80])
        self.faults.append((int(place[2]) - 1, _number(place[1]), code, text[:300]))


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that end with a cell's end."""
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            rest += piece
            cut = max(rest.rfind(b"</c>"), rest.rfind(b":c>"), rest.rfind(b"</row>")) + 1
            if cut:
                cut = rest.index(b">", cut) + 1 if b">" in rest[cut:] else cut
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > 4 * PIECE:
                rest = rest[-LONGEST_CELL:]
    yield rest


def _part(archive: zipfile.ZipFile, book: ET.Element, name: str) -> str:
    """The member that holds a sheet."""
    sheets = [element for element in book.iter() if _tag(element) == "sheet" and element.get("name") == name]
    ident = next(value for key, value in sheets[0].attrib.items() if _NS.sub("", key) == "id" and "{" in key)
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next(link.get("Target", "") for link in links if link.get("Id") == ident)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tag(element: ET.Element) -> str:
    return _NS.sub("", element.tag)


def _number(letters: bytes) -> int:
    """A column's letters as a number from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


if __name__ == "__main__":
    limit = int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), json.loads(sys.argv[5]))
