"""Rules as a document again: what `documents.read_document` reads gives exactly these rules."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from apps.incentives.components import (
    ComponentRule,
    CurveRule,
    OnTopRule,
    PoolRule,
    PrizeRule,
    RateRule,
    Sales,
    TierRule,
    UnitRule,
)
from apps.incentives.reading import HUNDRED, exact_text
from apps.incentives.rules import Eligibility, GateRule, PlanRules
from apps.people.written import minor_digits

Document = dict[str, Any]


def write_document(rules: PlanRules, currency: str, examples: list[Document] | None = None) -> Document:
    """The document of rules, with its worked examples as they stand."""
    found: Document = {
        "currency": currency,
        "period": "month",
        "payees": "leaders" if rules.leaders else "agents",
        "calendar": {
            "cut_off": rules.calendar.cut_off,
            "approve": rules.calendar.approve,
            "pay": "last" if rules.calendar.pay is None else rules.calendar.pay,
        },
        "eligibility": _eligibility(rules.eligibility),
        "component": [WRITERS[type(part)](part, currency) for part in rules.parts],
        "gate": [_gate(gate) for gate in rules.gates],
        "limits": _limits(rules, currency),
        "checks": {
            "above_median": exact_text(rules.limits.median),
            "change": exact_text(rules.limits.change * HUNDRED),
        },
        "example": examples or [],
    }
    return {name: value for name, value in found.items() if value not in ({}, [])}


def amount_text(minor: int, currency: str) -> str:
    """Minor units as the file has them: `8000.00`."""
    places = minor_digits(currency)
    sign, size = ("-" if minor < 0 else ""), abs(minor)
    if not places:
        return f"{sign}{size}"
    return f"{sign}{size // 10**places}.{size % 10**places:0{places}d}"


def percent_value(ratio: Fraction) -> int | str:
    """A ratio as per cent: a whole number, or an exact text."""
    percent = ratio * HUNDRED
    return percent.numerator if percent.denominator == 1 else exact_text(percent)


def _terms(part: ComponentRule) -> str:
    return "discretionary" if part.discretionary else "contractual"


def _head(part: ComponentRule, kind: str) -> Document:
    return {"key": part.key, "kind": kind, "terms": _terms(part)}


def _curve(part: CurveRule, currency: str) -> Document:
    return {
        **_head(part, "target bonus"),
        "target_bonus": amount_text(part.target_bonus, currency),
        "on": part.on,
        "between": "steps" if part.curve.steps else "straight lines",
        "curve": [[percent_value(at), percent_value(rate)] for at, rate in part.curve.points],
    }


def _unit(part: UnitRule, currency: str) -> Document:
    what = _sales(part.sales) if part.sales is not None else {"kpi": part.kpi}
    return {**_head(part, "amount per unit"), "amount": amount_text(part.minor, currency), **what}


def _rate(part: RateRule, _currency: str) -> Document:
    return {
        **_head(part, "percentage"),
        "rate": percent_value(part.rate),
        **_sales(part.sales),
        **_negative(part),
    }


def _tiers(part: TierRule, currency: str) -> Document:
    return {
        **_head(part, "tiers"),
        "mode": part.mode.value.replace("_", " "),
        "tiers": [[amount_text(int(tier.floor), currency), percent_value(tier.rate)] for tier in part.tiers],
        **_sales(part.sales),
        **_negative(part),
    }


def _negative(part: RateRule | TierRule) -> Document:
    return {"negative_allowed": True} if part.negative_allowed else {}


def _on_top(part: OnTopRule, _currency: str) -> Document:
    return {**_head(part, "on top"), "of": part.of, "rate": percent_value(part.rate)}


def _prize(part: PrizeRule, currency: str) -> Document:
    shared: Document = {
        "by": part.by,
        "best": "lowest" if part.lowest_first else "highest",
        "among": "team" if part.each_team else "plan",
    }
    if part.title and not any(part.prizes):
        return {"key": part.key, "kind": "honour", "title": part.title, "places": len(part.prizes), **shared}
    named = {"title": part.title} if part.title else {}
    prizes = [amount_text(prize, currency) for prize in part.prizes]
    return {**_head(part, "prize"), **named, "prizes": prizes, "ties": part.tie.value, **shared}


def _pool(part: PoolRule, currency: str) -> Document:
    return {
        **_head(part, "pool"),
        "amount": amount_text(part.amount, currency),
        "by": part.by,
        "among": "team" if part.each_team else "plan",
    }


WRITERS: Final[Mapping[type, Callable[[Any, str], Document]]] = {
    CurveRule: _curve,
    UnitRule: _unit,
    RateRule: _rate,
    TierRule: _tiers,
    OnTopRule: _on_top,
    PrizeRule: _prize,
    PoolRule: _pool,
}


def _sales(sales: Sales) -> Document:
    found: Document = {"state": sales.state.value, "base": "gross" if sales.gross else "net"}
    if sales.gross:
        found["clawback_days"] = sales.clawback_days
    for name, texts in (
        ("product", sales.products),
        ("campaign", sales.campaigns),
        ("market", sales.markets),
    ):
        if texts:
            found[name] = list(texts)
    for name, day in (("from", sales.first), ("to", sales.last)):
        if day is not None:
            found[name] = day.isoformat()
    return found


def _gate(gate: GateRule) -> Document:
    found: Document = {
        "key": gate.key,
        "on": gate.component or "plan",
        "kpi": gate.kpi,
        gate.side.value: exact_text(gate.bound),
        "factor": percent_value(gate.factor),
    }
    return found if gate.min_sample is None else {**found, "min_sample": gate.min_sample}


def _limits(rules: PlanRules, currency: str) -> Document:
    found: Document = {}
    if rules.cap is not None:
        found["individual_cap"] = amount_text(rules.cap, currency)
    if rules.guarantee is not None:
        found["guarantee"] = amount_text(rules.guarantee.amount, currency)
        found["recoverable"] = rules.guarantee.recoverable
    if rules.scaled:
        found["scale_with_working_time"] = True
    if rules.budget is not None:
        found["budget"] = amount_text(rules.budget, currency)
    if rules.budget_all:
        found["budget_counts"] = "all"
    if rules.take_from_colleagues:
        found["corrections_take_from_colleagues"] = True
    return found


def _eligibility(asked: Eligibility) -> Document:
    employed = "last day" if asked.employed_on_last_day else "any day"
    return {
        "probation": "not paid" if asked.after_probation else "paid",
        "notice": "not paid" if asked.not_under_notice else "paid",
        "employed_on": "pay date" if asked.employed_on_pay_date else employed,
        "minimum_days": asked.minimum_days,
        "protected_leave": "counts" if asked.protected_leave_counts else "does not count",
    }
