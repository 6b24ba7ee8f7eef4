"""JSON Lines: an object a line. Keys are columns, in the order in which they first appear.

The lines become a CSV once, which is then read like any other; a value is the text it is written as, so that
no number loses a digit.
"""

import csv
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from apps.intake.mapping.spec import Reading
from apps.intake.reading.prepared import prepared
from apps.intake.reading.table import FileRefused
from apps.intake.reading.text import LONGEST_RECORD, MOST_COLUMNS, TextTable


class JsonLinesTable(TextTable):
    """A file of JSON Lines. The first line is row 1: there is no header."""

    def __init__(self, path: Path) -> None:
        folder = prepared(path, "csv of json lines", partial(_write, path))
        super().__init__(folder / "content", Reading(delimiter=","))
        self.first_row = 1


def _write(path: Path, folder: Path) -> None:
    columns: dict[str, None] = {}
    for line, record in _records(path):
        columns.update(dict.fromkeys(record))
        if len(columns) > MOST_COLUMNS:
            raise FileRefused("too_many_columns", columns=len(columns), most=MOST_COLUMNS)
        for name, value in record.items():
            if isinstance(value, list | dict):
                raise FileRefused("json_nested", row=line, column=name[:80])
    if not columns:
        raise FileRefused("header_only")
    with (folder / "content").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(record.get(name)) for name in columns] for _, record in _records(path))


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object; a blank line is an object without values. FileRefused."""
    with path.open("rb") as file:
        line = 0
        while raw := file.readline(LONGEST_RECORD):
            line += 1
            yield line, _object(raw, line)


def _object(raw: bytes, line: int) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8-sig" if line == 1 else "utf-8").strip()
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str) if text else {}
    except UnicodeDecodeError as error:
        raise FileRefused("encoding", row=line) from error
    except (ValueError, RecursionError) as error:
        raise FileRefused("json_line", row=line) from error
    if not isinstance(found, dict):
        raise FileRefused("json_line", row=line)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
