"""Held rows as a file: as they stood in the file, then where, why, and what to do."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import xlsxwriter

from apps.intake.added import added_columns
from apps.intake.models import HeldRow
from apps.intake.queries.rows import reason_of

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FIGURE: Final = re.compile(r"[+-][0-9.,:() -]*")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_WORKBOOK: Final = 100_000


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def inert(text: str) -> str:
    """Text that a spreadsheet will not run as a formula; numbers stay numbers: the row may come back."""
    return f"'{text}" if text.startswith(_FORMULA) and not _FIGURE.fullmatch(text) else text


def csv_lines(columns: Sequence[str], rows: Iterable[HeldRow]) -> Iterator[str]:
    """Lines of CSV with a mark for UTF-8 in front. `columns` in the order of the file.

    The columns that are added have names the file does not have: it can be mended and brought again as it is.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([inert(name) for name in _head(columns)])
    for held in rows:
        yield writer.writerow([inert(cell) for cell in _cells(columns, held)])


def workbook(columns: Sequence[str], rows: Iterable[HeldRow]) -> bytes:
    """The same as XLSX, every cell a text: nothing is run, no id becomes a number."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, name in enumerate(_head(columns)):
            sheet.write_string(0, place, name)
        for number, held in enumerate(rows, start=1):
            if number > MOST_IN_WORKBOOK:
                break
            for place, cell in enumerate(_cells(columns, held)):
                sheet.write_string(number, place, cell)
    return target.getvalue()


def _head(columns: Sequence[str]) -> list[str]:
    return [*columns, *added_columns(tuple(columns))]


def _cells(columns: Sequence[str], held: HeldRow) -> list[str]:
    texts = [str(held.raw.get(name, "")) for name in columns]
    return [*texts, str(held.row), *reason_of(held)]
