from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.issues import Issue
from apps.engine.tiers import Slice, Tier, TierMode, check_tiers, price, reached

MARGINAL, WHOLE, EACH = TierMode.MARGINAL, TierMode.WHOLE, TierMode.PER_TRANSACTION
TABLE = tuple(
    Tier(floor=floor, rate=Fraction(rate, 100))
    for floor, rate in [(0, 1), (100_000, 2), (300_000, 3), (800_000, 5)]
)
TWO = (Tier(floor=0, rate=Fraction(5, 100)), Tier(floor=100_000, rate=Fraction(10, 100)))
DEALS = [20_000, 30_000, 150_000, 120_000, 200_000, 450_000]


@pytest.mark.parametrize(
    ("deals", "tiers", "mode", "amount"),
    [
        (DEALS, TABLE, MARGINAL, 28_500),
        (DEALS, TABLE, WHOLE, 48_500),
        (DEALS, TABLE, EACH, 16_400),
        (DEALS[:-1], TABLE, MARGINAL, 11_600),
        ([60_000] * 3, TWO, MARGINAL, 13_000),
        ([60_000] * 3, TWO, WHOLE, 18_000),
        # floors are inclusive
        ([99_999], TWO, WHOLE, Fraction(499_995, 100)),
        ([100_000], TWO, WHOLE, 10_000),
        ([100_000], TWO, MARGINAL, 5_000),
        ([100_050], TWO, MARGINAL, 5_005),
        ([100_050], TWO, WHOLE, 10_005),
        ([], TABLE, MARGINAL, 0),
        ([0], TABLE, WHOLE, 0),
        # the top is open
        ([10**12], TWO, MARGINAL, 10**11 - 5_000),
    ],
)
def test_a_table_pays_in_the_mode_that_the_plan_states(
    deals: list[int], tiers: tuple[Tier, ...], mode: TierMode, amount: int | Fraction
) -> None:
    result = price(deals, tiers, mode)
    assert result.amount == amount
    assert sum((part.amount for part in result.slices), Fraction(0)) == amount
    assert sum(part.base for part in result.slices) == sum(deals)


def test_an_amount_half_a_unit_above_a_floor_is_in_the_next_tier() -> None:
    tiers = (Tier(floor=0, rate=Fraction(1, 100)), Tier(floor=1_000, rate=Fraction(2, 100)))
    assert reached(Fraction(100_050, 100), tiers) == tiers[1]
    assert reached(1_000, tiers) == tiers[1]
    assert reached(Fraction(99_999, 100), tiers) == tiers[0]
    assert reached(-1, tiers) is None


def test_rates_over_one_denominator_add_up() -> None:
    tiers = (Tier(floor=0, rate=Fraction(1, 100)), Tier(floor=1_000, rate=Fraction(3, 100)))
    assert price([3_000], tiers, MARGINAL).amount == 70


@pytest.mark.parametrize("mode", list(TierMode))
def test_below_the_first_floor_nothing_is_paid(mode: TierMode) -> None:
    tiers = (Tier(floor=1_000, rate=Fraction(1, 100)),)
    assert price([999], tiers, mode).amount == 0
    assert price([999], tiers, mode).slices == ()


def test_an_amount_on_a_floor_has_no_slice_above_it() -> None:
    assert price([100_000], TWO, MARGINAL).slices == (Slice(0, 100_000, Fraction(5, 100)),)


def test_the_slices_explain_the_amount() -> None:
    assert price(DEALS, TABLE, MARGINAL).slices == (
        Slice(0, 100_000, Fraction(1, 100)),
        Slice(100_000, 200_000, Fraction(2, 100)),
        Slice(300_000, 500_000, Fraction(3, 100)),
        Slice(800_000, 170_000, Fraction(5, 100)),
    )
    assert price(DEALS, TABLE, EACH).slices == (
        Slice(0, 450_000, Fraction(1, 100)),
        Slice(100_000, 370_000, Fraction(2, 100)),
        Slice(300_000, 150_000, Fraction(3, 100)),
    )


@pytest.mark.parametrize("mode", list(TierMode))
def test_a_negative_total_pays_nothing_unless_stated_and_then_the_exact_negative(mode: TierMode) -> None:
    assert price([-120_000], TWO, mode).amount == 0
    paid = price([120_000], TWO, mode).amount
    assert paid > 0
    assert price([-120_000], TWO, mode, negative_allowed=True).amount == -paid


def test_a_refunded_deal_takes_back_what_it_paid_per_transaction() -> None:
    assert price([120_000, 120_000, -120_000], TWO, EACH).amount == price([120_000], TWO, EACH).amount


def test_small_deals_that_outweigh_a_large_refund_do_not_pay_below_zero() -> None:
    deals = [60_000, 60_000, -120_000]
    assert price(deals, TWO, EACH).amount == 0
    assert price(deals, TWO, EACH, negative_allowed=True).amount == -1_000


@given(st.integers(0, 2_000_000), st.integers(0, 2_000_000))
def test_marginal_tiers_never_pay_less_for_more(one: int, two: int) -> None:
    low, high = sorted((one, two))
    assert price([low], TABLE, MARGINAL).amount <= price([high], TABLE, MARGINAL).amount
    assert price([high], TABLE, MARGINAL).amount <= price([high], TABLE, WHOLE).amount


@pytest.mark.parametrize(
    ("tiers", "codes"),
    [
        (TABLE, []),
        ((), ["tiers_empty"]),
        ((Tier(floor=1, rate=Fraction(0)),), ["tiers_start"]),
        ((Tier(floor=0, rate=Fraction(-1, 100)),), ["tiers_rate_negative"]),
        ((Tier(floor=0, rate=Fraction(0)), Tier(floor=0, rate=Fraction(0))), ["tiers_not_rising"]),
        (
            (
                Tier(floor=0, rate=Fraction(0)),
                Tier(floor=5, rate=Fraction(0)),
                Tier(floor=4, rate=Fraction(0)),
            ),
            ["tiers_not_rising"],
        ),
    ],
)
def test_a_table_without_gaps_has_rising_floors_from_zero(tiers: tuple[Tier, ...], codes: list[str]) -> None:
    assert [issue.code for issue in check_tiers(tiers)] == codes


def test_the_issue_names_the_floors() -> None:
    tiers = (
        Tier(floor=0, rate=Fraction(0)),
        Tier(floor=5, rate=Fraction(0)),
        Tier(floor=5, rate=Fraction(0)),
    )
    assert check_tiers(tiers) == [Issue.of("tiers_not_rising", floor=5, before=5)]
