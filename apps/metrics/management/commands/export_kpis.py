"""Figures as CSV or JSON on the standard output."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.metrics.choices import Level, ReadGrain
from apps.metrics.exporting import FIGURE_COLUMNS, ExportRow, Wanted, export_rows, without
from apps.metrics.queries import kpi_infos
from apps.metrics.sql.dimensions import DIMENSIONS
from apps.people.queries.fiscal import fiscal_gap


class Command(BaseCommand):
    help = "Export figures: numerator, denominator, n and the unrounded value; blank is no data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--grain", required=True, choices=ReadGrain.values)
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
        wanted = Wanted(
            first=options["first"],
            last=options["last"],
            grain=ReadGrain(options["grain"]),
            level=Level(options["by"]),
            kpis=tuple(dict.fromkeys(options["kpi"])) or tuple(known),
        )
        return self._possible(wanted, named=bool(options["kpi"]))

    def _possible(self, wanted: Wanted, *, named: bool) -> Wanted:
        """Without the KPIs whose records do not say the group or hour; a named one is refused."""
        if wanted.grain is ReadGrain.FISCAL:
            gap = fiscal_gap(wanted.first, wanted.last)
            if gap is not None:
                raise CommandError(f"No fiscal month is set that holds {gap}.")
        left_out = without(wanted)
        if named and left_out:
            raise CommandError(
                f"The records of {', '.join(left_out)} do not say their {self._missing(wanted)}."
            )
        return replace(wanted, kpis=tuple(code for code in wanted.kpis if code not in left_out))

    def _missing(self, wanted: Wanted) -> str:
        hour = wanted.grain is ReadGrain.HOUR
        return "hour or " * hour + wanted.level.value if wanted.level in DIMENSIONS else "hour"

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
