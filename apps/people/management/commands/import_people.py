"""`manage.py import_people FILE [--from DATE] [--dry-run] [--json]`."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.people.clock import now
from apps.people.operations.roster import RosterResult, import_roster
from apps.people.refusals import Refusal


class Command(BaseCommand):
    help = "Import a roster of people (CSV in UTF-8 or XLSX): all of the file, or nothing of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--from",
            dest="default_start",
            type=date.fromisoformat,
            help="the first day of rows without one, as 2026-03-31",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")

    def handle(
        self, *, file: Path, default_start: date | None, dry_run: bool, json: bool, **_options: Any
    ) -> None:
        try:
            result = import_roster(file=file, default_start=default_start, dry_run=dry_run, by=None, at=now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        self.stdout.write(_as_json(result) if json else _as_text(result, dry_run=dry_run))
        if result.errors:
            raise CommandError(
                _("Nothing was imported: correct the rows named above, and import the file again.")
            )


def _as_json(result: RosterResult) -> str:
    counts = {key: value for key, value in asdict(result).items() if key not in {"errors", "warnings"}}
    lists = {
        name: [
            {"row": e.row, "column": e.column, "value": e.value, "code": e.code, "message": e.message}
            for e in found
        ]
        for name, found in (("errors", result.errors), ("warnings", result.warnings))
    }
    return json.dumps({**counts, **lists}, ensure_ascii=False)


def _as_text(result: RosterResult, *, dry_run: bool) -> str:
    lines = [
        f"row {e.row}, {e.column or '-'} {e.value!r}: {e.message}" for e in (*result.errors, *result.warnings)
    ]
    lines += [f"column {header!r} is not used" for header in result.unknown]
    if not result.errors:
        verb = "would be " if dry_run else ""
        lines.append(
            f"read {result.read} rows: {result.created} people {verb}created, {result.changed} changed,"
            f" {result.unchanged} unchanged, {result.teams} teams {verb}created"
        )
    return "\n".join(lines)
