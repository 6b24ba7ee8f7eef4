from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.credits import check_credits, credit_amounts
from apps.engine.issues import Issue
from apps.engine.money import CurrencyMixed, Money, round_minor, split


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(5, 2), 3),
        (Fraction(-5, 2), -3),
        (Fraction(249, 100), 2),
        (Fraction(-249, 100), -2),
        (Fraction(251, 100), 3),
        (Fraction(1, 3), 0),
        (Fraction(-1, 3), 0),
        (Fraction(0), 0),
        (7, 7),
        (-7, -7),
        (Fraction(10**30, 3), 333333333333333333333333333333),
    ],
)
def test_rounding_is_half_away_from_zero(value: Fraction | int, rounded: int) -> None:
    assert round_minor(value) == rounded


@given(st.fractions())
def test_a_reversal_is_the_exact_negative(value: Fraction) -> None:
    assert round_minor(-value) == -round_minor(value)
    assert abs(round_minor(value) - value) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("amount", "weights", "keys", "shares"),
    [
        (10_000, [1, 1, 1], ["a", "b", "c"], [3334, 3333, 3333]),
        (10_000, [1, 1, 1], ["c", "b", "a"], [3333, 3333, 3334]),
        (-10_000, [1, 1, 1], ["a", "b", "c"], [-3334, -3333, -3333]),
        (10_001, [1, 1, 1], ["a", "b", "c"], [3334, 3334, 3333]),
        (100, [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], ["a", "b", "c"], [50, 33, 17]),
        (1, [1, 2], ["a", "b"], [0, 1]),
        (0, [1, 2], ["a", "b"], [0, 0]),
        (7, [0, 1], ["a", "b"], [0, 7]),
    ],
)
def test_a_split_hands_out_every_cent_by_largest_remainder(
    amount: int, weights: list[int | Fraction], keys: list[str], shares: list[int]
) -> None:
    assert split(amount, weights, keys) == shares


@given(
    amount=st.integers(-(10**9), 10**9),
    weights=st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any),
)
def test_a_split_adds_up_and_no_share_is_off_by_a_cent(amount: int, weights: list[int]) -> None:
    keys = [f"k{i:02d}" for i in range(len(weights))]
    shares = split(amount, weights, keys)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(amount * weight, sum(weights))) < 1
    turned = split(amount, weights[::-1], keys[::-1])
    assert turned[::-1] == shares


@pytest.mark.parametrize(
    ("weights", "keys"),
    [([0, 0], ["a", "b"]), ([-1, 2], ["a", "b"]), ([1], ["a", "b"]), ([1, 1], ["a", "a"])],
)
def test_what_cannot_be_split_is_refused(weights: list[int], keys: list[str]) -> None:
    with pytest.raises(ValueError, match="split"):
        split(100, weights, keys)


def test_currencies_never_mix() -> None:
    dollars, euros = Money(amount=5, currency="HKD"), Money(amount=5, currency="EUR")
    assert dollars + dollars == Money(amount=10, currency="HKD")
    assert dollars - Money(amount=7, currency="HKD") == -Money(amount=2, currency="HKD")
    assert -dollars < dollars
    assert not dollars < dollars  # noqa: PLR0124  strictly less
    for refused in (lambda: dollars + euros, lambda: dollars - euros, lambda: dollars < euros):
        with pytest.raises(CurrencyMixed, match="HKD and EUR"):
            refused()


@pytest.mark.parametrize(
    ("shares", "issue"),
    [
        ({"a": Fraction(1)}, None),
        ({"a": Fraction(1, 3), "b": Fraction(2, 3)}, None),
        ({"a": Fraction(1, 2), "b": Fraction(49, 100)}, Issue.of("credits_total", total=Fraction(99, 100))),
        ({"a": Fraction(1, 2), "b": Fraction(51, 100)}, Issue.of("credits_total", total=Fraction(101, 100))),
        (
            {"a": Fraction(1), "b": Fraction(0)},
            Issue.of("credit_share_invalid", person="b", share=Fraction(0)),
        ),
        ({}, Issue.of("credits_total", total=Fraction(0))),
    ],
)
def test_credits_of_an_order_total_it(shares: dict[str, Fraction], issue: Issue | None) -> None:
    assert check_credits(shares) == issue


def test_credit_amounts_add_up_to_the_order() -> None:
    assert credit_amounts(1_001, {"b": Fraction(1, 2), "a": Fraction(1, 2)}) == {"b": 500, "a": 501}
