"""One payee through the order of the steps; amounts in minor units."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

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
    OnTopComponent,
    PayeeInput,
    RateComponent,
    TierComponent,
    UnitComponent,
    price_payee,
)
from apps.engine.tiers import Tier, TierMode

CURVE = Curve(points=((F(85, 100), F(1, 2)), (F(1), F(1)), (F(110, 100), F(130, 100))))
OLD_CURVE = Curve(points=((F(80, 100), F(1, 2)), (F(1), F(1))))
TIERS = tuple(
    Tier(floor=floor, rate=F(rate, 100)) for floor, rate in [(0, 1), (100_000, 2), (300_000, 3), (800_000, 5)]
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
        value=F(value),
        bound=F(85),
        side=Side.BELOW,
        factor=F(1, 2),
        n=n,
        min_sample=5,
    )


def complaints(value: F, n: int = 125) -> Gate:
    return Gate(
        key="complaints", value=value, bound=F(2, 100), side=Side.ABOVE, factor=F(0), n=n, min_sample=50
    )


def amounts(lines: list[Line]) -> list[tuple[str, str, int]]:
    return [(line.step, line.component, line.amount) for line in lines]


def codes(lines: list[Line]) -> list[str]:
    return [line.code for line in lines]


@pytest.mark.parametrize(
    ("score", "time", "amount", "code"),
    [
        (F(1), (20, 20), 800_000, "curve"),
        (F(95, 100), (20, 20), 666_667, "curve"),
        (F(849, 1000), (20, 20), 0, "curve_below_threshold"),
        (F(85, 100), (20, 20), 400_000, "curve"),
        (F(110, 100), (20, 20), 1_040_000, "curve_at_cap"),
        (F(125, 100), (20, 20), 1_040_000, "curve_at_cap"),
        (F(1), (10, 20), 400_000, "curve"),
        (F(1), (0, 20), 0, "curve"),
    ],
)
def test_the_target_bonus_is_scaled_by_working_time_and_paid_by_the_curve(
    score: F, time: tuple[int, int], amount: int, code: str
) -> None:
    lines, issues = price_payee(payee(score=score, working_time=time, components=(SCORECARD,)))
    assert amounts(lines) == [("component", "scorecard", amount)]
    assert codes(lines) == [code]
    assert issues == []


def test_a_curve_line_explains_itself() -> None:
    scorecard = CurveComponent(key="scorecard", curve=OLD_CURVE)
    lines, _ = price_payee(payee(score=F(974, 1000), working_time=(10, 20), components=(scorecard,)))
    line = lines[0]
    assert (line.amount, line.base, line.rate) == (374_000, 400_000, F(935, 1000))
    assert dict(line.values) == {
        "achieved": F(974, 1000),
        "from_achievement": F(80, 100),
        "from_rate": F(1, 2),
        "to_achievement": F(1),
        "to_rate": F(1),
        "target_bonus": 800_000,
        "worked": 10,
        "planned": 20,
    }


def test_a_curve_may_rest_on_one_achievement_and_on_a_part_of_the_target_bonus() -> None:
    component = CurveComponent(key="sales", curve=CURVE, part=F(1, 4), on_score=False, achievement=F(1))
    lines, _ = price_payee(payee(score=None, components=(component,)))
    assert amounts(lines) == [("component", "sales", 200_000)]


@pytest.mark.parametrize(
    ("values", "issue"),
    [
        (
            {"score": None, "components": (SCORECARD,)},
            Issue.of("no_score", component="scorecard", payee="E1"),
        ),
        (
            {"score": F(1), "working_time": (0, 0), "components": (SCORECARD,)},
            Issue.of("no_working_time", component="scorecard", payee="E1"),
        ),
        (
            {"score": F(1), "working_time": (21, 20), "components": (SCORECARD,)},
            Issue.of("no_working_time", component="scorecard", payee="E1"),
        ),
        (
            {"components": (replace(SCORECARD, on_score=False),)},
            Issue.of("no_achievement", component="scorecard", payee="E1"),
        ),
        (
            {"components": (OnTopComponent(key="top", of="base", rate=F(1, 10)),)},
            Issue.of("component_unknown", component="top", of="base", payee="E1"),
        ),
    ],
)
def test_what_cannot_be_priced_is_an_issue_and_has_no_line(values: dict[str, object], issue: Issue) -> None:
    assert price_payee(payee(**values)) == ([], [issue])


def test_a_component_comes_once_and_a_gate_stands_before_one_that_exists() -> None:
    lines, issues = price_payee(
        payee(components=(units(5), units(5)), gates=(quality(90, component="none"),))
    )
    assert amounts(lines) == [("component", "units", 5)]
    assert issues == [
        Issue.of("component_repeated", component="units", payee="E1"),
        Issue.of("gate_without_component", gate="quality", component="none", payee="E1"),
    ]


@pytest.mark.parametrize(
    ("base", "amount"),
    [(75_000, 4_125), (-75_000, -4_125)],
)
def test_a_percentage_on_top_uses_the_unrounded_value_and_reverses_exactly(base: int, amount: int) -> None:
    components = (
        RateComponent(key="commission", base=base, rate=F(5, 100), negative_allowed=True),
        OnTopComponent(key="top", of="commission", rate=F(10, 100)),
    )
    lines, _ = price_payee(payee(components=components))
    assert total(lines) == amount


def test_a_percentage_on_top_of_half_a_cent_does_not_see_the_rounding() -> None:
    components = (
        RateComponent(key="commission", base=1, rate=F(1, 2)),
        OnTopComponent(key="top", of="commission", rate=F(9, 10)),
    )
    lines, _ = price_payee(payee(components=components))
    assert [line.amount for line in lines] == [1, 0]


@pytest.mark.parametrize(
    ("base", "allowed", "amount"), [(-500, False, 0), (-500, True, -100), (500, False, 100), (0, False, 0)]
)
def test_a_negative_base_pays_nothing_unless_stated(base: int, *, allowed: bool, amount: int) -> None:
    component = RateComponent(key="r", base=base, rate=F(20, 100), negative_allowed=allowed)
    lines, _ = price_payee(payee(components=(component,)))
    assert total(lines) == amount


def test_tiers_and_units_and_prizes_are_components() -> None:
    components = (
        TierComponent(key="addons", deals=DEALS, tiers=TIERS, mode=TierMode.MARGINAL),
        UnitComponent(key="campaign", units=3, amount=5_000),
        UnitComponent(key="shared", units=F(1, 2), amount=5_001),
        FixedComponent(key="prize", amount=7, code="prize"),
    )
    lines, _ = price_payee(payee(components=components))
    assert [line.amount for line in lines] == [28_500, 15_000, 2_501, 7]
    assert codes(lines) == ["tiers_marginal", "units", "units", "prize"]
    assert dict(lines[0].values)["slice_4_base"] == 170_000


@pytest.mark.parametrize(
    ("gate", "change", "code"),
    [
        (quality(85), 0, "gate_passed"),
        (quality(84), -400_000, "gate_failed"),
        (quality(84, n=5), -400_000, "gate_failed"),
    ],
)
def test_a_component_gate_carries_the_negative_difference(gate: Gate, change: int, code: str) -> None:
    lines, issues = price_payee(payee(score=F(1), components=(SCORECARD, units(100)), gates=(gate,)))
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
    lines, issues = price_payee(payee(score=F(1), components=(SCORECARD,), gates=(gate,)))
    assert total(lines) == 800_000
    assert (lines[1].amount, lines[1].code) == (0, issue.code)
    assert issues == [issue]


@pytest.mark.parametrize(("rate", "paid"), [(F(2, 100), 800_100), (F(3, 125), 0)])
def test_a_plan_gate_multiplies_everything(rate: F, paid: int) -> None:
    pool = FixedComponent(key="pool", amount=100, code="pool_equal", capped=False)
    lines, _ = price_payee(payee(score=F(1), components=(SCORECARD, pool), gates=(complaints(rate),)))
    assert total(lines) == paid
    assert lines[-1].step == "plan_gate"


def test_two_gates_on_half_a_cent_never_take_more_than_there_was() -> None:
    half = replace(quality(0, component="units"), key="half")
    none = replace(half, key="none", factor=F(0))
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
    lines, _ = price_payee(payee(components=components), cut=BudgetCut(factor=F(1, 2), cent=1))
    assert amounts(lines)[-1] == ("budget", "", -150)
    lines, _ = price_payee(payee(components=components), cut=BudgetCut(factor=F(1, 2)))
    assert amounts(lines)[-1] == ("budget", "", -151)
    lines, _ = price_payee(payee(components=components), cut=BudgetCut(factor=F(1)))
    assert (lines[-1].amount, lines[-1].code) == (0, "budget_within")


def test_a_month_with_everything_in_the_order_of_the_steps() -> None:
    """The worked example of the plan page: 10,805.00 earned, 5,876.00 paid."""
    lines, issues = price_payee(
        payee(
            score=F(108, 100),
            components=(
                SCORECARD,
                TierComponent(key="addons", deals=DEALS, tiers=TIERS, mode=TierMode.MARGINAL),
                UnitComponent(key="campaign", units=12, amount=5_000, discretionary=True),
            ),
            gates=(quality(84), complaints(F(1, 100))),
            cap=1_200_000,
            clawbacks=(Clawback(key="20-6120", for_period=AUGUST, paid=28_500, recalculated=11_600),),
            manual=(Manual(key="help", amount=20_000),),
        ),
        cut=BudgetCut(factor=F(1), budget=36_000_000),
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
            score=F(1),
            components=(SCORECARD,),
            guarantee=Guarantee(amount=5),
            refusals=refusals,
            earlier_paid=100,
            manual=(Manual(key="m", amount=-7),),
        ),
        cut=BudgetCut(factor=F(1, 2)),
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
    amount: int, factors: list[F], cap: int | None, cut: F
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
