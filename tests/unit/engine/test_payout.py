"""One payee through the order of the steps; amounts in minor units."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.bounds import Side
from apps.engine.curves import Curve
from apps.engine.issues import Issue
from apps.engine.lines import earned, total
from apps.engine.payout import (
    BudgetCut,
    Clawback,
    CurveComponent,
    FixedComponent,
    Gate,
    Guarantee,
    Line,
    Manual,
    PayeeInput,
    TierComponent,
    UnitComponent,
    price_payee,
)
from apps.engine.tiers import Tier, TierMode

CURVE = Curve(
    points=(
        (Fraction(85, 100), Fraction(1, 2)),
        (Fraction(1), Fraction(1)),
        (Fraction(110, 100), Fraction(130, 100)),
    )
)
TIERS = tuple(
    Tier(floor=floor, rate=Fraction(rate, 100))
    for floor, rate in [(0, 1), (100_000, 2), (300_000, 3), (800_000, 5)]
)
DEALS = (20_000, 30_000, 150_000, 120_000, 200_000, 450_000)
SCORECARD = CurveComponent(key="scorecard", curve=CURVE)
AUGUST = date(2026, 8, 1)


def payee(**values: object) -> PayeeInput:
    given_values: dict[str, object] = {"key": "E1", "currency": "HKD", "target_bonus": 800_000, **values}
    return PayeeInput(**given_values)  # type: ignore[arg-type]


def units(amount: int, key: str = "units", *, discretionary: bool = False) -> UnitComponent:
    return UnitComponent(key=key, units=1, amount=amount, discretionary=discretionary)


def quality(value: int, *, n: int = 10, component: str = "scorecard") -> Gate:
    return Gate(
        key="quality",
        component=component,
        value=Fraction(value),
        bound=Fraction(85),
        side=Side.BELOW,
        factor=Fraction(1, 2),
        n=n,
        min_sample=5,
    )


def complaints(value: Fraction, n: int = 125) -> Gate:
    return Gate(
        key="complaints",
        value=value,
        bound=Fraction(2, 100),
        side=Side.ABOVE,
        factor=Fraction(0),
        n=n,
        min_sample=50,
    )


def amounts(lines: list[Line]) -> list[tuple[str, str, int]]:
    return [(line.step, line.component, line.amount) for line in lines]


def codes(lines: list[Line]) -> list[str]:
    return [line.code for line in lines]


@pytest.mark.parametrize(
    ("gate", "change", "code"),
    [
        (quality(85), 0, "gate_passed"),
        (quality(84), -400_000, "gate_failed"),
        (quality(84, n=5), -400_000, "gate_failed"),
        (replace(quality(84, n=0), min_sample=0), -400_000, "gate_failed"),
    ],
)
def test_a_component_gate_carries_the_negative_difference(gate: Gate, change: int, code: str) -> None:
    lines, issues = price_payee(payee(score=Fraction(1), components=(SCORECARD, units(100)), gates=(gate,)))
    assert amounts(lines)[2] == ("component_gate", "quality", change)
    assert lines[2].code == code
    assert lines[2].base == 800_000
    assert issues == []


@pytest.mark.parametrize(
    ("gate", "issue"),
    [
        (quality(83, n=3), Issue.of("gate_small_sample", gate="quality", n=3, min_sample=5, payee="E1")),
        (replace(quality(0), value=None), Issue.of("gate_no_data", gate="quality", payee="E1")),
    ],
)
def test_a_gate_on_a_small_sample_does_not_fire_and_raises_an_exception(gate: Gate, issue: Issue) -> None:
    lines, issues = price_payee(payee(score=Fraction(1), components=(SCORECARD,), gates=(gate,)))
    assert total(lines) == 800_000
    assert (lines[1].amount, lines[1].code) == (0, issue.code)
    assert issues == [issue]


@pytest.mark.parametrize(("value", "rate"), [(85, 1), (84, Fraction(1, 2))])
def test_a_gate_line_explains_itself(value: int, rate: Fraction | int) -> None:
    lines, _ = price_payee(payee(components=(units(100),), gates=(quality(value, component="units"),)))
    assert (lines[1].base, lines[1].rate) == (100, rate)
    assert dict(lines[1].values) == {
        "value": value,
        "bound": 85,
        "side": "below",
        "n": 10,
        "min_sample": 5,
    }


@pytest.mark.parametrize(("rate", "paid"), [(Fraction(2, 100), 800_100), (Fraction(3, 125), 0)])
def test_a_plan_gate_multiplies_everything(rate: Fraction, paid: int) -> None:
    pool = FixedComponent(key="pool", amount=100, code="pool_equal", capped=False)
    lines, _ = price_payee(payee(score=Fraction(1), components=(SCORECARD, pool), gates=(complaints(rate),)))
    assert total(lines) == paid
    assert lines[-1].step == "plan_gate"


def test_two_gates_on_half_a_cent_never_take_more_than_there_was() -> None:
    half = replace(quality(0, component="units"), key="half")
    none = replace(half, key="none", factor=Fraction(0))
    lines, _ = price_payee(payee(components=(units(1),), gates=(half, none)))
    assert [line.amount for line in lines] == [1, 0, -1]


@pytest.mark.parametrize(
    ("earned_before", "cap", "change", "code"),
    [
        (1_200_000, 1_200_000, 0, "cap_not_reached"),
        (1_200_001, 1_200_000, -1, "cap_reached"),
        (5_000_000, 1_200_000, -3_800_000, "cap_reached"),
    ],
)
def test_the_individual_cap_takes_what_exceeds_it(
    earned_before: int, cap: int, change: int, code: str
) -> None:
    lines, _ = price_payee(payee(components=(units(earned_before),), cap=cap))
    assert amounts(lines)[-1] == ("cap", "", change)
    assert lines[-1].code == code


@pytest.mark.parametrize(("amount", "rate"), [(1_000, 1), (4_000, Fraction(1, 4))])
def test_a_cap_line_explains_itself(amount: int, rate: Fraction | int) -> None:
    lines, _ = price_payee(payee(components=(units(amount),), cap=1_000))
    assert (lines[-1].base, lines[-1].rate, lines[-1].values) == (amount, rate, (("cap", 1_000),))


def test_the_cap_counts_neither_pools_nor_manual_lines() -> None:
    pool = FixedComponent(key="pool", amount=500, code="pool_equal", capped=False)
    lines, _ = price_payee(
        payee(components=(units(1_500), pool), cap=1_000, manual=(Manual(key="m", amount=300),))
    )
    assert total(lines) == 1_000 + 500 + 300


@pytest.mark.parametrize(
    ("guarantee", "earned_before", "change", "carried", "code"),
    [
        (Guarantee(amount=100_000), 60_000, 40_000, 0, "guarantee_topped_up"),
        (Guarantee(amount=100_000, recoverable=True), 60_000, 40_000, -40_000, "guarantee_topped_up"),
        (Guarantee(amount=100_000), 100_000, 0, 0, "guarantee_not_needed"),
        (Guarantee(amount=100_000), 99_999, 1, 0, "guarantee_topped_up"),
        (
            Guarantee(amount=100_000, recoverable=True, carried=-40_000),
            100_000,
            0,
            -40_000,
            "guarantee_not_needed",
        ),
        (
            Guarantee(amount=100_000, recoverable=True, carried=-40_000),
            100_001,
            -1,
            -39_999,
            "guarantee_recovered",
        ),
        (
            Guarantee(amount=100_000, recoverable=True, carried=-40_000),
            115_000,
            -15_000,
            -25_000,
            "guarantee_recovered",
        ),
        (
            Guarantee(amount=100_000, recoverable=True, carried=-40_000),
            150_000,
            -40_000,
            0,
            "guarantee_recovered",
        ),
        (
            Guarantee(amount=100_000, recoverable=True, carried=-40_000),
            90_000,
            10_000,
            -50_000,
            "guarantee_topped_up",
        ),
        (Guarantee(amount=100_000, carried=-40_000), 150_000, 0, -40_000, "guarantee_not_needed"),
    ],
)
def test_a_guarantee_tops_up_and_recovers_only_from_what_exceeds_it(
    guarantee: Guarantee, earned_before: int, change: int, carried: int, code: str
) -> None:
    lines, _ = price_payee(payee(components=(units(earned_before),), guarantee=guarantee))
    assert amounts(lines)[-1] == ("guarantee", "", change)
    assert (lines[-1].code, dict(lines[-1].values)["carried"]) == (code, carried)


def test_the_budget_reduces_discretionary_pay_only() -> None:
    components = (units(1_000, "contractual"), units(301, "campaign", discretionary=True))
    lines, _ = price_payee(payee(components=components), cut=BudgetCut(factor=Fraction(1, 2), cent=1))
    assert amounts(lines)[-1] == ("budget", "", -150)
    lines, _ = price_payee(payee(components=components), cut=BudgetCut(factor=Fraction(1, 2)))
    assert amounts(lines)[-1] == ("budget", "", -151)
    lines, _ = price_payee(payee(components=components), cut=BudgetCut(factor=Fraction(1)))
    assert (lines[-1].amount, lines[-1].code) == (0, "budget_within")


def test_a_month_with_everything_in_the_order_of_the_steps() -> None:
    """The worked example of the plan page: 10,805.00 earned, 5,876.00 paid."""
    lines, issues = price_payee(
        payee(
            score=Fraction(108, 100),
            components=(
                SCORECARD,
                TierComponent(key="addons", deals=DEALS, tiers=TIERS, mode=TierMode.MARGINAL),
                UnitComponent(key="campaign", units=12, amount=5_000, discretionary=True),
            ),
            gates=(quality(84), complaints(Fraction(1, 100))),
            cap=1_200_000,
            clawbacks=(Clawback(key="20-6120", for_period=AUGUST, paid=28_500, recalculated=11_600),),
            manual=(Manual(key="help", amount=20_000),),
        ),
        cut=BudgetCut(factor=Fraction(1), budget=36_000_000),
    )
    assert amounts(lines) == [
        ("component", "scorecard", 992_000),
        ("component", "addons", 28_500),
        ("component", "campaign", 60_000),
        ("component_gate", "quality", -496_000),
        ("plan_gate", "complaints", 0),
        ("cap", "", 0),
        ("budget", "", 0),
        ("clawback", "20-6120", -16_900),
        ("manual", "help", 20_000),
    ]
    assert total(lines) == 587_600
    assert earned(lines) == 584_500
    assert lines[7].for_period == AUGUST
    assert issues == []


def test_every_refusal_is_a_line_of_zero_and_what_was_paid_before_still_counts() -> None:
    refusals = (
        Issue.of("in_probation", until=date(2026, 12, 1)),
        Issue.of("too_few_days", days=3, minimum=5),
    )
    lines, issues = price_payee(
        payee(
            score=Fraction(1),
            components=(SCORECARD,),
            guarantee=Guarantee(amount=5),
            refusals=refusals,
            earlier_paid=100,
            manual=(Manual(key="m", amount=-7),),
        ),
        cut=BudgetCut(factor=Fraction(1, 2)),
    )
    assert amounts(lines) == [
        ("eligibility", "", 0),
        ("eligibility", "", 0),
        ("manual", "m", -7),
        ("earlier_paid", "", -100),
    ]
    assert codes(lines) == ["in_probation", "too_few_days", "manual_deduction", "earlier_paid"]
    assert lines[0].values == refusals[0].values
    assert issues == [Issue.of("negative_total", amount=-107, payee="E1")]


def test_payable_is_what_was_recalculated_less_what_was_paid() -> None:
    lines, issues = price_payee(payee(components=(units(782_000),), earlier_paid=800_000))
    assert total(lines) == -18_000
    assert issues == [Issue.of("negative_total", amount=-18_000, payee="E1")]
    lines, issues = price_payee(payee(components=(units(782_000),), earlier_paid=782_000))
    assert (total(lines), issues) == (0, [])


@given(
    amount=st.integers(0, 10**7),
    factors=st.lists(st.fractions(0, 1, max_denominator=100), max_size=4),
    cap=st.none() | st.integers(0, 10**7),
    cut=st.fractions(0, 1, max_denominator=1000),
)
def test_reductions_never_take_more_than_was_earned_and_lines_add_up(
    amount: int, factors: list[Fraction], cap: int | None, cut: Fraction
) -> None:
    gates = tuple(
        replace(quality(0, component="" if i % 2 else "units"), key=f"g{i}", factor=factor)
        for i, factor in enumerate(factors)
    )
    payee_input = payee(components=(units(amount, discretionary=True),), gates=gates, cap=cap)
    lines, issues = price_payee(payee_input, cut=BudgetCut(factor=cut, cent=1))
    assert issues == []
    assert 0 <= total(lines) <= amount
    assert total(lines) == earned(lines)
    assert price_payee(payee_input, cut=BudgetCut(factor=cut, cent=1)) == (lines, issues)
