"""What people decide about a batch: import it, refuse it, stop it, take it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake import doorbell
from apps.intake.choices import BatchState, RowFate
from apps.intake.merging import Retracted, Waiting, retract
from apps.intake.models import Batch, HeldRow
from apps.intake.operations.importing import hold_source
from apps.intake.queries import topics_of
from apps.people import changes
from apps.people.models import User
from apps.people.refusals import Refusal

STOPPABLE = (BatchState.IMPORTING, BatchState.FAILED)
REFUSABLE = (BatchState.RECEIVED, BatchState.PROFILING, BatchState.READY, BatchState.HELD)


class BatchMoved(Refusal):
    """The batch is in another state by now."""

    sentence = _("This batch is %(state)s by now; look at it again.")


class ReasonMissing(Refusal):
    """A reason is asked for."""

    sentence = _("Please give a reason: it is kept in the audit trail.")
    field = "reason"


def _moved(batch: Batch) -> BatchMoved:
    current = Batch.objects.get(pk=batch.pk)
    return BatchMoved(state=current.get_state_display())


@transaction.atomic
def start_import(*, batch: Batch, by: User | None, at: datetime) -> None:
    """Import a batch that is ready, or resume one that failed."""
    started = Batch.objects.filter(pk=batch.pk, state__in=(BatchState.READY, BatchState.FAILED)).update(
        state=BatchState.IMPORTING, lease_until=None, finished_at=None, error_code="", error_values={}
    )
    if not started:
        raise _moved(batch)
    audit.record(verb="batch.started", subject=batch, by=by, at=at)
    doorbell.ring(batch.pk)


@transaction.atomic
def release_batch(*, batch: Batch, reason: str, by: User, at: datetime) -> None:
    """Let a held batch go on although it is beyond the limits of its source."""
    if not reason.strip():
        raise ReasonMissing
    released = Batch.objects.filter(pk=batch.pk, state=BatchState.HELD).update(
        state=BatchState.READY, auto_import=True, error_code="", error_values={}
    )
    if not released:
        raise _moved(batch)
    audit.record(verb="batch.released", subject=batch, by=by, at=at, reason=reason.strip())
    doorbell.ring(batch.pk)


@transaction.atomic
def refuse_batch(*, batch: Batch, reason: str, by: User, at: datetime) -> None:
    """Do not import a batch; nothing of it has been written."""
    if not reason.strip():
        raise ReasonMissing
    refused = Batch.objects.filter(pk=batch.pk, state__in=REFUSABLE).update(
        state=BatchState.REFUSED,
        lease_until=None,  # a worker that is reading it stops at its next sign of life
        finished_at=at,
        error_code="refused_by_person",
        error_values={"reason": reason.strip()},
    )
    if not refused:
        raise _moved(batch)
    audit.record(verb="batch.refused", subject=batch, by=by, at=at, reason=reason.strip())


@transaction.atomic
def cancel_batch(*, batch: Batch, by: User, at: datetime) -> Retracted:
    """Stop an import, also while a worker is at it, and undo what it has written."""
    cancelled = Batch.objects.filter(pk=batch.pk, state__in=STOPPABLE).update(
        state=BatchState.CANCELLED, lease_until=None, finished_at=at
    )
    if not cancelled:
        raise _moved(batch)
    return _take_back(batch, verb="batch.cancelled", reason="", by=by, at=at)


@transaction.atomic
def withdraw_batch(*, batch: Batch, reason: str, by: User, at: datetime) -> Retracted:
    """Take an imported batch back: what it added goes, what it replaced returns.

    Rows of closed or frozen days stay as they are and wait in the correction queue.
    """
    if not reason.strip():
        raise ReasonMissing
    withdrawn = Batch.objects.filter(pk=batch.pk, state=BatchState.IMPORTED).update(
        state=BatchState.WITHDRAWN, finished_at=at
    )
    if not withdrawn:
        raise _moved(batch)
    return _take_back(batch, verb="batch.withdrawn", reason=reason.strip(), by=by, at=at)


def _take_back(batch: Batch, *, verb: str, reason: str, by: User, at: datetime) -> Retracted:
    hold_source(batch.source_id)
    done = retract(batch, sorted(topics_of(batch.mapping.spec)), None, pass_freezes=False)
    _queue(batch, done.waiting)
    changes.write(rows=done.touched, cause=f"batch {batch.pk}", at=at)
    after = {"gone": done.gone, "restored": done.restored, "waiting": len(done.waiting)}
    audit.record(verb=verb, subject=batch, by=by, at=at, after=after, reason=reason)
    return done


def _queue(batch: Batch, waiting: tuple[Waiting, ...]) -> None:
    """Rows whose withdrawal must be accepted. A row that was parked before has a line already."""
    rows = [
        HeldRow(
            batch=batch,
            row=item.row,
            fate=RowFate.QUEUED,
            code="withdrawal_waits",
            value=item.day.isoformat(),
            values={"reason": item.reason},
        )
        for item in waiting
    ]
    HeldRow.objects.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["batch", "row"],
        update_fields=["fate", "code", "value", "values", "settled_at"],
    )
