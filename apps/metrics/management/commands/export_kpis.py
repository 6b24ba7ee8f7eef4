"""Figures as CSV or JSON on the standard output."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.engine.periods import Grain
from apps.metrics.choices import Level
from apps.metrics.exporting import FIGURE_COLUMNS, ExportRow, Wanted, export_rows
from apps.metrics.queries import kpi_infos

GRAINS = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.TOTAL)


class Command(BaseCommand):
    help = "Export figures: numerator, denominator, n and the unrounded value; blank is no data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--grain", required=True, choices=[grain.value for grain in GRAINS])
        parser.add_argument("--by", required=True, choices=Level.values)
        parser.add_argument("--kpi", action="extend", nargs="+", default=[], metavar="CODE")
        parser.add_argument("--format", default="csv", choices=["csv", "json"])

    def handle(self, *_args: Any, **options: Any) -> None:
        wanted = self._wanted(options)
        rows = export_rows(wanted)
        if options["format"] == "csv":
            self._write_csv(wanted, rows)
        else:
            self._write_json(wanted, rows)

    def _wanted(self, options: dict[str, Any]) -> Wanted:
        if options["first"] > options["last"]:
            raise CommandError("--to must not lie before --from.")
        known = kpi_infos(options["last"])
        unknown = [code for code in options["kpi"] if code not in known]
        if unknown:
            raise CommandError(f"Unknown KPI: {', '.join(unknown)}. Known are: {', '.join(known)}.")
        return Wanted(
            first=options["first"],
            last=options["last"],
            grain=Grain(options["grain"]),
            level=Level(options["by"]),
            kpis=tuple(dict.fromkeys(options["kpi"])) or tuple(known),
        )

    def _write_csv(self, wanted: Wanted, rows: Iterator[ExportRow]) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(wanted.columns)
        writer.writerows((*row.group, row.period, row.kpi, *map(_blank, _figures(row))) for row in rows)

    def _write_json(self, wanted: Wanted, rows: Iterator[ExportRow]) -> None:
        """One object a line inside the list; numbers with all their digits."""
        between = "[\n"
        for row in rows:
            names = dict(zip(wanted.columns, (*row.group, row.period, row.kpi), strict=False))
            parts = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in names.items()]
            figures = zip(FIGURE_COLUMNS, _figures(row), strict=True)
            parts += [f"{json.dumps(k)}: {'null' if v is None else _blank(v)}" for k, v in figures]
            self.stdout.write(f"{between}{{{', '.join(parts)}}}", ending="")
            between = ",\n"
        self.stdout.write("[]" if between == "[\n" else "\n]")


def _figures(row: ExportRow) -> tuple[Any, ...]:
    return row.numerator, row.denominator, row.n, row.value


def _blank(value: Any) -> str:
    """Plain digits, never an exponent; None is blank."""
    if value is None:
        return ""
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
