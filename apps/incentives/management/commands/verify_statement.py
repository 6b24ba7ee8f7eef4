"""`manage.py verify_statement FILE.json…`: recompute statements from their own inputs; needs no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.incentives.proof import NotAStatement, Verdict, verify


class Command(BaseCommand):
    help = "Recompute every amount of statements from the inputs in the files, and say where they differ."
    requires_system_checks: tuple[str, ...] = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json")

    def handle(self, *, files: list[Path], **_options: Any) -> None:
        refused = [file for file in files if not self._holds(file)]
        if refused:
            raise CommandError(f"{len(refused)} of {len(files)} do not prove themselves.")

    def _holds(self, file: Path) -> bool:
        try:
            verdict = verify(json.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except (NotAStatement, json.JSONDecodeError, UnicodeDecodeError) as error:
            self.stdout.write(f"{file}: no statement: {error}")
            return False
        self._say(file, verdict)
        return verdict.holds

    def _say(self, file: Path, verdict: Verdict) -> None:
        for one in verdict.differences:
            self.stdout.write(f"{file}: {one.where}: stated {one.stated}, recomputed {one.recomputed}")
        says = "matches" if verdict.hash_matches else "does not match: the document was altered"
        self.stdout.write(
            f"{file}: {verdict.lines} lines recomputed, {len(verdict.differences)} differ, "
            f"hash {verdict.stated_hash[:8]}… {says}"
        )
