"""A sheet as columns of texts, or a look at all sheets."""

import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

import fastexcel
import polars as pl

from apps.intake.sheets.marks import Marks
from apps.intake.sheets.ods import ods_marks
from apps.intake.sheets.refused import Refused
from apps.intake.sheets.xls import xls_marks
from apps.intake.sheets.xlsx import xlsx_marks

MOST_COLUMNS: Final = 1000
BATCH_ROWS: Final = 20_000
PROLOGUE: Final = 65_536
MarksOf = Callable[[str], Marks]  # by the name of a sheet
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ET.ParseError,
    expat.ExpatError,
    ValueError,
    LookupError,
    StopIteration,
    OSError,
)
ODS_TIME: Final = r"^PT([0-9]+)H([0-9]+)M([0-9]+)(?:\.[0-9]+)?S$"


def main(path: Path, suffix: str, folder: Path, want: dict[str, Any]) -> None:
    """Write what is wanted, or why it cannot be had."""
    try:
        refuse_entities(path, suffix)
        marks = marks_of(path, suffix)
        named = folder / f"book{suffix}"  # the reader goes by the suffix, which stored files do not have
        named.symlink_to(path)
        book = fastexcel.read_excel(named)
        if "look" in want:
            result = look(book, marks, want["look"])
        else:
            result = convert(book, marks, suffix, want["sheet"], folder)
    except Refused as refused:
        result = refused.result
    except fastexcel.FastExcelError as error:
        code = "encrypted" if "assword" in str(error) or "ncrypt" in str(error) else "broken_workbook"
        result = {"refused": code, "values": {}}
    except BROKEN:
        result = {"refused": "broken_workbook", "values": {}}
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def marks_of(path: Path, suffix: str) -> MarksOf:
    """What is asked for a sheet's marks; of an OpenDocument all are known before the reader opens it."""
    if suffix == ".ods":
        return ods_marks(path).__getitem__
    return partial(xlsx_marks if suffix == ".xlsx" else xls_marks, path)


def look(book: fastexcel.ExcelReader, marks: MarksOf, rows: int) -> dict[str, Any]:
    """Every sheet: name, whether it is hidden, its rows, and the first of them as texts."""
    sheets = []
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=rows, dtypes="string")
        before = [""] * marks(name).before
        first = texts(sheet) if sheet.width else pl.DataFrame()
        sheets.append(
            {
                "name": name,
                "hidden": sheet.visible != "visible",
                "rows": sheet.total_height,
                "first": [[*before, *row] for row in first.rows()],
            }
        )
        del sheet, first
    return {"sheets": sheets}


def convert(
    book: fastexcel.ExcelReader, marks: MarksOf, suffix: str, wanted: str, folder: Path
) -> dict[str, Any]:
    """The sheet as `cells.arrow`, and the cells that are no values."""
    name = choose(book.sheet_names, wanted)
    found = marks(name)
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.width:
        raise Refused("empty_file")
    if sheet.width > MOST_COLUMNS:
        raise Refused("too_many_columns", columns=sheet.width, most=MOST_COLUMNS)
    cells = texts(sheet)
    del sheet
    if suffix == ".ods":
        cells = cells.with_columns(pl.all().str.replace(ODS_TIME, "${1}:${2}:${3}"))
    blank = [pl.lit("").alias(f"before {n}") for n in range(found.before)]
    cells = cells.select(*blank, pl.all())
    cells.columns = [str(n) for n in range(cells.width)]
    cells.write_ipc(folder / "cells.arrow", record_batch_size=BATCH_ROWS)
    return {
        "height": cells.height,
        "columns": cells.width,
        "faults": found.faults,
        "date_1904": found.date_1904,
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
                    if b"<!DOCTYPE" in part.read(PROLOGUE):
                        raise Refused("xml_entities")
