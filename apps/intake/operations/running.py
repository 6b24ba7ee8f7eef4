"""What a worker does with a batch from the bell to the end."""

import logging
import os
import socket
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError

from apps.intake.choices import BatchState
from apps.intake.faults import fault_code, is_database_full
from apps.intake.models import Batch
from apps.intake.operations.following import follow_calls
from apps.intake.operations.importing import import_batch
from apps.intake.operations.leases import Lease, LeaseLost, claim_batch, held_by
from apps.intake.operations.profiling import Clock, profile_batch
from apps.intake.reading import FileRefused
from apps.intake.storage import stored_path
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
    steps = {BatchState.PROFILING: profile_batch, BatchState.IMPORTING: _import}
    try:
        steps[BatchState(lease.state)](lease=lease, clock=clock)
    except LeaseLost:
        log.warning("batch %s: another worker has it, or it was cancelled", lease.batch_id)
    except FileRefused as refused:
        _stop(lease, refused.code, refused.values, at=clock())
    except OSError as error:
        _stop_at_fault(lease, error, at=clock())
    except (OperationalError, InterfaceError) as error:
        # Gone or busy: nothing can be noted; the lease runs out, and the next round goes on from the
        # checkpoint. Full: somebody has to make room first.
        if isinstance(error, OperationalError) and is_database_full(error):
            _try_to_stop(lease, "database_full", at=clock())
        raise
    except Exception:
        _stop(lease, "unexpected", {}, at=clock())
        raise


def _import(*, lease: Lease, clock: Clock) -> None:
    import_batch(lease=lease, clock=clock)
    follow_calls(batch_id=lease.batch_id, at=clock())


def _stop_at_fault(lease: Lease, error: OSError, *, at: datetime) -> None:
    """The disk is full, or the file is gone: said as such. What nobody expects is logged whole."""
    stored = Batch.objects.select_related("file").get(pk=lease.batch_id).file
    code = fault_code(error, stored_path(stored))
    _stop(lease, code or "unexpected", {}, at=at)
    if code is None:
        raise error
    log.error("batch %s stopped: %s", lease.batch_id, error)


def _try_to_stop(lease: Lease, code: str, *, at: datetime) -> None:
    """Note it where even that is possible."""
    try:
        _stop(lease, code, {}, at=at)
    except DatabaseError:
        log.error("batch %s: %s, and not even that can be noted", lease.batch_id, code)


def _stop(lease: Lease, code: str, values: dict[str, object], *, at: datetime) -> None:
    """A profile that cannot be finished refuses the file; an import that cannot be, may be resumed."""
    state = BatchState.REFUSED if lease.state == BatchState.PROFILING else BatchState.FAILED
    held_by(lease).update(state=state, lease_until=None, finished_at=at, error_code=code, error_values=values)
