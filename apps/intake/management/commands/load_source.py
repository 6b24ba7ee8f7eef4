"""`manage.py load_source FILE`: make or change the source that a text file describes."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.intake.operations import load_source
from apps.people.clock import now
from apps.people.refusals import Refusal


class Command(BaseCommand):
    help = "Make or change a source from a file that export_source wrote; - reads from the standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")

    def handle(self, *, file: str, **_given: object) -> None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        try:
            loaded = load_source(text=text, by=None, at=now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        done = "connected" if loaded.created else "changed" if loaded.changed else "as it was"
        mapping = "new" if loaded.new_version else "as it was"
        self.stdout.write(
            f"{loaded.source.code}: {done}; mapping version {loaded.mapping.version}: {mapping}"
        )
