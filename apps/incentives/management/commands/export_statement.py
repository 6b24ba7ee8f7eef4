"""`manage.py export_statement --employee NUMBER --month YYYY-MM [--out FILE]`: a statement as JSON."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.incentives.models.run import AFTER_CALCULATION
from apps.incentives.queries.payouts import payout_view, payouts_named
from apps.incentives.queries.statement_file import statement_document


class Command(BaseCommand):
    help = "Write the bonus statement of an employee and month as a document that proves itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--employee", required=True, metavar="NUMBER")
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--out", type=Path, metavar="FILE")

    def handle(self, *, employee: str, month: str, out: Path | None, **_options: Any) -> None:
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError:
            raise CommandError(f"“{month}” is no month: write it as 2026-10.") from None
        payout = payouts_named(employee, first).filter(run__state__in=AFTER_CALCULATION).first()
        if payout is None:
            raise CommandError(f"There is no calculated payout of “{employee}” for {month}.")
        text = json.dumps(statement_document(payout_view(payout)), ensure_ascii=False, indent=1) + "\n"
        if out is None:
            self.stdout.write(text, ending="")
            return
        out.write_text(text, encoding="utf-8")
        self.stdout.write(f"{out}: {payout.run.plan_version.plan.code} {payout.run}")
