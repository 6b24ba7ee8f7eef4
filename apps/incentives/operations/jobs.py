"""Calculating a large run as work of the worker: asked for, claimed by a lease, cancellable, taken over.

Reading and pricing happen outside any transaction and write nothing; then everything is stored in one. A
worker that is killed leaves nothing behind: when its lease has run out the next one begins anew, and the
token keeps a worker that was only slow from storing what another one has taken over.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.choices import JobState, RunState
from apps.incentives.models import PayoutRun, RunJob
from apps.incentives.operations.moving import require_state
from apps.incentives.operations.runs import calculate_run
from apps.incentives.queries.recalculating import material
from apps.people.clock import now
from apps.people.models import User
from apps.people.refusals import Refusal

LEASE: Final = timedelta(minutes=3)
LARGE: Final = 2000
"""From so many people on a run is calculated by the worker and not while somebody waits for the page."""

OPEN: Final = (JobState.WAITING, JobState.RUNNING)


class JobGone(Exception):
    """The job was cancelled, or another worker has taken it over."""


@transaction.atomic
def ask_calculation(
    *, run: PayoutRun, by: User, at: datetime, total: int = 0, apply_to: Collection[int] | None = None
) -> RunJob:
    """Have a run calculated by the worker. Refusals: `WrongState`, `JobOpen`."""
    require_state(run, RunState.DRAFT, RunState.CALCULATED)
    try:
        with transaction.atomic():
            job = RunJob.objects.create(
                run=run,
                run_version=run.version,
                apply_to=None if apply_to is None else sorted(apply_to),
                asked_by=by,
                asked_at=at,
                total=total,
            )
    except IntegrityError:
        raise refusals.JobOpen from None
    audit.record(verb="payout_run.calculation_asked", subject=run, by=by, at=at)
    return job


@transaction.atomic
def cancel_calculation(*, job: RunJob, by: User, at: datetime) -> RunJob:
    """Stop a job that waits or runs; nothing of it was or will be stored. Refusal: `JobEnded`."""
    stopped = RunJob.objects.filter(pk=job.pk, state__in=OPEN).update(
        state=JobState.CANCELLED, lease_until=None, ended_at=at
    )
    if not stopped:
        raise refusals.JobEnded
    audit.record(verb="payout_run.calculation_cancelled", subject=job.run, by=by, at=at)
    job.refresh_from_db()
    return job


def due_jobs(at: datetime) -> QuerySet[RunJob]:
    """Jobs that wait, or whose worker has been silent for longer than its lease."""
    silent = Q(state=JobState.RUNNING, lease_until__lt=at)
    return RunJob.objects.filter(Q(state=JobState.WAITING) | silent).order_by("asked_at", "pk")


def work_job(*, job_id: int) -> bool:
    """Claim a job and calculate its run. False where somebody else has it, or it ended without a result."""
    token = secrets.token_hex(16)
    claimed = (
        due_jobs(now())
        .filter(pk=job_id)
        .order_by()
        .update(
            state=JobState.RUNNING,
            token=token,
            lease_until=now() + LEASE,
            attempts=F("attempts") + 1,
            done=0,
        )
    )
    if not claimed:
        return False
    job = RunJob.objects.select_related("run__plan_version__plan", "asked_by").get(pk=job_id)
    try:
        _calculate(job, token)
    except JobGone:
        return False
    except Refusal as refusal:
        _mine(job_id, token).update(
            state=JobState.REFUSED, refusal=refusal.message, lease_until=None, ended_at=now()
        )
        return False
    return True


def _calculate(job: RunJob, token: str) -> None:
    run = job.run
    run.version = job.run_version
    found = material(run, apply_to=job.apply_to)
    people = 0 if found is None else len(found.facts)
    _beat(job, token, done=people, total=people)
    with transaction.atomic():
        calculate_run(run=run, by=job.asked_by, at=now(), apply_to=job.apply_to, found=found)
        ended = _mine(job.pk, token).update(state=JobState.DONE, lease_until=None, ended_at=now())
        if not ended:
            raise JobGone


def _beat(job: RunJob, token: str, *, done: int, total: int) -> None:
    """A sign of life with how far it is. Raises `JobGone`."""
    alive = _mine(job.pk, token).update(lease_until=now() + LEASE, done=done, total=total)
    if not alive:
        raise JobGone


def _mine(job_id: int, token: str) -> QuerySet[RunJob]:
    return RunJob.objects.filter(pk=job_id, state=JobState.RUNNING, token=token)
