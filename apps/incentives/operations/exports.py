"""Exporting a locked run for payroll:

The bytes are stored, so that a file is the same whenever it is fetched.
"""

import hashlib
from datetime import datetime

from django.db import transaction

from apps.incentives.choices import FileFormat, RunState
from apps.incentives.models import PayoutRun, PayrollFile
from apps.incentives.operations.moving import hold_run, move_run, require_state
from apps.incentives.payroll import PayrollRow, csv_bytes, xlsx_bytes
from apps.incentives.queries.payroll import payroll_rows
from apps.incentives.refusals import ExportBroken
from apps.people.models import User
from apps.people.written import day_text


@transaction.atomic
def export_run(*, run: PayoutRun, by: User, at: datetime) -> PayoutRun:
    """Make the payroll files of a locked run, CSV and XLSX, each once and for good.

    Whoever is paid more than 0 is in them; a negative total is never deducted. Refusals: `WrongState`,
    `RunChanged`, `ExportBroken` (someone without an employee number).
    """
    require_state(run, RunState.LOCKED)
    hold_run(run)
    rows = payroll_rows(run)
    nameless = [row.name for row in rows if not row.number]
    if nameless:
        raise ExportBroken(day=day_text(run.last_day), names=", ".join(nameless))
    contents = {
        FileFormat.CSV: csv_bytes(rows),
        FileFormat.XLSX: xlsx_bytes(rows, made_at=at),
    }
    files = [_file(run, kind, content, rows, at) for kind, content in contents.items()]
    PayrollFile.objects.bulk_create(files)
    return move_run(
        run,
        RunState.EXPORTED,
        verb="exported",
        by=by,
        at=at,
        after={
            "rows": len(rows),
            "total_minor": sum(row.minor for row in rows),
            "files": {file.filename: file.sha256 for file in files},
        },
        exported_by=by,
        exported_at=at,
    )


def _file(
    run: PayoutRun, kind: FileFormat, content: bytes, rows: list[PayrollRow], at: datetime
) -> PayrollFile:
    return PayrollFile(
        run=run,
        format=kind,
        filename=f"payroll-{run.plan_version.plan.code}-{run.month:%Y-%m}-{run.number}.{kind.value}",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=len(rows),
        total_minor=sum(row.minor for row in rows),
        made_at=at,
    )
