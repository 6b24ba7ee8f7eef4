"""Worked examples inside a plan: what goes in and what must come out, priced by the real engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.engine.budget import BudgetCut
from apps.engine.components import FixedComponent
from apps.engine.money import round_minor, split
from apps.engine.prizes import TieRule
from apps.incentives.components import (
    PoolRule,
    PrizeRule,
    UnitRule,
    sales_of,
)
from apps.incentives.pricing import Priced, Stated, price_one
from apps.incentives.reading import Table, exact_number
from apps.incentives.refusals import SpecWrong
from apps.incentives.rules import PlanRules
from apps.incentives.snapshot import (
    ClawbackFact,
    DealFact,
    Deals,
    ManualFact,
    PayeeFacts,
    Reading,
    ScoreFact,
)
from apps.incentives.writing import amount_text

DAY: Final = date(2001, 1, 1)  # of no meaning: an example is a month by itself
KNOWN: Final = (
    "name", "amount", "score", "days", "deals", "refunds", "units", "kpis", "achieved", "place", "share",
    "budget_left", "clawback", "manual", "carried",
)  # fmt: skip
THOUSANDTHS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One worked example, understood. `expected` in minor units.

    `reduced` are the deals without what was refunded: the amount is then what a later month takes back.
    """

    number: int
    name: str
    expected: int
    facts: PayeeFacts
    stated: Stated
    reduced: tuple[Deals, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the plan gives for an example; amounts in minor units."""

    example: Example
    actual: int
    priced: Priced

    @property
    def agrees(self) -> bool:
        """Whether the plan gives what its author expected."""
        return self.actual == self.example.expected

    @property
    def difference(self) -> int:
        """What the plan gives too much; negative, too little."""
        return self.actual - self.example.expected


def examples_of(spec: Any) -> list[dict[str, Any]]:
    """The worked examples as a document has them."""
    found = spec.get("example", []) if isinstance(spec, Mapping) else []
    return [dict(one) for one in found if isinstance(one, Mapping)]


def run_examples(spec: Any, rules: PlanRules, currency: str) -> list[Outcome]:
    """Each example of a document priced. Raises `SpecWrong` where one makes no sense."""
    return [_run(example, rules, currency) for example in read_examples(spec, rules, currency)]


def read_examples(spec: Any, rules: PlanRules, currency: str) -> list[Example]:
    """The examples of a document. Raises `SpecWrong` with the place."""
    found = spec.get("example") or [] if isinstance(spec, Mapping) else []
    if not isinstance(found, list):
        raise SpecWrong(where="example", problem=_("a list is expected here"))
    return [
        _read(Table.of(one, f"example.{number}"), number, rules, currency)
        for number, one in enumerate(found, start=1)
    ]


def failed(outcomes: Sequence[Outcome], currency: str) -> str:
    """The examples that differ, in words: `Score 95 (expected 7000.00, is 6666.67)`."""
    return "; ".join(
        f"{one.example.name} ({amount_text(one.example.expected, currency)} ≠ "
        f"{amount_text(one.actual, currency)})"
        for one in outcomes
        if not one.agrees
    )


def _run(example: Example, rules: PlanRules, currency: str) -> Outcome:
    priced = price_one(example.facts, rules, currency=currency, month=_month(rules), stated=example.stated)
    actual = sum(line.amount for line in priced.lines)
    if example.reduced is not None:
        less = price_one(
            replace(example.facts, deals=example.reduced),
            rules,
            currency=currency,
            month=_month(rules),
            stated=example.stated,
        )
        actual = sum(line.amount for line in less.lines) - actual
    return Outcome(example=example, actual=actual, priced=priced)


def _month(rules: PlanRules) -> date:
    """A month in which every dated component takes part, where there is one."""
    starts = [sales.first for part in rules.parts if (sales := sales_of(part)) and sales.first]
    ends = [sales.last for part in rules.parts if (sales := sales_of(part)) and sales.last]
    day = max(starts, default=min(ends, default=DAY))
    return day.replace(day=1)


def _read(part: Table, number: int, rules: PlanRules, currency: str) -> Example:
    part.allow(*KNOWN)
    name = part.text("name").strip()
    if not name:
        raise SpecWrong(where=part.at("name"), problem=_("an example needs a name"))
    if "amount" not in part.content:
        raise SpecWrong(where=part.at("amount"), problem=_("an example says the amount that must come out"))
    deals = _deals(part, rules, currency)
    worked, planned = _days(part)
    facts = PayeeFacts(
        person_id=1,
        team_id=1,
        worked=worked,
        planned=planned,
        days=worked // THOUSANDTHS,
        score=part.percent("score") if "score" in part.content else None,
        lines=_achieved(part),
        readings=_readings(part, rules),
        deals=deals,
        clawbacks=_clawback(part, currency),
        manual=_manual(part, currency),
        carried=_signed(part, "carried", currency),
    )
    return Example(
        number=number,
        name=name,
        expected=part.minor(part.content["amount"], currency, part.at("amount"), negative=True),
        facts=facts,
        stated=_stated(part, rules),
        reduced=_reduced(part, deals, rules, currency),
    )


def _days(part: Table) -> tuple[int, int]:
    """Days worked and planned, in thousandths; a whole month where nothing is said."""
    found = part.values("days") or [1, 1]
    if len(found) != 2:
        raise SpecWrong(where=part.at("days"), problem=_("days worked and days of the month are expected"))
    worked, planned = (exact_number(one, part.at("days")) * THOUSANDTHS for one in found)
    if planned <= 0 or not 0 <= worked <= planned:
        raise SpecWrong(where=part.at("days"), problem=_("days worked and days of the month are expected"))
    return int(worked), int(planned)


def _deals(part: Table, rules: PlanRules, currency: str) -> tuple[Deals, ...]:
    """The orders of each component that looks at orders; none where the example names none."""
    table, units = _table(part, "deals"), _table(part, "units")
    wanted = [one.key for one in rules.parts if sales_of(one) is not None]
    _only(table, wanted)
    found = []
    for key in wanted:
        where = table.at(key)
        amounts = [table.minor(one, currency, where, negative=True) for one in table.values(key)]
        orders = [
            DealFact(order=str(n), day=DAY, amount=amount, count=Fraction(1 if amount >= 0 else 0))
            for n, amount in enumerate(amounts, start=1)
        ]
        rule = rules.part(key)
        if isinstance(rule, UnitRule) and key in units.content:
            count = exact_number(units.content[key], units.at(key))
            orders = [DealFact(order="1", day=DAY, amount=0, count=count)]
        found.append(Deals(component=key, orders=tuple(orders)))
    return tuple(found)


def _reduced(
    part: Table, deals: tuple[Deals, ...], rules: PlanRules, currency: str
) -> tuple[Deals, ...] | None:
    """The deals less the refunds: the deal of the same amount, else the largest one, is smaller."""
    table = _table(part, "refunds")
    if not table.content:
        return None
    _only(table, [one.component for one in deals])
    found = []
    for one in deals:
        back = [
            table.minor(value, currency, table.at(one.component)) for value in table.values(one.component)
        ]
        rule = rules.part(one.component)
        sales = sales_of(rule) if rule else None
        if back and (sales is None or not sales.gross):
            problem = _("refunds are taken back on a gross base only; on a net base write a negative deal")
            raise SpecWrong(where=table.at(one.component), problem=problem)
        found.append(replace(one, orders=_less(list(one.orders), back, table.at(one.component))))
    return tuple(found)


def _less(orders: list[DealFact], refunds: Sequence[int], where: str) -> tuple[DealFact, ...]:
    for amount in refunds:
        same = [n for n, order in enumerate(orders) if order.amount == amount]
        larger = [n for n, order in enumerate(orders) if order.amount > amount]
        if not same and not larger:
            raise SpecWrong(where=where, problem=_("no deal of the example is as large as this refund"))
        n = same[0] if same else max(larger, key=lambda n: orders[n].amount)
        left = orders[n].amount - amount
        orders[n : n + 1] = [replace(orders[n], amount=left)] if left else []
    return tuple(orders)


def _readings(part: Table, rules: PlanRules) -> tuple[Reading, ...]:
    """KPIs by code as [value, records], and what a component pays for each unit of a KPI."""
    table, units = _table(part, "kpis"), _table(part, "units")
    _only(units, [one.key for one in rules.units])
    _only(table, rules.kpis)
    found = {}
    for code in table.content:
        value = table.values(code)
        if len(value) != 2 or isinstance(value[1], bool) or not isinstance(value[1], int):
            raise SpecWrong(
                where=table.at(code), problem=_("a value and its number of records are expected here")
            )
        reading = Table(content={code: value[0]}, place=table.place)
        found[code] = Reading(kpi=code, value=reading.bound(code), n=value[1])
    for rule in rules.units:
        if rule.kpi and rule.key in units.content:
            count = exact_number(units.content[rule.key], units.at(rule.key))
            found[rule.kpi] = Reading(kpi=rule.kpi, value=count, n=int(count))
    return tuple(found[code] for code in sorted(found))


def _achieved(part: Table) -> tuple[ScoreFact, ...]:
    """Achievements of single KPIs, in per cent."""
    table = _table(part, "achieved")
    return tuple(
        ScoreFact(
            kpi=code,
            weight=Fraction(0),
            target=None,
            actual=None,
            n=0,
            achievement=table.percent(code),
            points=Fraction(0),
        )
        for code in sorted(table.content)
    )


def _stated(part: Table, rules: PlanRules) -> Stated:
    """Places, shares of pools and what a budget leaves, as an example states them."""
    places, shares = _table(part, "place"), _table(part, "share")
    _only(places, [one.key for one in rules.parts if isinstance(one, PrizeRule)])
    _only(shares, [one.key for one in rules.parts if isinstance(one, PoolRule)])
    found: list[FixedComponent] = []
    for rule in rules.parts:
        if isinstance(rule, PoolRule) and rule.key in shares.content:
            found.append(_share(rule, shares.percent(rule.key)))
        elif isinstance(rule, PrizeRule) and rule.key in places.content:
            found.append(_place(rule, places))
    cut = None
    if rules.budget is not None:
        left = part.percent("budget_left") if "budget_left" in part.content else Fraction(1)
        cut = BudgetCut(factor=left, budget=rules.budget, counted=rules.budget)
    return Stated(shares=tuple(found), cut=cut)


def _share(rule: PoolRule, part: Fraction) -> FixedComponent:
    return FixedComponent(
        key=rule.key,
        discretionary=rule.discretionary,
        capped=False,
        amount=round_minor(rule.amount * part),
        code="pool_equal",
        base=rule.amount,
        rate=part,
        values=(("members", 1),),
    )


def _place(rule: PrizeRule, places: Table) -> FixedComponent:
    """A place, or [place, how many people share it]."""
    said = places.content[rule.key]
    place, people = said if isinstance(said, list) and len(said) == 2 else (said, 1)
    if not all(isinstance(one, int) and not isinstance(one, bool) and one > 0 for one in (place, people)):
        raise SpecWrong(
            where=places.at(rule.key), problem=_("a place, or a place and its people, is expected")
        )
    amount = rule.prizes[place - 1] if place <= len(rule.prizes) else 0
    if rule.tie is TieRule.SHARE and people > 1:
        keys = [str(n) for n in range(people)]
        amount = split(sum(rule.prizes[place - 1 : place - 1 + people]), [1] * people, keys)[0]
    return FixedComponent(
        key=rule.key,
        discretionary=rule.discretionary,
        amount=amount,
        code="prize",
        values=(("place", place), ("people", people)),
    )


def _clawback(part: Table, currency: str) -> tuple[ClawbackFact, ...]:
    amount = part.money("clawback", currency)
    return (ClawbackFact(for_month=DAY, paid=amount, recalculated=0),) if amount else ()


def _manual(part: Table, currency: str) -> tuple[ManualFact, ...]:
    amount = _signed(part, "manual", currency)
    return (ManualFact(key="example", amount=amount),) if amount else ()


def _signed(part: Table, name: str, currency: str) -> int:
    value = part.content.get(name)
    return 0 if value is None else part.minor(value, currency, part.at(name), negative=True)


def _table(part: Table, name: str) -> Table:
    return part.table(name) or Table.of({}, part.at(name))


def _only(table: Table, known: Sequence[str]) -> None:
    for name in table.content:
        if name not in known:
            raise SpecWrong(
                where=table.at(name), problem=_("the plan has no “%(name)s” of this kind") % {"name": name}
            )
