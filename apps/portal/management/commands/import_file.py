"""`manage.py import_file --source CODE FILE [--json]`; `--help` says what may be declared of the file.

Imports a file to its end without a worker, beside one too, then empties the change feed. The same file again
changes nothing. Exit status 1 where the file was refused or the import failed.
"""

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.intake.choices import BatchState, Way
from apps.intake.controls import control_of
from apps.intake.models import Batch, Source
from apps.intake.operations import receive_file, run_batch, start_import
from apps.intake.reasons import file_reason
from apps.metrics.operations import consume_all
from apps.people.clock import now
from apps.people.refusals import Refusal

COUNTS: Final = ("read", "accepted", "unchanged", "rejected", "parked", "queued", "skipped")
AT_WORK: Final = (BatchState.RECEIVED, BatchState.PROFILING, BatchState.READY, BatchState.IMPORTING)
LOOK_SECONDS: Final = 0.2


class Command(BaseCommand):
    help = "Import a file of a source to its end, without a worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, metavar="CODE")
        parser.add_argument("--covers-first", type=date.fromisoformat, metavar="DAY")
        parser.add_argument("--covers-last", type=date.fromisoformat, metavar="DAY")
        parser.add_argument("--rows", default="", metavar="N", help="refuse the file unless it holds so many")
        parser.add_argument("--sum", default="", metavar="X", help="refuse it unless its amounts sum up to X")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object")

    def handle(self, *, file: Path, source: str, as_json: bool, **given: Any) -> None:
        batch = _receive(file, source, given)
        _finish(batch)
        known = batch.was_known
        batch = Batch.objects.select_related("source").get(pk=batch.pk)
        consume_all()
        self.stdout.write(json.dumps(_report(batch, known=known)) if as_json else _text(batch, known=known))
        if batch.state != BatchState.IMPORTED:
            raise CommandError(" ".join(_reason(batch)))


def _receive(file: Path, code: str, given: Mapping[str, Any]) -> Batch:
    source = Source.objects.filter(code=code).first()
    if source is None:
        raise CommandError(_("There is no source “%(code)s”.") % {"code": code})
    if not file.is_file():
        raise CommandError(_("There is no file %(file)s.") % {"file": file})
    try:
        return receive_file(
            source=source,
            path=file,
            filename=file.name,
            auto_import=True,
            covers_first=given["covers_first"],
            covers_last=given["covers_last"],
            way=Way.COMMAND,
            control=control_of(source, rows=given["rows"], total=given["sum"]),
            by=None,
            at=now(),
        )
    except Refusal as refusal:
        raise CommandError(refusal.message) from refusal


def _finish(batch: Batch) -> None:
    """Work until the batch has come to its end; where a worker has it, wait for that one."""
    while True:
        state = Batch.objects.values_list("state", flat=True).get(pk=batch.pk)
        if state not in AT_WORK and state != BatchState.FAILED:
            return
        waits_for_a_person = state == BatchState.READY and not batch.auto_import
        if waits_for_a_person or (state == BatchState.FAILED and batch.was_known):
            start_import(batch=batch, by=None, at=now())
            batch.was_known = False  # resumed once; a second failure is the end
        elif state == BatchState.FAILED:
            return
        if not run_batch(batch_id=batch.pk):
            time.sleep(LOOK_SECONDS)


def _report(batch: Batch, *, known: bool) -> dict[str, Any]:
    counts = {name: getattr(batch, name) for name in COUNTS}
    sentence, remedy = _reason(batch)
    return {
        "batch": batch.pk,
        "source": batch.source.code,
        "file": batch.filename,
        "state": batch.state,
        "already_imported": known,
        **counts,
        "changed": batch.changed,
        "error": batch.error_code,
        "reason": sentence,
        "remedy": remedy,
    }


def _text(batch: Batch, *, known: bool) -> str:
    counts = ", ".join(f"{name} {getattr(batch, name)}" for name in COUNTS)
    state = batch.get_state_display()
    already = _(" (already imported, 0 changes)") if known else ""
    return f"{batch.filename}: {state}{already}\n{counts}"


def _reason(batch: Batch) -> tuple[str, str]:
    if not batch.error_code:
        return "", ""
    return file_reason(batch.error_code, batch.error_values)
