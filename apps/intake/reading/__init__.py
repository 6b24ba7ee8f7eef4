"""Files become tables of texts."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from apps.intake.mapping import Binding, Spec, bind
from apps.intake.mapping.spec import Reading
from apps.intake.reading.archive import unpacked
from apps.intake.reading.encodings import in_utf8
from apps.intake.reading.json_lines import JsonLinesTable
from apps.intake.reading.signature import JSON_LINES, TEXT, WORKBOOK, kind_of, may_be_spreadsheet
from apps.intake.reading.table import FIRST_ROW, Block, FileRefused, Table
from apps.intake.reading.text import TextTable
from apps.intake.reading.workbook import WorkbookTable

__all__ = ["FIRST_ROW", "Block", "FileRefused", "Table", "may_be_spreadsheet", "open_table", "open_unbound"]

_READERS: Final[dict[str, Callable[[Path, str, Reading], Table]]] = {
    TEXT: lambda path, _suffix, reading: TextTable(in_utf8(path, reading.encoding), reading),
    JSON_LINES: lambda path, _suffix, reading: JsonLinesTable(in_utf8(path, reading.encoding)),
    WORKBOOK: WorkbookTable,
}


def open_table(path: Path, filename: str, spec: Spec) -> tuple[Table, Binding]:
    """The file as a table, with the columns of the mapping found in it.

    FileRefused where it is empty, is not what its name says, lacks a required column, or has a header twice.
    """
    table = open_unbound(path, filename, spec.reading)
    binding = bind(spec, table.headers)
    if binding.twice:
        raise FileRefused("duplicate_header", headers=", ".join(binding.twice))
    if binding.missing:
        raise FileRefused("missing_column", columns=", ".join(binding.missing))
    if not table.has_rows():
        raise FileRefused("header_only")
    return table, binding


def open_unbound(path: Path, filename: str, reading: Reading) -> Table:
    """The file as a table, whatever its columns mean. FileRefused where it is none."""
    if not path.exists():
        raise FileRefused("file_gone")
    inside, name = unpacked(path, filename)
    return _READERS[kind_of(inside, name)](inside, Path(name).suffix.lower(), reading)
