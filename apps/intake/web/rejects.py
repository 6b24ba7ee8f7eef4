"""Held rows as a CSV file: as they stood in the file, then where, why, and what to do."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from apps.intake.models import HeldRow
from apps.intake.queries.rows import reason_of

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FIGURE: Final = re.compile(r"[+-][0-9.,:() -]*")


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
    added = [_free(name, columns) for name in (_("Row in the file"), _("Why not taken"), _("What to do"))]
    yield "\ufeff" + writer.writerow([inert(name) for name in (*columns, *added)])
    for held in rows:
        cells = [str(held.raw.get(name, "")) for name in columns]
        yield writer.writerow([inert(cell) for cell in (*cells, str(held.row), *reason_of(held))])


def _free(name: str, columns: Sequence[str]) -> str:
    while name in columns:
        name = f"{name} +"
    return name
