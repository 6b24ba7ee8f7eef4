"""A row of a stored file as it stood there, customers masked."""

from dataclasses import dataclass

from apps.intake.matching.customers import label
from apps.intake.models import Batch
from apps.intake.profile import start_of
from apps.intake.reading import FileRefused
from apps.intake.work import Work, open_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell with its header. `mapped`: the mapping reads it."""

    header: str
    text: str
    mapped: bool


def original_row(batch: Batch, row: int) -> list[Cell] | None:
    """The cells of a row; None where the file is gone or has no such row. The file is read up to it."""
    try:
        work, table = open_work(batch)
        for block in table.blocks(*start_of(table)):
            first = int(block.rows[0])
            if row < first + block.frame.height:
                return _cells(work, block.frame.row(row - first)) if row >= first else None
    except (FileRefused, OSError):
        return None
    return None


def _cells(work: Work, texts: tuple[str, ...]) -> list[Cell]:
    masks = {
        header: rule.customer
        for rule in work.spec.records
        if rule.customer is not None
        for header in work.binding.headers_of(rule.customer.column)
    }
    mapped = {header for column in work.spec.columns for header in work.binding.headers_of(column.name)}
    return [
        Cell(
            header=name,
            text=label(text, masks[name].by, raw=masks[name].raw) if name in masks and text else text,
            mapped=name in mapped,
        )
        for name, text in zip(work.names, texts, strict=False)
    ]
