"""What a worker does with a batch from the bell to the end."""

import logging
import os
import socket
from datetime import datetime

from django.db import OperationalError

from apps.intake.choices import BatchState
from apps.intake.operations.importing import import_batch
from apps.intake.operations.leases import Lease, LeaseLost, claim_batch, held_by
from apps.intake.operations.profiling import Clock, profile_batch
from apps.intake.reading import FileRefused
from apps.people.clock import now

log = logging.getLogger(__name__)


def this_worker() -> str:
    """A name for this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_batch(*, batch_id: int, worker: str = "", clock: Clock = now) -> bool:
    """Claim a batch and work on it while there is something to do. False where nothing was to be had.

    The clock is passed in because a batch may take minutes, and the lease is about them.
    """
    worked = False
    while lease := claim_batch(worker=worker or this_worker(), at=clock(), batch_id=batch_id):
        worked = True
        _work(lease, clock)
    return worked


def _work(lease: Lease, clock: Clock) -> None:
    steps = {BatchState.PROFILING: profile_batch, BatchState.IMPORTING: import_batch}
    try:
        steps[BatchState(lease.state)](lease=lease, clock=clock)
    except LeaseLost:
        log.warning("batch %s: another worker has it, or it was cancelled", lease.batch_id)
    except FileRefused as refused:
        _stop(lease, refused.code, refused.values, at=clock())
    except OperationalError:
        # The database is gone or busy: nothing to note there; the lease runs out and the sweeper rings again.
        raise
    except Exception:
        _stop(lease, "unexpected", {}, at=clock())
        raise


def _stop(lease: Lease, code: str, values: dict[str, object], *, at: datetime) -> None:
    """A profile that cannot be finished refuses the file; an import that cannot be, may be resumed."""
    state = BatchState.REFUSED if lease.state == BatchState.PROFILING else BatchState.FAILED
    held_by(lease).update(state=state, lease_until=None, finished_at=at, error_code=code, error_values=values)
