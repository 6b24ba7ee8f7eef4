"""Errors, formulas without a value, and repeated cells of an OpenDocument sheet: its XML, parsed once."""

import zipfile
from pathlib import Path
from typing import Final
from xml.parsers import expat

from apps.intake.sheets.marks import CELL_ERROR, FORMULA_WITHOUT_VALUE, Marks
from apps.intake.sheets.refused import Refused

PIECE: Final = 1024 * 1024
MOST_CELLS: Final = 20_000_000  # filled ones, each repetition counted
Attributes = dict[str, str]


def ods_marks(path: Path) -> dict[str, Marks]:
    """The marks of every sheet by its name. Refused where cells are repeated without end."""
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        while piece := file.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    return walk.marks


class _Walk:
    """Where the parser is: in which row and cell of which sheet."""

    def __init__(self) -> None:
        self.marks: dict[str, Marks] = {}
        self._sheet = Marks()
        self._row = self._next_row = 0
        self._column = self._next_column = 0
        self._filled = self._repeated = 0
        self._code = ""
        self._text = ""
        self._formula = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "table:table":
            self._sheet = self.marks.setdefault(attributes.get("table:name", ""), Marks())
            self._next_row = 0
        elif tag == "table:table-row":
            self._row = self._next_row
            self._repeated = int(attributes.get("table:number-rows-repeated", "1"))
            self._next_row += self._repeated
            self._next_column = 0
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._start_cell(attributes)

    def _start_cell(self, attributes: Attributes) -> None:
        self._column = self._next_column
        repeated = int(attributes.get("table:number-columns-repeated", "1"))
        self._next_column += repeated
        kind = attributes.get("calcext:value-type", attributes.get("office:value-type", ""))
        self._formula = attributes.get("table:formula", "")
        self._code, self._text = "", ""
        if kind == "error":
            self._code = CELL_ERROR
        elif self._formula and not kind:
            self._code = FORMULA_WITHOUT_VALUE
        if kind or self._formula:
            self._sheet.see(self._column)
            self._filled += repeated * self._repeated
            if self._filled > MOST_CELLS:
                raise Refused("too_many_cells", cells=MOST_CELLS)

    def text(self, text: str) -> None:
        if self._code:
            self._text += text

    def end(self, tag: str) -> None:
        if self._code and tag in {"table:table-cell", "table:covered-table-cell"}:
            text = self._text.strip() or "#?"
            if self._code == FORMULA_WITHOUT_VALUE:
                text = "=" + self._formula.partition("=")[2]
            for row in range(self._row, self._row + self._repeated):
                self._sheet.add(row, self._column, self._code, text)
            self._code = ""
