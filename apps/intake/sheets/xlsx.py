"""Errors, formulas without a value, and long numbers of an XLSX sheet: its XML, looked through once."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from apps.intake.sheets.marks import CELL_ERROR, FORMULA_WITHOUT_VALUE, LONG_NUMBER, Marks
from apps.intake.sheets.refused import Refused

PIECE: Final = 1024 * 1024
LONGEST_CELL: Final = 100_000  # in the XML, with its tags; a longer one is text and no formula
CELL_DIGITS: Final = 16  # one more than a cell keeps
SMALL_PART: Final = 16 * PIECE  # of the workbook's own parts
TEXTS: Final = frozenset({b"s", b"str", b"inlineStr"})

_CELL: Final = re.compile(rb"<(?:\w+:)?c ([^>]*[^/>])>(.{0,4000}?)</(?:\w+:)?c>", re.DOTALL)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</)")
_ROW_START: Final = re.compile(  # the row, its blank cells, its first other cell
    rb"<(?:\w+:)?row\b[^>]*>\s*(?:<(?:\w+:)?c [^>]*/>\s*)*"
    rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})[0-9]+"(?:[^>]*[^/>])?>'
)
_LONG: Final = re.compile(rb"<(?:\w+:)?v>-?(?:[0-9]{16}|[0-9.]+E\+)")  # more digits than a cell can keep
_DIGITS: Final = bytes.maketrans(b"123456789", b"0" * 9)
_TYPE: Final = re.compile(rb'\bt="(\w+)"')
_NAMESPACE: Final = re.compile(r"\{[^}]*\}")


def xlsx_marks(path: Path, sheet: str) -> Marks:
    """The marks of a sheet."""
    marks = Marks()
    with zipfile.ZipFile(path) as archive:
        book = _parsed(archive, "xl/workbook.xml")
        about = [element for element in book.iter() if _tag(element) == "workbookPr"]
        marks.date_1904 = any(element.get("date1904") in {"1", "true"} for element in about)
        for piece in _pieces(archive, _part(archive, book, sheet)):
            _look_at(piece, marks)
    return marks


def _look_at(piece: bytes, marks: Marks) -> None:
    """Most pieces hold nothing to mark; a few looks for plain bytes tell so."""
    if marks.first_column:
        for match in _ROW_START.finditer(piece):
            marks.see(_number(match[1]))
    if b't="e"' in piece or b"<f" in piece or b":f" in piece or _has_long_number(piece):
        for cell in _CELL.finditer(piece):
            _judge(cell[1], cell[2], marks)


def _has_long_number(piece: bytes) -> bool:
    digits = piece.translate(_DIGITS)
    return b"E+" in piece or any(begin + b"0" * CELL_DIGITS in digits for begin in (b">", b">-"))


def _judge(about: bytes, inside: bytes, marks: Marks) -> None:
    kind, value = _TYPE.search(about), _VALUE.search(inside)
    said = kind[1] if kind else b"n"
    shown = value[1].decode("utf-8", "replace") if value else ""
    if said == b"e":
        code, text = CELL_ERROR, shown
    elif not shown and said != b"str" and (formula := _FORMULA.search(inside)):
        code, text = FORMULA_WITHOUT_VALUE, "=" + (formula[1] or b"").decode("utf-8", "replace")
    elif said not in TEXTS and value and _LONG.match(value[0]):
        code, text = LONG_NUMBER, f"{float(shown):.15G}"
    else:
        return
    place = _PLACE.search(about)
    if place is None:
        raise Refused("too_many_faults", text=text[:80])
    marks.add(int(place[2]) - 1, _number(place[1]), code, text)


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


def _parsed(archive: zipfile.ZipFile, part: str) -> ET.Element:
    """One of the workbook's own small parts; it has no entities, as was looked before."""
    with archive.open(part) as file:
        content = file.read(SMALL_PART)
    return ET.fromstring(content)  # noqa: S314


def _part(archive: zipfile.ZipFile, book: ET.Element, name: str) -> str:
    """The member that holds a sheet."""
    sheets = [element for element in book.iter() if _tag(element) == "sheet" and element.get("name") == name]
    ident = next(
        value for key, value in sheets[0].attrib.items() if _NAMESPACE.sub("", key) == "id" and "{" in key
    )
    links = _parsed(archive, "xl/_rels/workbook.xml.rels")
    target = next(link.get("Target", "") for link in links if link.get("Id") == ident)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tag(element: ET.Element) -> str:
    return _NAMESPACE.sub("", element.tag)


def _number(letters: bytes) -> int:
    """A column's letters as a number from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
