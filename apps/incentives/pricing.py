"""From a plan's rules and the facts of its payees to lines, issues and hashes: no database, no clock.

What a run stored is enough to price it again in a new process; the hashes must then be the same (rules of
calculation 3.11).
"""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from apps.engine.hashing import ENGINE_VERSION, digest, digest_unordered
from apps.engine.issues import Issue
from apps.engine.payout import (
    BudgetCut,
    FixedComponent,
    Line,
    PayeeInput,
    PlanResult,
    Step,
    price_payee,
    price_plan,
)
from apps.incentives.components import CROSSING, PrizeRule
from apps.incentives.payees import budget_of, payee_input, pools_of, prizes_of
from apps.incentives.rules import PlanRules, in_month
from apps.incentives.snapshot import PayeeFacts, pack_values, unpack_values
from apps.people.days import ONE_DAY, next_month


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
    priced = price_all(facts, rules, currency=currency, month=month, cuts=cuts)
    lines = tuple(numbered(priced.lines, currency, month))
    return Priced(lines=lines, issues=tuple(priced.issues), output_hash=output_hash(lines))


def price_all(
    facts: Sequence[PayeeFacts],
    rules: PlanRules,
    *,
    currency: str,
    month: date,
    cuts: Mapping[str, BudgetCut] | None = None,
) -> PlanResult:
    """The engine's own result, for whoever needs the amounts and not the stored lines."""
    rules = in_month(rules, month, last_of_month(month))
    ordered = sorted(facts, key=lambda one: one.person_id)
    payees: list[PayeeInput] = []
    missing: list[Issue] = []
    for one in ordered:
        payee, found = payee_input(one, rules, currency)
        payees.append(payee)
        missing += found
    with uncollected():
        result = price_plan(
            payees,
            pools=pools_of(ordered, rules, currency),
            prizes=prizes_of(ordered, rules, currency),
            budget=budget_of(rules),
            cuts=cuts,
        )
    issues = sorted((*missing, *result.issues), key=_issue_key)
    return PlanResult(lines=result.lines, issues=issues, cuts=result.cuts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What all payees together decided of one: shares of pools, prizes, and what the budget left.

    Locked with a run as lines, so that one payee can be priced again without the others.
    """

    shares: tuple[FixedComponent, ...] = ()
    cut: BudgetCut | None = None


class StoredLine(Protocol):
    """A line as it was priced or as the database has it."""

    @property
    def step(self) -> str:
        """One of `engine.lines.Step`."""

    @property
    def component(self) -> str:
        """The key of the component."""

    @property
    def amount(self) -> int:
        """Minor units."""

    @property
    def base(self) -> str:
        """Exact, "n/d" or empty."""

    @property
    def rate(self) -> str:
        """Exact, "n/d" or empty."""

    @property
    def code(self) -> str:
        """What the line says."""

    @property
    def values(self) -> Mapping[str, Any]:
        """Its figures, packed."""


def stated(lines: Iterable[StoredLine], rules: PlanRules) -> Stated:
    """The stated inputs of one payee, from the payee's own lines."""
    crossing = {part.key: part for part in rules.parts if isinstance(part, CROSSING)}
    shares: list[FixedComponent] = []
    cut: BudgetCut | None = None
    for line in lines:
        if line.step == Step.COMPONENT and line.component in crossing:
            part = crossing[line.component]
            shares.append(
                FixedComponent(
                    key=line.component,
                    discretionary=part.discretionary,
                    capped=isinstance(part, PrizeRule),
                    amount=line.amount,
                    code=line.code,
                    base=Fraction(line.base) if line.base else None,
                    rate=Fraction(line.rate) if line.rate else None,
                    values=tuple(unpack_values(line.values).items()),
                )
            )
        elif line.step == Step.BUDGET:
            values = unpack_values(line.values)
            cut = BudgetCut(
                factor=Fraction(line.rate),
                cent=int(values["cent"]),
                budget=int(values["budget"]),
                counted=int(values["counted"]),
            )
    return Stated(shares=tuple(shares), cut=cut)


def price_one(facts: PayeeFacts, rules: PlanRules, *, currency: str, month: date, stated: Stated) -> Priced:
    """One payee priced alone, with what all payees together decided as stated."""
    rules = in_month(rules, month, last_of_month(month))
    payee, missing = payee_input(facts, rules, currency)
    if not payee.refusals:
        components = (*payee.components, *stated.shares)
        known = {"", *(component.key for component in components)}
        gates = tuple(gate for gate in payee.gates if gate.component in known)
        payee = replace(payee, components=components, gates=gates)
    found, issues = price_payee(payee, cut=stated.cut)
    lines = tuple(numbered(found, currency, month))
    return Priced(
        lines=lines,
        issues=tuple(sorted((*missing, *issues), key=_issue_key)),
        output_hash=output_hash(lines),
    )


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


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for reference cycles: pricing makes very many values and no cycle among them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def last_of_month(month: date) -> date:
    """The last day of the month that begins on a day."""
    return next_month(month) - ONE_DAY


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
