"""`manage.py create_source --code CODE --kind KIND --preset PRESET [--option NAME=VALUE …]`."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.intake.choices import SourceKind
from apps.intake.operations import create_source
from apps.intake.presets import OPTIONS, PRESETS
from apps.people.clock import now
from apps.people.refusals import Refusal


class Command(BaseCommand):
    help = "Connect a source with one of the built-in mappings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", required=True)
        parser.add_argument("--kind", required=True, choices=SourceKind.values)
        parser.add_argument("--preset", required=True, choices=list(PRESETS))
        parser.add_argument("--name", default="")
        parser.add_argument("--time-zone", default="", help="of naive times; default: the organisation's")
        parser.add_argument(
            "--single", action="store_true", help="a single export: nothing more is expected of it"
        )
        parser.add_argument(
            "--expected-from",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the first day that is expected; default: every day, also before its first file",
        )
        parser.add_argument("--currency", default="", help="of amounts; default: the organisation's")
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"what the source declares: {', '.join(OPTIONS)}",
        )

    def handle(self, *, option: list[str], **given: Any) -> None:
        fields = ("code", "kind", "preset", "name", "time_zone", "currency", "expected_from")
        try:
            source = create_source(
                **{name: given[name] for name in fields},
                goes_on=not given["single"],
                options=_pairs(option),
                by=None,
                at=now(),
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{source.code}: {source.name}")


def _pairs(options: list[str]) -> dict[str, str]:
    pairs = [option.partition("=") for option in options]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise CommandError(f"--option takes NAME=VALUE, not {wrong[0]}")
    return {name: value for name, _, value in pairs}
