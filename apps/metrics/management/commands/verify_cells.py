"""Whether every stored figure is what the records say."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.metrics.operations import Verification, rebuild_cells, verify_cells
from apps.metrics.operations.nightly import as_json


class Command(BaseCommand):
    help = "Compare all cells with the facts, except those that wait in the change feed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--repair", action="store_true", help="compute all cells again where some differ")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = verify_cells()
        self.stdout.write(json.dumps(_as_json(found)) if options["json"] else _as_text(found))
        if found.different:
            if options["repair"]:
                rebuild_cells()
            raise CommandError(f"{found.different} of {found.compared} cells differ from the records.")


def _as_json(found: Verification) -> dict[str, Any]:
    return {
        "compared": found.compared,
        "different": found.different,
        "waiting": found.waiting,
        "examples": [as_json(example) for example in found.examples],
    }


def _as_text(found: Verification) -> str:
    lines = [f"compared {found.compared}, different {found.different}, waiting {found.waiting}"]
    return "\n".join([*lines, *(f"  {example}" for example in found.examples)])
