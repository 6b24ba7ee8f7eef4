"""A changed mapping on the files that came before: what it would make of them, and nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from apps.intake.choices import BatchState
from apps.intake.forecast import Forecast
from apps.intake.mapping import InvalidMapping
from apps.intake.models import Batch, Source, SourceDraft
from apps.intake.models import Mapping as MappingVersion
from apps.intake.operations.foreseeing import foresee
from apps.intake.profile import start_of
from apps.intake.reading import FileRefused
from apps.intake.work import open_work

MOST_FILES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTrial:
    """The first block of a past file under the mapping it was imported by, and under the draft's.

    `rows`: tried ones, of the file's `all_rows`. `refused`: why the file could not be read by the draft's.
    """

    batch: Batch
    rows: int
    all_rows: int
    before: Forecast | None
    after: Forecast | None
    refused: tuple[str, dict[str, Any]] | None = None
    wrong: str = ""  # where the draft's mapping is no mapping


def past_files(source: Source) -> QuerySet[Batch]:
    """The imported files of a source on which a mapping can be tried, the newest first."""
    imported = source.batches.filter(state=BatchState.IMPORTED).select_related("file", "mapping", "source")
    return imported.order_by("-pk")


def try_on_past(*, draft: SourceDraft, batch: Batch, at: datetime) -> PastTrial:
    """Try the first block of a file under both mappings, each in a transaction that is taken back."""
    rows, before = _foreseen(batch, batch.mapping.spec, at)
    total = batch.total_rows or rows
    try:
        tried, after = _foreseen(batch, draft.spec, at)
    except FileRefused as refused:
        said = refused.code, refused.values
        return PastTrial(batch=batch, rows=rows, all_rows=total, before=before, after=None, refused=said)
    except InvalidMapping as wrong:
        return PastTrial(
            batch=batch, rows=rows, all_rows=total, before=before, after=None, wrong=wrong.message
        )
    return PastTrial(batch=batch, rows=max(rows, tried), all_rows=total, before=before, after=after)


def _foreseen(batch: Batch, spec: dict[str, Any], at: datetime) -> tuple[int, Forecast]:
    """Rows of the first block, and what importing them would do now. FileRefused, InvalidMapping."""
    tried = Batch.objects.select_related("source", "file").get(pk=batch.pk)
    tried.mapping = MappingVersion(source=tried.source, version=0, spec=spec, created_at=at)
    work, table = open_work(tried)
    block = next(table.blocks(*start_of(table)), None)
    if block is None:
        return 0, Forecast()
    return block.frame.height, foresee(work, [work.judge.judge(block)])
