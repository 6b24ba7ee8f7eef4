"""Files for payroll, stored as they were made: the payment, its reversal, and the mapping they follow."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.choices import FileFormat, FileKind, RunState
from apps.incentives.models import PayoutRun, PayrollFile, PayrollMapping
from apps.incentives.operations.moving import hold_run, move_run, raise_changed, require_state
from apps.incentives.payroll import Mapped, PayrollRow, csv_bytes, pack_rows, read_mapping, xlsx_bytes
from apps.incentives.queries.payroll import by_file, exported_rows, mapping_in_force, payroll_rows
from apps.incentives.queries.settling import locked_runs
from apps.people.clock import local_day
from apps.people.models import User
from apps.people.written import day_text


@transaction.atomic
def export_run(*, run: PayoutRun, by: User, at: datetime) -> PayoutRun:
    """Make the payroll files of a locked run, CSV and XLSX for each currency and entity, once and for good.

    Whoever is paid more than 0 is in them; a negative total is never deducted. Refusals: `WrongState`,
    `RunChanged`, `ExportBroken` (someone without an employee number).
    """
    require_state(run, RunState.LOCKED)
    hold_run(run)
    rows = payroll_rows(run, paid=local_day(at))
    nameless = [row.name for row in rows if not row.number]
    if nameless:
        raise refusals.ExportBroken(day=day_text(run.last_day), names=", ".join(nameless))
    version, mapped = mapping_in_force()
    files = list(_files(run, rows, mapped, version, at=at, kind=FileKind.PAYMENT))
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
            "mapping": version,
            "files": {file.filename: file.sha256 for file in files},
        },
        exported_by=by,
        exported_at=at,
    )


@transaction.atomic
def reverse_run(*, run: PayoutRun, reason: str, by: User, at: datetime) -> PayoutRun:
    """Take an exported run back: files with the exact negatives, and as if the run had paid nothing.

    The month can then be run again. Refusals: `ReasonNeeded`, `WrongState`, `Reversed`, `LaterRunLocked`,
    `RunChanged`.
    """
    if not reason.strip():
        raise refusals.ReasonNeeded
    require_state(run, RunState.EXPORTED, RunState.ACKNOWLEDGED)
    if run.reversed_at is not None:
        raise refusals.Reversed
    hold_run(run)
    if locked_runs(run.plan_version.plan).filter(settled_runs__gt=run.settled_runs).exists():
        raise refusals.LaterRunLocked
    first = run.files.filter(kind=FileKind.PAYMENT).order_by("pk").first()
    rows = [replace(row, minor=-row.minor) for row in exported_rows(run)]
    version, mapped = mapping_of(first)
    files = list(_files(run, rows, mapped, version, at=at, kind=FileKind.REVERSAL))
    PayrollFile.objects.bulk_create(files)
    moved = PayoutRun.objects.matching(run).update(
        version=F("version") + 1, reversed_by=by, reversed_at=at, reversal=reason.strip()
    )
    if not moved:
        raise_changed(run)
    audit.record(
        verb="payout_run.reversed",
        subject=run,
        by=by,
        at=at,
        after={
            "total_minor": sum(row.minor for row in rows),
            "files": {file.filename: file.sha256 for file in files},
        },
        reason=reason.strip(),
    )
    run.refresh_from_db()
    return run


def mapping_of(file: PayrollFile | None) -> tuple[int, Mapped]:
    """The mapping a file was made by: a reversal follows the payment's."""
    found = None
    if file is not None:
        found = PayrollMapping.objects.filter(version=file.mapping_version).first()
    return mapping_in_force() if found is None else (found.version, read_mapping(found.spec))


@transaction.atomic
def change_mapping(*, spec: Any, seen: int, by: User, at: datetime) -> PayrollMapping:
    """The next version of payroll's mapping; files that were made stay as they are.

    `seen` is the version its editor saw. Refusals: `MappingWrong`, `DraftChanged`, `SpecWrong`.
    """
    read_mapping(spec)
    last = PayrollMapping.objects.aggregate(last=Max("version"))["last"] or 0
    if last != seen:
        raise refusals.DraftChanged
    row = PayrollMapping.objects.create(version=last + 1, spec=spec, by=by, at=at)
    audit.record(verb="payroll_mapping.changed", subject=row, by=by, at=at, after={"spec": spec})
    return row


def _files(
    run: PayoutRun, rows: list[PayrollRow], mapped: Mapped, version: int, *, at: datetime, kind: FileKind
) -> Iterator[PayrollFile]:
    for currency, entity, some in by_file(rows, run.plan_version.plan.currency):
        contents = {
            FileFormat.CSV: csv_bytes(some, mapped),
            FileFormat.XLSX: xlsx_bytes(some, mapped, made_at=at),
        }
        for form, content in contents.items():
            yield PayrollFile(
                run=run,
                format=form,
                kind=kind,
                currency=currency,
                legal_entity=entity,
                mapping_version=version,
                filename=_filename(run, currency, entity, kind, form),
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                rows=len(some),
                total_minor=sum(row.minor for row in some),
                people=pack_rows(some),
                made_at=at,
            )


def _filename(run: PayoutRun, currency: str, entity: str, kind: FileKind, form: FileFormat) -> str:
    """What the file is, never an amount or a name: `payroll-sales-hk-2026-10-1-HK01-HKD.csv`."""
    word = "payroll" if kind is FileKind.PAYMENT else "reversal"
    place = re.sub(r"[^A-Za-z0-9_-]+", "_", entity)
    parts = [word, run.plan_version.plan.code, f"{run.month:%Y-%m}", str(run.number), place, currency]
    return "-".join(part for part in parts if part) + f".{form.value}"
