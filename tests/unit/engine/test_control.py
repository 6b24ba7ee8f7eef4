"""Control limits: what is usual, and what lies beyond it."""

from fractions import Fraction

import pytest

from apps.engine.control import share_limits, value_limits


def test_limits_of_a_share_narrow_with_its_records() -> None:
    past = [(6, 100)] * 13
    few, many = share_limits(past, 100), share_limits(past, 10_000)
    assert few is not None
    assert many is not None
    assert few.centre == many.centre == Fraction(6, 100)
    assert round(few.high, 4) == Fraction(1312, 10_000)  # 0.06 + 3 √(0.06 × 0.94 / 100)
    assert few.low == 0
    assert round(many.low, 4) == Fraction(529, 10_000)


@pytest.mark.parametrize("past", [[(6, 100)] * 4, [(0, 0)] * 13])
def test_a_short_past_has_no_limits(past: list[tuple[int, int]]) -> None:
    assert share_limits(past, 100) is None
    assert value_limits([Fraction(5)] * 4) is None


def test_limits_of_values_come_of_their_moving_range() -> None:
    found = value_limits([Fraction(n) for n in (10, 12, 10, 12, 10)])
    assert found is not None
    assert found.centre == Fraction(54, 5)
    assert found.high - found.centre == Fraction(266, 100) * 2
    assert value_limits([Fraction(7)] * 6) == (7, 7, 7)
