"""Payroll's answer to a run's files: kept as it came, its differences shown, the run acknowledged."""

import hashlib
from datetime import datetime

from django.db import transaction

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.answers import differences, read_answer
from apps.incentives.choices import FileKind, RunState
from apps.incentives.models import PayoutRun, PayrollAnswer
from apps.incentives.operations.exports import mapping_of
from apps.incentives.operations.moving import hold_run, move_run, require_state
from apps.incentives.queries.payroll import exported_rows
from apps.people.models import User
from apps.people.written import money


@transaction.atomic
def receive_answer(*, run: PayoutRun, filename: str, content: bytes, by: User, at: datetime) -> PayrollAnswer:
    """Keep what payroll says it booked, with the differences to the run's files. Nothing else changes.

    Refusals: `WrongState`, `RunChanged`, `AnswerUnreadable`.
    """
    require_state(run, RunState.EXPORTED)
    hold_run(run)
    _version, mapped = mapping_of(run.files.filter(kind=FileKind.PAYMENT).order_by("pk").first())
    theirs = read_answer(content, mapped, run.plan_version.plan.currency)
    found = differences(exported_rows(run), theirs)
    answer = PayrollAnswer.objects.create(
        run=run,
        filename=filename[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        rows=len(theirs),
        total_minor=sum(theirs.values()),
        differences=[one.packed() for one in found],
        by=by,
        at=at,
    )
    audit.record(
        verb="payout_run.answered",
        subject=run,
        by=by,
        at=at,
        after={
            "rows": answer.rows,
            "total_minor": answer.total_minor,
            "differences": len(found),
            "sha256": answer.sha256,
        },
    )
    return answer


@transaction.atomic
def acknowledge_run(
    *, run: PayoutRun, by: User, at: datetime, total_minor: int | None = None, reason: str = ""
) -> PayoutRun:
    """Payroll has taken the files; `total_minor`, where given, is what payroll booked in all.

    Where payroll's last answer differs, a reason says why that is right. Refusals: `WrongState`,
    `ControlTotalDiffers`, `AnswerDiffers`, `RunChanged`.
    """
    require_state(run, RunState.EXPORTED)
    files = run.files.filter(kind=FileKind.PAYMENT, format="csv")
    total = sum(files.values_list("total_minor", flat=True))
    if total_minor is not None and total_minor != total:
        currency = run.plan_version.plan.currency
        raise refusals.ControlTotalDiffers(given=money(total_minor, currency), total=money(total, currency))
    answer = run.answers.order_by("-pk").first()
    if answer is not None and answer.differences and not reason.strip():
        raise refusals.AnswerDiffers(count=len(answer.differences))
    return move_run(
        run,
        RunState.ACKNOWLEDGED,
        verb="acknowledged",
        by=by,
        at=at,
        reason=reason.strip(),
        acknowledged_by=by,
        acknowledged_at=at,
    )
