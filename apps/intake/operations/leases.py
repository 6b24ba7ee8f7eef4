"""Who works on a batch: a lease with a fencing token, each step one conditional UPDATE.

The database holds every fact about the job; the broker is only the doorbell. A worker that was silent for
longer than its lease has lost the batch: the next one has a higher token, and the old one's writes fail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.db.models import F, Q, QuerySet

from apps.intake.alongside import alongside
from apps.intake.choices import BatchState
from apps.intake.models import Batch
from apps.intake.tuning import lease_seconds

BEATS: Final = 3  # signs of life in the time of one lease
T = TypeVar("T")


class LeaseLost(Exception):
    """Another worker has the batch, or someone cancelled it: stop, everything written so far stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on a batch in a state, until it is silent for too long."""

    batch_id: int
    token: int
    state: str  # profiling or importing


def waiting_batches(at: datetime) -> QuerySet[Batch]:
    """Batches that a worker may take now, oldest first."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    return Batch.objects.filter(
        Q(state=BatchState.RECEIVED)
        | Q(state=BatchState.READY, auto_import=True)
        | Q(state__in=(BatchState.PROFILING, BatchState.IMPORTING)) & free
    ).order_by("pk")


def claim_batch(*, worker: str, at: datetime, batch_id: int | None = None) -> Lease | None:
    """Take the oldest waiting batch, or the given one if it waits. None where there is nothing to take.

    `worker` is noted, for whoever wonders who has it.
    """
    waiting = waiting_batches(at)
    if batch_id is not None:
        waiting = waiting.filter(pk=batch_id)
    for batch in waiting:
        if lease := _claim(batch, worker, at):
            return lease
    return None


def _claim(batch: Batch, worker: str, at: datetime) -> Lease | None:
    state = BatchState.IMPORTING
    if batch.state in {BatchState.RECEIVED, BatchState.PROFILING}:
        state = BatchState.PROFILING
    # The pace of an import is counted from its own beginning, not from that of the preview before it.
    begins = state == BatchState.IMPORTING and not batch.read
    taken = (
        waiting_batches(at)
        .filter(pk=batch.pk, state=batch.state, token=batch.token)
        .update(
            state=state,
            token=F("token") + 1,
            worker=worker[:60],
            lease_until=lease_end(at),
            heartbeat_at=at,
            started_at=at if begins else batch.started_at or at,
        )
    )
    return Lease(batch_id=batch.pk, token=batch.token + 1, state=state) if taken else None


def lease_end(at: datetime) -> datetime:
    """Until when a worker that was heard of now has the batch."""
    return at + timedelta(seconds=lease_seconds())


def held_by(lease: Lease) -> QuerySet[Batch]:
    """The batch, while the lease holds it: for conditional updates."""
    return Batch.objects.filter(pk=lease.batch_id, token=lease.token, state=lease.state)


def extend_lease(lease: Lease, *, at: datetime, **noted: Any) -> None:
    """Say that the worker is alive, and what else is to be noted of the batch. Raises LeaseLost."""
    if not held_by(lease).update(lease_until=lease_end(at), heartbeat_at=at, **noted):
        raise LeaseLost


def keep_lease(lease: Lease, clock: Callable[[], datetime], make: Callable[[], T]) -> T:
    """What `make` gives, however long it takes: the lease is extended meanwhile. Raises LeaseLost.

    For the steps of a file that are not taken in blocks. `make` must not touch the database.
    """
    return alongside(make, beat=lambda: extend_lease(lease, at=clock()), every=lease_seconds() / BEATS)
