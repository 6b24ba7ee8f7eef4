"""Whether every stored figure is what the records say."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.metrics.operations import Verification, verify_cells


class Command(BaseCommand):
    help = "Compare all cells with the facts, except those that wait in the change feed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = verify_cells()
        self.stdout.write(json.dumps(_as_json(found)) if options["json"] else _as_text(found))
        if found.different:
            raise CommandError(f"{found.different} of {found.compared} cells differ from the records.")


def _as_json(found: Verification) -> dict[str, Any]:
    examples = [dataclasses.asdict(example) for example in found.examples]
    return {
        "compared": found.compared,
        "different": found.different,
        "waiting": found.waiting,
        "examples": [{**example, "starts": example["starts"].isoformat()} for example in examples],
    }


def _as_text(found: Verification) -> str:
    lines = [f"compared {found.compared}, different {found.different}, waiting {found.waiting}"]
    lines += [
        f"  {e.kpi} of {e.level} {e.subject_id}, {e.grain} {e.starts}: cell {e.cell}, records {e.facts}"
        for e in found.examples
    ]
    return "\n".join(lines)
