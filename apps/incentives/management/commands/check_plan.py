"""Plans that prove themselves: the worked examples of plan files, expected beside actual."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from apps.incentives.plan_files import FileWrong, PlanFile, read_plan_file
from apps.incentives.plans import check_kpis
from apps.incentives.refusals import SpecWrong
from apps.incentives.writing import amount_text
from apps.metrics.catalogue import CATALOGUE
from apps.metrics.queries import kpi_infos


class Command(BaseCommand):
    help = "Check plan files: read each, run its worked examples, say where expected and actual differ."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        wrong = [path for path in options["files"] if not self._check(path)]
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(options['files'])} plans are not as they should be.")

    def _check(self, path: Path) -> bool:
        try:
            plan = read_plan_file(path.read_text(encoding="utf-8"))
            self._check_kpis(plan)
        except FileWrong as wrong:
            self.stdout.write(f"{path}:{wrong.message}")
            return False
        except (OSError, UnicodeDecodeError) as error:
            self.stdout.write(f"{path}: cannot be read: {error}")
            return False
        self.stdout.write(f"{path}: {plan.name}, {plan.currency}, from {plan.starts}")
        if not plan.outcomes:
            self.stdout.write("  no worked example: a plan proves itself by at least one")
            return False
        for one in plan.outcomes:
            expected = amount_text(one.example.expected, plan.currency)
            actual = amount_text(one.actual, plan.currency)
            verdict = "ok" if one.agrees else f"DIFFERS by {amount_text(one.difference, plan.currency)}"
            where = f"  line {plan.line_of(one)}: {one.example.name}"
            self.stdout.write(f"{where}: expected {expected}, actual {actual}: {verdict}")
        return plan.agrees

    def _check_kpis(self, plan: PlanFile) -> None:
        """Every KPI is one that is measured; where there is no database, one of the catalogue's."""
        try:
            infos = kpi_infos(plan.starts)
        except DatabaseError:
            infos = {}
        try:
            if infos:
                check_kpis(plan.rules, infos)
            else:
                _in_catalogue(plan)
        except SpecWrong as wrong:
            where = str(wrong.values["where"])
            raise FileWrong.at(plan.places.find(where), str(wrong.values["problem"]), where) from None


def _in_catalogue(plan: PlanFile) -> None:
    known = {entry.code for entry in CATALOGUE}
    for code in plan.rules.kpis:
        if code not in known:
            raise SpecWrong(where=code, problem=f"“{code}” is not a KPI of the catalogue")
