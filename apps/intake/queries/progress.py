"""How a batch gets on: while its file is read, while it is tried for the preview, while it is imported."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apps.intake.choices import BatchState
from apps.intake.models import Batch

WHOLE: Final = 1000  # shares are in thousandths
SOON: Final = timedelta(seconds=1)  # before that a pace says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is. Pace and time left are None until they are known; `read`: rows done in this step.

    `step`: read, try or import. `share`: thousandths done; of the file's bytes while nobody knows its rows.
    """

    batch_id: int
    state: str
    step: str
    read: int
    total_rows: int | None
    share: int | None
    rows_per_second: int | None
    seconds_left: int | None

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all of it."""
        return None if self.share is None else self.share * 100 // WHOLE


def batch_progress(batch_id: int) -> Progress:
    """How far a batch is, from its own row. Raises Batch.DoesNotExist."""
    return progress_of(Batch.objects.get(pk=batch_id))


def progress_of(batch: Batch) -> Progress:
    """The same of a batch that was read already."""
    return _reading(batch) if batch.state == BatchState.PROFILING else _importing(batch)


def _reading(batch: Batch) -> Progress:
    spent = _spent(batch.seen_since, batch.heartbeat_at)
    share = batch.seen_share
    left = None
    if spent is not None and share:
        left = int(spent.total_seconds() * (WHOLE - share) / share)
    return Progress(
        batch_id=batch.pk,
        state=batch.state,
        step=batch.seen_step,
        read=batch.seen_rows,
        total_rows=None,
        share=share,
        rows_per_second=_pace(batch.seen_rows, spent),
        seconds_left=left,
    )


def _importing(batch: Batch) -> Progress:
    # The last sign of life came when a block was begun: at that moment `seen_rows` were done.
    done, until = (
        (batch.read, batch.finished_at) if batch.finished_at else (batch.seen_rows, batch.heartbeat_at)
    )
    rate = _pace(done, _spent(batch.started_at, until))
    left = max(0, (batch.total_rows or 0) - batch.read)
    return Progress(
        batch_id=batch.pk,
        state=batch.state,
        step="import",
        read=batch.read,
        total_rows=batch.total_rows,
        share=batch.read * WHOLE // batch.total_rows if batch.total_rows else None,
        rows_per_second=rate,
        seconds_left=left // rate if rate and batch.state == BatchState.IMPORTING else None,
    )


def _spent(began: datetime | None, until: datetime | None) -> timedelta | None:
    if began is None or until is None or until - began < SOON:
        return None
    return until - began


def _pace(rows: int, spent: timedelta | None) -> int | None:
    return int(rows / max(spent.total_seconds(), 0.001)) if rows and spent is not None else None
