"""One person's payout in a run, opened: every step with its sentence, and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from apps.engine.score import NoDataPolicy
from apps.goals.queries import LineView, ScorecardView, scorecard_by_id
from apps.incentives.counting import Counted, counted
from apps.incentives.models import RunException, RunInput
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.queries.bonus import BonusLine, bonus_line
from apps.incentives.sentences import Words
from apps.incentives.snapshot import PayeeFacts, Reading, ScoreFact, Who, unpack_facts, unpack_who
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.models import EmployeeNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One line of the scorecard with its KPI; None where the catalogue no longer has it.

    `counted`: the weight and achievement whose product are the points; `line`: what was wanted, if known.
    """

    kpi: KpiInfo | None
    fact: ScoreFact
    counted: Counted
    line: LineView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """A KPI that an amount per unit or a condition looked at."""

    kpi: KpiInfo | None
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutView:
    """A payout: `total` in minor units of `currency` is the sum of the lines' amounts."""

    payout: RunInput
    currency: str
    rules: PlanRules
    words: Words
    facts: PayeeFacts
    who: Who
    lines: tuple[BonusLine, ...]
    scores: tuple[ScoreRow, ...]
    no_data: NoDataPolicy
    readings: tuple[ReadingRow, ...]
    exceptions: tuple[RunException, ...]

    @property
    def total(self) -> int:
        """What is payable, minor units."""
        return self.payout.total_minor


def payouts_of(payouts: QuerySet[RunInput]) -> QuerySet[RunInput]:
    """Payouts with their run and plan, newest month first. One query."""
    return payouts.select_related("run__plan_version__plan", "person").order_by("-run__month", "-run_id")


def payouts_named(number: str, month: date) -> QuerySet[RunInput]:
    """The payouts of a month of whoever has, or had, the employee number; the latest run first."""
    named = EmployeeNumber.objects.filter(number=number).values("person_id")
    return payouts_of(RunInput.objects.filter(person_id__in=named, run__month=month)).order_by("-run_id")


def payout_view(payout: RunInput) -> PayoutView:
    """A payout opened. At most six queries, where `payout` comes from `payouts_of`."""
    run = payout.run
    version = run.plan_version
    rules = read_rules(version.spec)
    infos = kpi_infos(run.last_day)
    words = Words(rules=rules, currency=version.plan.currency, kpis=infos)
    facts = unpack_facts(payout.data["facts"])
    lines: Sequence[BonusLine] = [
        bonus_line(line, words) for line in run.lines.filter(person_id=payout.person_id).order_by("position")
    ]
    card = scorecard_by_id(facts.scorecard_id, run.month) if facts.scorecard_id else None
    exceptions = run.exceptions.filter(person_id=payout.person_id).select_related("cleared_by")
    return PayoutView(
        payout=payout,
        currency=version.plan.currency,
        rules=rules,
        words=words,
        facts=facts,
        who=unpack_who(payout.data["who"]),
        lines=tuple(lines),
        scores=_score_rows(facts, card, infos),
        no_data=_policy(card),
        readings=tuple(ReadingRow(kpi=infos.get(one.kpi), reading=one) for one in facts.readings),
        exceptions=tuple(exceptions.order_by("code", "pk")),
    )


def _policy(card: ScorecardView | None) -> NoDataPolicy:
    return card.no_data if card else NoDataPolicy.REDISTRIBUTE


def _score_rows(
    facts: PayeeFacts, card: ScorecardView | None, infos: Mapping[str, KpiInfo]
) -> tuple[ScoreRow, ...]:
    """The frozen lines, with what a published scorecard, which does not change any more, says of each."""
    lines = {line.kpi.code: line for line in card.lines} if card else {}
    parts = counted(facts.lines, _policy(card), score=facts.score)
    return tuple(
        ScoreRow(kpi=infos.get(fact.kpi), fact=fact, counted=part, line=lines.get(fact.kpi))
        for fact, part in zip(facts.lines, parts, strict=True)
    )
