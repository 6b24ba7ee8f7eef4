"""What each kind of component pays one payee; amounts in minor units."""

from dataclasses import replace
from fractions import Fraction

import pytest

from apps.engine.bounds import Side
from apps.engine.curves import Curve
from apps.engine.issues import Issue
from apps.engine.lines import total
from apps.engine.payout import (
    CurveComponent,
    FixedComponent,
    Gate,
    Line,
    OnTopComponent,
    PayeeInput,
    RateComponent,
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
OLD_CURVE = Curve(points=((Fraction(80, 100), Fraction(1, 2)), (Fraction(1), Fraction(1))))
TIERS = tuple(
    Tier(floor=floor, rate=Fraction(rate, 100))
    for floor, rate in [(0, 1), (100_000, 2), (300_000, 3), (800_000, 5)]
)
DEALS = (20_000, 30_000, 150_000, 120_000, 200_000, 450_000)
SCORECARD = CurveComponent(key="scorecard", curve=CURVE)


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


def amounts(lines: list[Line]) -> list[tuple[str, str, int]]:
    return [(line.step, line.component, line.amount) for line in lines]


def codes(lines: list[Line]) -> list[str]:
    return [line.code for line in lines]


@pytest.mark.parametrize(
    ("score", "time", "amount", "code"),
    [
        (Fraction(1), (20, 20), 800_000, "curve"),
        (Fraction(95, 100), (20, 20), 666_667, "curve"),
        (Fraction(849, 1000), (20, 20), 0, "curve_below_threshold"),
        (Fraction(85, 100), (20, 20), 400_000, "curve"),
        (Fraction(110, 100), (20, 20), 1_040_000, "curve_at_cap"),
        (Fraction(125, 100), (20, 20), 1_040_000, "curve_at_cap"),
        (Fraction(1), (10, 20), 400_000, "curve"),
        (Fraction(1), (0, 20), 0, "curve"),
    ],
)
def test_the_target_bonus_is_scaled_by_working_time_and_paid_by_the_curve(
    score: Fraction, time: tuple[int, int], amount: int, code: str
) -> None:
    lines, issues = price_payee(payee(score=score, working_time=time, components=(SCORECARD,)))
    assert amounts(lines) == [("component", "scorecard", amount)]
    assert codes(lines) == [code]
    assert issues == []


def test_a_curve_line_explains_itself() -> None:
    scorecard = CurveComponent(key="scorecard", curve=OLD_CURVE)
    lines, _ = price_payee(payee(score=Fraction(974, 1000), working_time=(10, 20), components=(scorecard,)))
    line = lines[0]
    assert (line.amount, line.base, line.rate) == (374_000, 400_000, Fraction(935, 1000))
    assert dict(line.values) == {
        "achieved": Fraction(974, 1000),
        "from_achievement": Fraction(80, 100),
        "from_rate": Fraction(1, 2),
        "to_achievement": Fraction(1),
        "to_rate": Fraction(1),
        "target_bonus": 800_000,
        "worked": 10,
        "planned": 20,
    }


def test_a_full_month_is_not_explained_as_scaled() -> None:
    lines, _ = price_payee(payee(score=Fraction(1), working_time=(20, 20), components=(SCORECARD,)))
    assert "planned" not in dict(lines[0].values)


def test_below_the_threshold_the_line_names_it() -> None:
    lines, _ = price_payee(payee(score=Fraction(84, 100), components=(SCORECARD,)))
    assert dict(lines[0].values) == {"achieved": Fraction(84, 100), "threshold": Fraction(85, 100)}


def test_a_curve_may_rest_on_one_achievement_and_on_a_part_of_the_target_bonus() -> None:
    component = CurveComponent(
        key="sales", curve=CURVE, part=Fraction(1, 4), on_score=False, achievement=Fraction(1)
    )
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
            {"score": Fraction(1), "working_time": (0, 0), "components": (SCORECARD,)},
            Issue.of("no_working_time", component="scorecard", payee="E1"),
        ),
        (
            {"score": Fraction(1), "working_time": (21, 20), "components": (SCORECARD,)},
            Issue.of("no_working_time", component="scorecard", payee="E1"),
        ),
        (
            {"components": (replace(SCORECARD, on_score=False),)},
            Issue.of("no_achievement", component="scorecard", payee="E1"),
        ),
        (
            {"components": (OnTopComponent(key="top", of="base", rate=Fraction(1, 10)),)},
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
        RateComponent(key="commission", base=base, rate=Fraction(5, 100), negative_allowed=True),
        OnTopComponent(key="top", of="commission", rate=Fraction(10, 100)),
    )
    lines, _ = price_payee(payee(components=components))
    assert total(lines) == amount


def test_a_percentage_on_top_of_half_a_cent_does_not_see_the_rounding() -> None:
    components = (
        RateComponent(key="commission", base=1, rate=Fraction(1, 2)),
        OnTopComponent(key="top", of="commission", rate=Fraction(9, 10)),
    )
    lines, _ = price_payee(payee(components=components))
    assert [line.amount for line in lines] == [1, 0]


@pytest.mark.parametrize(
    ("base", "allowed", "amount"), [(-500, False, 0), (-500, True, -100), (500, False, 100), (0, False, 0)]
)
def test_a_negative_base_pays_nothing_unless_stated(base: int, *, allowed: bool, amount: int) -> None:
    component = RateComponent(key="r", base=base, rate=Fraction(20, 100), negative_allowed=allowed)
    lines, _ = price_payee(payee(components=(component,)))
    assert total(lines) == amount


def test_tiers_and_units_and_prizes_are_components() -> None:
    components = (
        TierComponent(key="addons", deals=DEALS, tiers=TIERS, mode=TierMode.MARGINAL),
        UnitComponent(key="campaign", units=3, amount=5_000),
        UnitComponent(key="shared", units=Fraction(1, 2), amount=5_001),
        FixedComponent(key="prize", amount=7, code="prize"),
    )
    lines, _ = price_payee(payee(components=components))
    assert [line.amount for line in lines] == [28_500, 15_000, 2_501, 7]
    assert codes(lines) == ["tiers_marginal", "units", "units", "prize"]
    assert dict(lines[0].values)["slice_4_base"] == 170_000
