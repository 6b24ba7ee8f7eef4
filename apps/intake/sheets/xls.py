"""Errors of an XLS sheet: the records of its stream, looked through once."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from apps.intake.sheets.marks import CELL_ERROR, Marks

END: Final = 0xFFFFFFF8  # sector numbers from here on say that a chain ends
DIRECTORY_ENTRY: Final = 128
BOF, EOF, BOUNDSHEET, DATEMODE, FORMULA, BOOLERR = 0x0809, 0x000A, 0x0085, 0x0022, 0x0006, 0x0205
CELLS: Final = frozenset({0x0203, 0x0204, 0x00FD, 0x027E, 0x00BD, FORMULA, BOOLERR})
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
Records = Iterator[tuple[int, bytes]]


def xls_marks(path: Path, sheet: str) -> Marks:
    """The marks of a sheet; none where the stream is not where it should be (the reader then refuses)."""
    marks = Marks()
    stream = _stream(path.read_bytes())
    for kind, body in _records(stream, 0):
        if kind == DATEMODE:
            marks.date_1904 = body[:1] == b"\x01"
        elif kind == BOUNDSHEET and _name(body) == sheet:
            _look_at(_records(stream, int.from_bytes(body[:4], "little")), marks)
    return marks


def _look_at(records: Records, marks: Marks) -> None:
    for kind, body in records:
        if kind not in CELLS:
            continue
        row, column = struct.unpack_from("<HH", body)
        marks.see(column)
        error = _error(kind, body)
        if error is not None:
            marks.add(row, column, CELL_ERROR, ERRORS.get(error, "#?"))


def _error(kind: int, body: bytes) -> int | None:
    if kind == BOOLERR and body[7]:
        return body[6]
    if kind == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None


def _records(stream: bytes, at: int) -> Records:
    """The records from a place up to the end of that part, and of the parts inside it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == BOF) - (kind == EOF)
        if kind == EOF and not depth:
            return
        if len(body) < size:
            return
        yield kind, body


def _name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return body[8:].decode("utf-16-le" if wide else "latin-1")[:length]


def _stream(content: bytes) -> bytes:
    """The workbook's stream of a compound file."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    table = _table(content, size)
    directory = _chain(content, size, table, struct.unpack_from("<I", content, 48)[0])
    for at in range(0, len(directory), DIRECTORY_ENTRY):
        entry = directory[at : at + DIRECTORY_ENTRY]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in {"Workbook", "Book"}:
            start, bytes_ = struct.unpack_from("<II", entry, 116)
            return _chain(content, size, table, start)[:bytes_]
    return b""


def _table(content: bytes, size: int) -> list[int]:
    """The allocation table: each sector's next."""
    places = list(struct.unpack_from("<109I", content, 76))
    more, count = struct.unpack_from("<II", content, 68)
    each = size // 4
    while more < END and count:
        block = struct.unpack_from(f"<{each}I", content, (more + 1) * size)
        places += block[:-1]
        more, count = block[-1], count - 1
    table: list[int] = []
    for place in places:
        if place < END:
            table += struct.unpack_from(f"<{each}I", content, (place + 1) * size)
    return table


def _chain(content: bytes, size: int, table: list[int], sector: int) -> bytes:
    found = bytearray()
    while sector < len(table) and len(found) <= len(content):
        found += content[(sector + 1) * size : (sector + 2) * size]
        sector = table[sector]
    return bytes(found)
