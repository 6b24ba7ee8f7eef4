"""Files as exports and spreadsheets write them, for tests: workbooks, archives, and damaged ones."""

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final
from xml.sax.saxutils import escape

import xlsxwriter

Row = Sequence[Any]
FORMATS: Final = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss"}
_SECTOR: Final = 512


def xlsx(*rows: Row, sheets: int = 1, at: tuple[int, int] = (0, 0), hidden: int = 0, **options: Any) -> bytes:
    """A workbook of equal sheets with the rows, the first cell at row and column `at`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, **options}) as book:
        formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
        for n in range(sheets + hidden):
            sheet = book.add_worksheet()
            if n >= sheets:
                sheet.hide()
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    kind = type(cell)
                    if kind in FORMATS:
                        sheet.write_datetime(at[0] + y, at[1] + x, cell, formats[kind])
                    else:
                        sheet.write(at[0] + y, at[1] + x, cell)
    return buffer.getvalue()


def edited(archive: bytes, part: str, old: str, new: str) -> bytes:
    """An archive with a text in one of its members replaced; the text has to be there."""
    found = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == part:
                assert old.encode() in content, f"{part} does not hold {old}"
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(entry, content)
    return found.getvalue()


def zipped(**members: bytes) -> bytes:
    """A zip archive of the members, by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ods(*rows: Row, sheets: Sequence[str] = ("Sheet1",), raw: str = "") -> bytes:
    """An OpenDocument spreadsheet. `raw`: XML of further rows."""
    table = (
        "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows) + raw
    )
    tables = "".join(f'<table:table table:name="{name}">{table}</table:table>' for name in sheets)
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(**{"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content.encode()})


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, datetime):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    text = escape(str(cell))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def xls(*rows: Row, encrypted: bool = False) -> bytes:
    """A workbook of Excel 97 with one sheet: texts, numbers, errors (such as "#N/A") and blanks."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    width = max((len(row) for row in rows), default=0)
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            sheet += _xls_cell(y, x, cell)
    sheet += _record(0x000A, b"")
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += _record(0x002F, b"\x01\x00" + b"\x00" * 52) if encrypted else b""
    begin += _record(0x0042, struct.pack("<H", 1200))
    name = b"Sheet1"
    place = len(begin) + 4 + 6 + 2 + len(name) + 4
    begin += _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name)
    begin += _record(0x000A, b"")
    return compound({"Workbook": begin + sheet})


ERRORS: Final = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#N/A": 0x2A,
}


def _xls_cell(y: int, x: int, cell: Any) -> bytes:
    where = struct.pack("<HHH", y, x, 0)
    if cell is None:
        return b""
    if cell in ERRORS:
        return _record(0x0205, where + struct.pack("<BB", ERRORS[cell], 1))
    if isinstance(cell, int | float):
        return _record(0x0203, where + struct.pack("<d", cell))
    text = str(cell).encode("utf-16-le")
    return _record(0x0204, where + struct.pack("<HB", len(text) // 2, 1) + text)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE); each stream is padded to the size from which it has sectors of its own."""
    padded = {name: _padded(content, 4096) for name, content in streams.items()}
    sectors = b""
    chains: list[int] = []
    starts: dict[str, int] = {}
    for name, content in padded.items():
        starts[name] = len(chains)
        count = len(content) // _SECTOR
        chains += [*range(len(chains) + 1, len(chains) + count), 0xFFFFFFFE]
        sectors += content
    directory = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    for n, name in enumerate(padded):
        directory += _entry(
            name, 2, 0xFFFFFFFF, starts[name], len(padded[name]), right=n + 2 if n + 1 < len(padded) else None
        )
    directory = _padded(directory, _SECTOR)
    first = len(chains)
    count = len(directory) // _SECTOR
    chains += [*range(first + 1, first + count), 0xFFFFFFFE]
    sectors += directory
    tables = -(-(len(chains) + 1) // 128)
    place = len(chains)
    chains += [0xFFFFFFFD] * tables
    table = _padded(struct.pack(f"<{len(chains)}I", *chains), _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", *[place + n if n < tables else 0xFFFFFFFF for n in range(109)])
    return header + sectors + table


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int | None = None) -> bytes:
    text = (name + "\x00").encode("utf-16-le")
    after = 0xFFFFFFFF if right is None else right
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, after, child)
        + b"\x00" * 36
        + struct.pack("<IQ", start, size)
    )


def _padded(content: bytes, size: int, with_: bytes = b"\x00") -> bytes:
    return content + with_ * (-len(content) % size)
