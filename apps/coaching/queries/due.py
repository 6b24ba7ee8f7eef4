"""What coaching has not looked at yet, and who needs it: from the stored results of closed months."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from apps.coaching.choices import AssignmentState, RuleBasis
from apps.coaching.models import Assignment, CoachingRule, RuleRound
from apps.engine.bounds import Side
from apps.engine.coaching import CoachingRule as EngineRule
from apps.engine.coaching import Reading, reason_for_coaching
from apps.engine.issues import Issue
from apps.engine.periods import Grain, previous_start
from apps.goals.amounts import MICROS
from apps.metrics.choices import KpiDirection, Subject, Unit
from apps.people.choices import PeriodState
from apps.people.models import Period
from apps.performance.models import PeriodSnapshot, Result
from apps.performance.stored import score_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A month as one closing left it."""

    month: date
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRound:
    """A rule that has not looked at a closing yet."""

    rule: CoachingRule
    closing: Closing


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A person whom the rule is about, and the reason in figures."""

    person_id: int
    reason: Issue
    facts: Mapping[str, Any]  # name, unit and decimals of the KPI, for the sentence


def due_rounds(*, limit: int = 50) -> list[DueRound]:
    """Active rules × closed months whose results are stored, oldest month first. Four queries."""
    closed = Period.objects.filter(state=PeriodState.CLOSED).order_by("starts")
    stored = set(PeriodSnapshot.objects.values_list("month", "close_number"))
    closings = [
        Closing(month=row.starts, number=row.close_number)
        for row in closed
        if (row.starts, row.close_number) in stored
    ]
    rules = list(CoachingRule.objects.filter(active=True).select_related("kpi").order_by("pk"))
    handled = set(RuleRound.objects.values_list("rule_id", "month", "close_number"))
    return [
        DueRound(rule=rule, closing=closing)
        for closing in closings
        for rule in rules
        if rule.starts <= closing.month and (rule.pk, closing.month, closing.number) not in handled
    ][:limit]


def needs(due: DueRound) -> list[Need]:
    """Whom the rule is about in this closing, and who has no coaching from it. Two queries.

    One that is still open counts, and so does any for this month: closing it again coaches nobody twice.
    """
    counts = Q(state=AssignmentState.OPEN) | Q(month=due.closing.month)
    coached = set(Assignment.objects.filter(counts, rule=due.rule).values_list("person_id", flat=True))
    by_person = _results(due)
    return [
        need
        for person_id, results in sorted(by_person.items())
        if person_id not in coached and (need := _need(due, person_id, results)) is not None
    ]


def _months(due: DueRound) -> list[date]:
    """The months the rule looks back on, oldest first, the closed one last."""
    months = [due.closing.month]
    for _ in range(due.rule.periods_in_row - 1):
        months.append(previous_start(months[-1], Grain.MONTH))
    return months[::-1]


def _results(due: DueRound) -> dict[int, dict[date, Result]]:
    """By person and month: of earlier months the newest closing, of this one the closing in question."""
    newest = PeriodSnapshot.objects.filter(month=OuterRef("snapshot__month")).order_by("-close_number")
    this = Q(snapshot__month=due.closing.month, snapshot__close_number=due.closing.number)
    earlier = Q(snapshot__month__in=_months(due)[:-1], snapshot_id=Subquery(newest.values("pk")[:1]))
    rows = Result.objects.filter(this | earlier, subject=Subject.AGENT).annotate(month=F("snapshot__month"))
    found: dict[int, dict[date, Result]] = {}
    for row in rows:
        found.setdefault(row.subject_id, {})[row.month] = row
    return found


def _need(due: DueRound, person_id: int, results: Mapping[date, Result]) -> Need | None:
    last = results.get(due.closing.month)
    if last is None:
        return None
    reason = reason_for_coaching(_engine_rule(due.rule, last), list(_readings(due, results)))
    if reason is None:
        return None
    return Need(person_id=person_id, reason=reason, facts=_facts(due.rule, last))


def _engine_rule(rule: CoachingRule, last: Result) -> EngineRule:
    line = _line(rule, last)
    return EngineRule(
        bound=Fraction(rule.bound_micros, MICROS),
        side=_side(rule),
        periods=rule.periods_in_row,
        min_sample=line["kpi"]["min_sample"] if line else 0,
    )


def _side(rule: CoachingRule) -> Side:
    lower = rule.kpi is not None and rule.kpi.direction == KpiDirection.LOWER
    return Side.ABOVE if lower else Side.BELOW


def _readings(due: DueRound, results: Mapping[date, Result]) -> Iterable[Reading]:
    for month in _months(due):
        result = results.get(month)
        if due.rule.basis == RuleBasis.SCORE:
            # a score that cannot be ranked (few days, small samples) is not coached on either
            value = score_from(result) if result and not result.reason else None
            yield Reading(start=month, value=value)
        else:
            line = _line(due.rule, result) if result else None
            value = Fraction(line["actual"]) if line and line["actual"] is not None else None
            yield Reading(start=month, value=value, n=line["n"] if line else 0)


def _line(rule: CoachingRule, result: Result) -> Mapping[str, Any] | None:
    """The stored line of the rule's KPI, or None."""
    if rule.kpi is None:
        return None
    return next((line for line in result.lines if line["kpi"]["code"] == rule.kpi.code), None)


def _facts(rule: CoachingRule, last: Result) -> Mapping[str, Any]:
    line = _line(rule, last)
    if line is None:
        return {"unit": Unit.RATE.value, "decimals": 1}
    return {name: line["kpi"][name] for name in ("name", "unit", "decimals")}
