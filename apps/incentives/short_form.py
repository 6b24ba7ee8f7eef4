"""The short form of a specification, in which first versions of plans were written and stay stored:

{"target_bonus_minor": 800000,
 "curve": {"points": [["0.8", "0.5"], ["1", "1"], ["1.1", "1.3"]], "steps": false, "discretionary": false},
 "units": [{"key": "deals", "kpi": "deals_closed", "minor": 5000, "discretionary": true}],
 "gates": [{"key": "complaints", "kpi": "complaint_rate", "side": "above", "bound": "0.02", "factor": "0",
            "min_sample": 50, "component": ""}],
 "cap_minor": 1200000, "budget_minor": 36000000,
 "eligibility": {"minimum_days": 10, "employed_on_last_day": true},
 "limits": {"median": "1.5", "change": "0.5"}}

Money is whole minor units, ratios and bounds are text such as "0.8" or "4/5". Everything is optional, but a
plan has to pay something. New versions are documents (`documents.py`).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.engine.bounds import Side
from apps.engine.curves import Curve
from apps.incentives.checking import check_points
from apps.incentives.components import ComponentRule, CurveRule, UnitRule
from apps.incentives.reading import Table
from apps.incentives.refusals import SpecWrong
from apps.incentives.rules import (
    DEFAULT_CHANGE,
    DEFAULT_MEDIAN,
    Eligibility,
    GateRule,
    Limits,
    PlanRules,
    check_whole,
)


def read_short(spec: Any) -> PlanRules:
    """The rules of the short form. Raises `SpecWrong`."""
    table = Table.of(spec, "")
    table.allow(
        "target_bonus_minor", "curve", "units", "gates", "cap_minor", "budget_minor", "eligibility", "limits"
    )
    curve = _curve(table)
    parts: tuple[ComponentRule, ...] = (curve,) if curve else ()
    rules = PlanRules(
        parts=(*parts, *map(_unit, table.tables("units"))),
        gates=tuple(map(_gate, table.tables("gates"))),
        cap=table.amount("cap_minor"),
        budget=table.amount("budget_minor"),
        eligibility=_eligibility(table.table("eligibility")),
        limits=_limits(table.table("limits")),
    )
    check_whole(rules)
    return rules


def _curve(table: Table) -> CurveRule | None:
    part = table.table("curve")
    bonus = table.amount("target_bonus_minor")
    if part is None and bonus is None:
        return None
    if part is None:
        raise SpecWrong(where="curve", problem=_("a target bonus needs a curve"))
    if bonus is None:
        raise SpecWrong(where="target_bonus_minor", problem=_("a curve needs a target bonus"))
    part.allow("points", "steps", "discretionary")
    curve = Curve(points=part.pairs("points"), steps=part.flag("steps"))
    check_points(curve, "curve")
    return CurveRule(target_bonus=bonus, curve=curve, discretionary=part.flag("discretionary"))


def _unit(part: Table) -> UnitRule:
    part.allow("key", "kpi", "minor", "discretionary")
    return UnitRule(
        key=part.key("key"),
        kpi=part.key("kpi"),
        minor=part.needed_amount("minor"),
        discretionary=part.flag("discretionary"),
    )


def _gate(part: Table) -> GateRule:
    part.allow("key", "kpi", "side", "bound", "factor", "min_sample", "component")
    factor = part.ratio("factor")
    if not 0 <= factor < 1:
        raise SpecWrong(where=part.at("factor"), problem=_("a gate multiplies by 0 or more, and less than 1"))
    return GateRule(
        key=part.key("key"),
        kpi=part.key("kpi"),
        side=Side(part.choice("side", tuple(side.value for side in Side))),
        bound=part.ratio("bound"),
        factor=factor,
        min_sample=part.amount("min_sample"),
        component=part.text("component"),
    )


def _eligibility(part: Table | None) -> Eligibility:
    if part is None:
        return Eligibility()
    part.allow("minimum_days", "employed_on_last_day")
    return Eligibility(
        minimum_days=part.amount("minimum_days") or 0,
        employed_on_last_day=part.flag("employed_on_last_day"),
    )


def _limits(part: Table | None) -> Limits:
    if part is None:
        return Limits()
    part.allow("median", "change")
    median = part.ratio("median", DEFAULT_MEDIAN)
    change = part.ratio("change", DEFAULT_CHANGE)
    if median <= 1:
        raise SpecWrong(where="limits.median", problem=_("the limit must be above 1 × the median"))
    if change <= 0:
        raise SpecWrong(where="limits.change", problem=_("the limit must be above 0"))
    return Limits(median=median, change=change)
