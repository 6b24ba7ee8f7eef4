"""The SMART check of every scorecard of a month: five verdicts a KPI and target, with evidence and remedy."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.goals.balance import balance
from apps.goals.models import Scorecard
from apps.goals.queries import check_scorecard, goal_rules, stored_lines
from apps.goals.queries.check import CardCheck, LineCheck
from apps.goals.smart_words import evidence_text, question_text, remedy_text
from apps.people.clock import organisation, today
from apps.people.models import Team


class Command(BaseCommand):
    help = "Check the targets of a month: specific, measurable, attainable, relevant, time-bound."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--team", metavar="CODE", help="only the scorecards of this team")
        parser.add_argument("--json", action="store_true", help="as JSON instead of text")

    def handle(self, *_args: Any, **options: Any) -> None:
        cards = self._cards(options)
        found = [check_scorecard(card, on=today()) for card in cards]
        if options["json"]:
            document = {"month": options["month"], "scorecards": [_document(check) for check in found]}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            return
        for check in found:
            self._say(check)
        if not found:
            self.stdout.write("No scorecard is written for this month.")

    def _cards(self, options: dict[str, Any]) -> list[Scorecard]:
        try:
            month = date.fromisoformat(f"{options['month']}-01")
        except ValueError as error:
            raise CommandError("--month is like 2026-12.") from error
        cards = Scorecard.objects.covering(month).exclude(state="retired").select_related("team")
        code = options["team"]
        if code is not None:
            if not Team.objects.filter(code=code).exists():
                raise CommandError(f"There is no team {code}.")
            cards = cards.filter(team__code=code)
        return list(cards.order_by("team__name", "pk"))

    def _say(self, check: CardCheck) -> None:
        card, currency = check.scorecard, organisation().currency
        total = f"{check.weight // 100}.{check.weight % 100:02d}"
        self.stdout.write(f"{card.name} ({card.state}): {check.people} agents, weights total {total} %")
        for line in check.lines:
            self.stdout.write(f"  {line.kpi.title}: {line.verdict.value}")
            for finding in line.findings:
                words = evidence_text(finding, line.kpi, currency)
                remedy = remedy_text(finding, line.kpi, currency)
                self.stdout.write(
                    f"    {finding.verdict.value:<4} {question_text(finding)}: {words} {remedy}".rstrip()
                )


def _document(check: CardCheck) -> dict[str, Any]:
    card = check.scorecard
    drafts = stored_lines(card)
    return {
        "scorecard": card.pk,
        "name": card.name,
        "team": card.team.code,
        "state": card.state,
        "from": card.starts.isoformat(),
        "until": card.ends.isoformat(),
        "agents": check.people,
        "weights_total": f"{check.weight // 100}.{check.weight % 100:02d}",
        "submitted_because": card.submitted_because,
        "balance": [warning.message for warning in balance(drafts, goal_rules()).warnings],
        "kpis": [_line(line) for line in check.lines],
    }


def _line(line: LineCheck) -> dict[str, Any]:
    currency = organisation().currency
    return {
        "kpi": line.kpi.code,
        "weight": f"{line.weight // 100}.{line.weight % 100:02d}",
        "verdict": line.verdict.value,
        "verdicts": {
            finding.question.value: {
                "verdict": finding.verdict.value,
                "code": finding.evidence.code,
                "evidence": evidence_text(finding, line.kpi, currency),
                "remedy": remedy_text(finding, line.kpi, currency),
            }
            for finding in line.findings
        },
    }
