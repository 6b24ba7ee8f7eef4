"""`manage.py build_demo [--small]`: the demo company, with its progress as lines."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.people.clock import now
from apps.people.refusals import Refusal
from apps.portal.demo.build import build
from apps.portal.demo.failures import DemoFailed
from apps.portal.demo.progress import note_progress


class Command(BaseCommand):
    help = "Build the demo company, or finish one that was broken off. Again: finds it whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="a third of the agents and three months: for tests"
        )

    def handle(self, *, small: bool, **_options: Any) -> None:
        try:
            build(small=small, folder=Path(settings.HOME) / "demo", now=now(), say=self._say)
        except (DemoFailed, Refusal) as failure:
            raise CommandError(str(failure)) from failure

    def _say(self, percent: int, what: str) -> None:
        note_progress(percent)
        self.stdout.write(f"[{percent:3d} %] {what}")
        self.stdout.flush()
