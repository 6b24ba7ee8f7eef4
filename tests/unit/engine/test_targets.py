"""From words to numbers, and a team's target over its agents."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.targets import compound, nice_step, seasonal, split_team, straight, to_step

FIFTH = Fraction(1, 5)


def test_twenty_per_cent_in_three_months() -> None:
    assert straight(Fraction(100), FIFTH, 3) == [Fraction(320, 3), Fraction(340, 3), 120]
    assert compound(Fraction(100), Fraction(21, 100), 2) == [110, 121]
    grown = compound(Fraction(100), FIFTH, 3)
    assert [to_step(value * 100, 1) for value in grown] == [10627, 11292, 12000]
    assert seasonal(Fraction(100), FIFTH, [Fraction(1), Fraction(9, 10), Fraction(6, 5)]) == [
        *(Fraction(320, 3), 102, 144),
    ]


@pytest.mark.parametrize("change", [Fraction(-1, 10), Fraction(0), Fraction(5)])
@pytest.mark.parametrize("months", [1, 2, 7, 12])
def test_every_way_ends_where_it_was_said(change: Fraction, months: int) -> None:
    goal = 250 * (1 + change)
    assert straight(Fraction(250), change, months)[-1] == goal
    assert compound(Fraction(250), change, months)[-1] == goal


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        (Fraction(106_667), 500, 106_500),
        (Fraction(5, 2), 1, 3),
        (Fraction(-5, 2), 1, -3),
        (Fraction(0), 7, 0),
    ],
)
def test_rounds_half_away_from_zero(value: Fraction, step: int, rounded: int) -> None:
    assert to_step(value, step) == rounded


@pytest.mark.parametrize(("size", "step"), [(190_000, 1000), (2100, 10), (540, 2), (3, 1)])
def test_round_steps(size: int, step: int) -> None:
    assert nice_step(size) == step


def test_no_month_is_no_change() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        straight(Fraction(1), FIFTH, 0)


@given(
    st.integers(min_value=0, max_value=10**12),
    st.lists(st.integers(min_value=0, max_value=50), min_size=1, max_size=12),
    st.sampled_from([1, 7, 500, 10**6]),
)
def test_parts_add_up_exactly(total: int, weights: list[int], step: int) -> None:
    if not sum(weights):
        return
    keys = [f"{n:03}" for n in range(len(weights))]
    parts = split_team(total, weights, keys, step)
    assert sum(parts) == total
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)
