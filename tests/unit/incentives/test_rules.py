"""Reading a plan's rules: what is refused, and where."""

from fractions import Fraction
from typing import Any

import pytest

from apps.engine.bounds import Side
from apps.incentives.plans import Limits, read_rules
from apps.incentives.refusals import SpecWrong
from tests.bonus import CURVE, FULL, POINTS


def with_(**changes: Any) -> dict[str, Any]:
    return {**FULL, **changes}


def gate(**changes: Any) -> dict[str, Any]:
    return with_(gates=[{**FULL["gates"][0], **changes}])


def unit(**changes: Any) -> dict[str, Any]:
    return with_(units=[{**FULL["units"][0], **changes}], gates=[])


def curve(*points: list[str]) -> dict[str, Any]:
    return {"target_bonus_minor": 800_000, "curve": {"points": list(points)}}


@pytest.mark.parametrize(
    ("spec", "where"),
    [
        ("text", "plan"),
        ({}, "curve"),
        (with_(capp_minor=1), "capp_minor"),
        (with_(cap_minor=-1), "cap_minor"),
        (with_(cap_minor=1.5), "cap_minor"),
        (with_(cap_minor=True), "cap_minor"),
        (with_(cap_minor=10**16), "cap_minor"),
        (with_(budget_minor=-1), "budget_minor"),
        ({**CURVE, "budget_minor": 1}, "budget_minor"),
        ({"target_bonus_minor": 1}, "curve"),
        ({"curve": {"points": POINTS}}, "target_bonus_minor"),
        (curve(), "curve"),
        (curve(["0.8", "0.5"], ["1", "0.4"]), "curve"),
        (curve(["1", "1"], ["1", "2"]), "curve"),
        (curve(["-0.1", "1"]), "curve"),
        (curve(["0.8"]), "curve.points.1"),
        (curve(["0.8", "half"]), "curve.points.1"),
        (curve(["0.8", 0.5]), "curve.points.1"),  # type: ignore[list-item]
        (curve(["0.8", "1e400"]), "curve.points.1"),
        (curve(["0.8", "1/0"]), "curve.points.1"),
        (with_(curve={"points": "none"}), "curve.points"),
        (with_(curve={"points": POINTS, "steps": "yes"}), "curve.steps"),
        (with_(units={}, gates=[]), "budget_minor"),
        (with_(units="deals"), "units"),
        (unit(minor=0), "units.deals.minor"),
        (unit(key="a b"), "units.a b.key"),
        (unit(key="scorecard"), "units.scorecard"),
        (unit(rate="1"), "units.deals.rate"),
        (gate(factor="1"), "gates.complaints.factor"),
        (gate(factor="-0.1"), "gates.complaints.factor"),
        (gate(side="beside"), "gates.complaints.side"),
        (gate(component="calls"), "gates.complaints"),
        (gate(kpi=""), "gates.complaints.kpi"),
        (gate(min_sample=-1), "gates.complaints.min_sample"),
        (with_(gates=[FULL["gates"][0]] * 2), "gates.complaints"),
        (with_(eligibility={"days": 1}), "eligibility.days"),
        (with_(eligibility=10), "eligibility"),
        (with_(limits={"median": "1"}), "limits.median"),
        (with_(limits={"change": "0"}), "limits.change"),
    ],
)
def test_a_wrong_plan_is_refused_where_it_is_wrong(spec: Any, where: str) -> None:
    with pytest.raises(SpecWrong) as refusal:
        read_rules(spec)
    assert str(refusal.value.values["where"]) == where
    assert refusal.value.message.startswith(f"{where}: ")


def test_a_full_plan_is_read_exactly() -> None:
    rules = read_rules(FULL)
    assert rules.components == ("scorecard", "deals")
    assert rules.kpis == ("complaint_rate", "deals_closed")
    assert rules.discretionary == ("deals",)
    assert (rules.gates[0].side, rules.gates[0].bound) == (Side.ABOVE, Fraction(1, 50))
    assert (rules.cap, rules.budget) == (1_200_000, 36_000_000)


def test_what_is_not_said_has_its_default() -> None:
    rules = read_rules(CURVE)
    assert (rules.units, rules.gates, rules.cap, rules.budget) == ((), (), None, None)
    assert rules.limits == Limits()
    assert (rules.eligibility.minimum_days, rules.eligibility.employed_on_last_day) == (0, False)


@pytest.mark.parametrize("factor", ["0", "0.9999"])
def test_factors_of_a_condition_at_their_edges(factor: str) -> None:
    assert read_rules(gate(factor=factor)).gates[0].factor < 1
