"""XLSX, XLS and ODS: one sheet, every cell as the text it stands for.

A time of day arrives as 1899-12-31 with the time, the spreadsheet's day zero. The sheet is read once, by a
process of its own under a limit on its memory (`intake/sheets`), into a file that is read in blocks.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from apps.intake.mapping.spec import Reading
from apps.intake.reading.prepared import prepared
from apps.intake.reading.table import Block, Fault, FileRefused, Table, long_cells
from apps.intake.tuning import MB, block_rows, most_unpacked_bytes, sheet_memory_bytes

PROGRAM: Final = "apps.intake.sheets"
PROJECT: Final = Path(__file__).resolve().parents[3]
LONGEST_SECONDS: Final = 300


class WorkbookTable(Table):
    """The chosen sheet of a workbook, or its only one."""

    spreadsheet = True

    def __init__(self, path: Path, suffix: str, reading: Reading) -> None:
        want = {"sheet": reading.sheet}
        folder = prepared(path, f"{suffix} {want}", partial(_run, path, suffix, want))
        result = _result(folder)
        self._cells = folder / "cells.arrow"
        self._before = reading.first_column - 1
        self._height: int = result["height"]
        self.end = self._height
        self.start = reading.header_row
        self.first_row = reading.header_row + 1
        self.date_1904 = result["date_1904"]
        if not self._height:
            raise FileRefused("empty_file")
        if self._height < self.start or result["columns"] <= self._before:
            raise FileRefused("no_header", row=reading.header_row, column=reading.first_column)
        self.headers = tuple(text.strip() for text in self._slice(self.start - 1, 1).row(0))
        self._faults = _by_row(result["faults"], self._before)

    def has_rows(self) -> bool:
        """See `Table.has_rows`."""
        return self._height > self.start

    def blocks(self, offset: int, row: int) -> Iterator[Block]:
        """See `Table.blocks`."""
        size = block_rows()
        while offset < self._height:
            frame = self._slice(offset, size)
            faults = [
                Fault(index=at - offset, column=fault.column, code=fault.code, text=fault.text)
                for at, fault in self._faults
                if offset <= at < offset + frame.height
            ]
            frame = _with_numbers(frame, faults)
            offset += frame.height
            rows = pl.Series("row", range(row, row + frame.height), dtype=pl.Int64)
            row += frame.height
            found = [fault for fault in faults if fault.code != "long_number"]
            yield Block(
                frame=frame,
                rows=rows,
                next_offset=offset,
                has_nul=_any(frame, pl.all().str.contains("\x00", literal=True)),
                faults=(*found, *long_cells(frame)),
                ascii=not _any(frame, pl.all().str.len_bytes() != pl.all().str.len_chars()),
            )

    def _slice(self, offset: int, size: int) -> pl.DataFrame:
        frame = pl.scan_ipc(self._cells).slice(offset, size).collect()
        return frame.select(
            pl.col(name).alias(str(n)) for n, name in enumerate(frame.columns[self._before :])
        )


def look_at_sheets(path: Path, suffix: str, rows: int) -> list[dict[str, Any]]:
    """Every sheet of a workbook: name, hidden, rows, first (rows of texts). FileRefused."""
    folder = prepared(path, f"{suffix} look {rows}", partial(_run, path, suffix, {"look": rows}))
    sheets: list[dict[str, Any]] = _result(folder)["sheets"]
    return sheets


def _run(path: Path, suffix: str, want: dict[str, Any], folder: Path) -> None:
    """Have the workbook read; what stops that process is the workbook's size, whatever it claims to hold."""
    command = [
        sys.executable,
        "-m",
        PROGRAM,
        str(path.resolve()),
        suffix,
        str(folder.resolve()),
        str(sheet_memory_bytes()),
        json.dumps(want),
    ]
    frugal = {**os.environ, "POLARS_MAX_THREADS": "1", "RUST_BACKTRACE": "0"}
    too_large = FileRefused("too_large_unpacked", megabytes=most_unpacked_bytes() // MB)
    try:
        done = subprocess.run(  # noqa: S603 — our own program, no shell
            command, cwd=PROJECT, env=frugal, check=False, capture_output=True, timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired as expired:
        raise too_large from expired
    if done.returncode:
        raise too_large if _ran_out(done) else FileRefused("broken_workbook")


def _ran_out(done: "subprocess.CompletedProcess[bytes]") -> bool:
    """Whether it was its memory: stopped by a signal, or told so by Python or Rust."""
    words = (b"MemoryError", b"memory allocation", b"capacity overflow")
    return done.returncode < 0 or any(word in done.stderr for word in words)


def _result(folder: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if "refused" in result:
        raise FileRefused(result["refused"], **result["values"])
    return result


def _by_row(raw: list[list[Any]], first_column: int) -> list[tuple[int, Fault]]:
    return [
        (row, Fault(index=row, column=column - first_column, code=code, text=text))
        for row, column, code, text in raw
        if column >= first_column
    ]


def _with_numbers(frame: pl.DataFrame, faults: list[Fault]) -> pl.DataFrame:
    """Long numbers as the file has them, 1.23E+15: written out they would look like an id that is whole."""
    for column in {fault.column for fault in faults if fault.code == "long_number"}:
        texts = frame[str(column)].to_list()
        for fault in faults:
            if fault.column == column and fault.code == "long_number":
                texts[fault.index] = fault.text
        frame = frame.with_columns(pl.Series(str(column), texts, dtype=pl.String))
    return frame


def _any(frame: pl.DataFrame, found: pl.Expr) -> bool:
    return any(frame.select(found.any()).row(0))
