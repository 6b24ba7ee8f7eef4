"""From a plan's rules and the facts of its payees to lines, issues and hashes: no database, no clock.

What a run stored is enough to price it again in a new process; the hashes must then be the same (rules of
calculation 3.11).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from apps.engine.hashing import ENGINE_VERSION, digest, digest_unordered
from apps.engine.issues import Issue
from apps.engine.payout import (
    Budget,
    BudgetCut,
    Component,
    CurveComponent,
    Gate,
    Line,
    PayeeInput,
    UnitComponent,
    price_plan,
)
from apps.incentives.plans import SCORECARD, GateRule, PlanRules
from apps.incentives.snapshot import PayeeFacts, pack_values


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One line as it is stored; `base` and `rate` are exact text "n/d" or empty, `values` JSON."""

    person_id: int
    position: int
    step: str
    component: str
    amount: int
    currency: str
    base: str
    rate: str
    code: str
    values: Mapping[str, str | int]
    for_month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """The lines of all payees, what a person has to look at, and the hash of the lines."""

    lines: tuple[PricedLine, ...]
    issues: tuple[Issue, ...]
    output_hash: str

    def totals(self) -> dict[int, int]:
        """What each payee's lines add up to, in minor units."""
        totals: Counter[int] = Counter()
        for line in self.lines:
            totals[line.person_id] += line.amount
        return dict(totals)


def price(
    facts: Sequence[PayeeFacts],
    rules: PlanRules,
    *,
    currency: str,
    month: date,
    cuts: Mapping[str, BudgetCut] | None = None,
) -> Priced:
    """Price all payees of a plan for a month. Issues carry the person's id as `payee`.

    `cuts`: what the budget left of each payee's pay in a run that is locked, by person id as text.
    """
    ordered = sorted(facts, key=lambda one: one.person_id)
    payees: list[PayeeInput] = []
    missing: list[Issue] = []
    for one in ordered:
        payee, found = payee_input(one, rules, currency)
        payees.append(payee)
        missing += found
    budget = None if rules.budget is None else Budget(amount=rules.budget)
    result = price_plan(payees, budget=budget, cuts=cuts)
    lines = tuple(numbered(result.lines, currency, month))
    issues = tuple(sorted((*missing, *result.issues), key=_issue_key))
    return Priced(lines=lines, issues=issues, output_hash=output_hash(lines))


def payee_input(facts: PayeeFacts, rules: PlanRules, currency: str) -> tuple[PayeeInput, list[Issue]]:
    """What the engine is given for one payee; a unit component without data is an issue `no_units` and left
    out.
    """
    components, issues = _components(facts, rules)
    known = {component.key for component in components}
    payee = PayeeInput(
        key=str(facts.person_id),
        currency=currency,
        target_bonus=rules.curve.target_bonus if rules.curve else 0,
        working_time=(facts.worked, facts.planned),
        score=facts.score,
        components=tuple(components),
        gates=tuple(
            _gate(gate, facts) for gate in rules.gates if not gate.component or gate.component in known
        ),
        cap=rules.cap,
        refusals=facts.refusals,
    )
    return payee, [] if facts.refusals else issues


def input_hash(
    facts: Iterable[PayeeFacts], *, plan: str, version: int, spec: Any, currency: str, month: date
) -> str:
    """The fingerprint of everything that decides the amounts, the engine's version included."""
    return digest(
        {
            "engine": ENGINE_VERSION,
            "plan": plan,
            "version": version,
            "spec": spec,
            "currency": currency,
            "month": month,
            "payees": sorted(facts, key=lambda one: one.person_id),
        }
    )


def output_hash(lines: Iterable[PricedLine]) -> str:
    """The fingerprint of the lines; their order means nothing."""
    return digest_unordered(lines)


def _components(facts: PayeeFacts, rules: PlanRules) -> tuple[list[Component], list[Issue]]:
    components: list[Component] = []
    issues: list[Issue] = []
    if rules.curve is not None:
        components.append(
            CurveComponent(key=SCORECARD, curve=rules.curve.curve, discretionary=rules.curve.discretionary)
        )
    for unit in rules.units:
        reading = facts.reading(unit.kpi)
        if reading.value is None:
            issues.append(Issue.of("no_units", payee=str(facts.person_id), component=unit.key, kpi=unit.kpi))
            continue
        components.append(
            UnitComponent(
                key=unit.key, units=reading.value, amount=unit.minor, discretionary=unit.discretionary
            )
        )
    return components, issues


def _gate(rule: GateRule, facts: PayeeFacts) -> Gate:
    reading = facts.reading(rule.kpi)
    return Gate(
        key=rule.key,
        value=reading.value,
        bound=rule.bound,
        side=rule.side,
        factor=rule.factor,
        n=reading.n,
        min_sample=reading.min_sample if rule.min_sample is None else rule.min_sample,
        component=rule.component,
    )


def numbered(lines: Iterable[Line], currency: str, month: date) -> Iterable[PricedLine]:
    """The engine's lines with their position among the payee's."""
    positions: Counter[str] = Counter()
    for line in lines:
        positions[line.key] += 1
        yield PricedLine(
            person_id=int(line.key),
            position=positions[line.key],
            step=str(line.step),
            component=line.component,
            amount=line.amount,
            currency=currency,
            base=_exact(line.base),
            rate=_exact(line.rate),
            code=line.code,
            values=pack_values(line.values),
            for_month=line.for_period or month,
        )


def _exact(value: Fraction | int | None) -> str:
    return "" if value is None else f"{value.numerator}/{value.denominator}"


def _issue_key(issue: Issue) -> tuple[str, str, str]:
    return issue.code, str(issue.as_mapping().get("payee", "")), str(issue.values)
