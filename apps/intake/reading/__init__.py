"""Files become tables of texts."""

from pathlib import Path

from apps.intake.mapping import Binding, Spec, bind
from apps.intake.mapping.spec import Reading
from apps.intake.reading.signature import kind_of
from apps.intake.reading.table import FIRST_ROW, Block, FileRefused, Table
from apps.intake.reading.text import TextTable
from apps.intake.reading.workbook import WorkbookTable

__all__ = ["FIRST_ROW", "Block", "FileRefused", "Table", "open_table", "open_unbound"]


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
    """The file as a table, whatever its columns are. FileRefused where it cannot be read."""
    if not path.exists():
        raise FileRefused("file_gone")
    readers: dict[str, type[TextTable | WorkbookTable]] = {"text": TextTable, "workbook": WorkbookTable}
    return readers[kind_of(path, filename)](path, reading)
