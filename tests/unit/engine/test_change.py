"""The mean of own changes with its interval: fixed values, on both sides of the least number of people."""

from decimal import Decimal
from fractions import Fraction

from apps.engine.change import mean_change


def test_the_interval_is_students() -> None:
    """1, 2, 3, 4, 5: mean 3, s² = 2.5, t(4) = 2.776445, half = 2.776445 × √0.5 = 1.963243."""
    found = mean_change([Fraction(n) for n in range(1, 6)])
    assert found is not None
    assert (found.mean, found.n, found.is_told) == (3, 5, True)
    assert abs(found.low - Decimal("1.036757")) < Decimal("0.00001")
    assert abs(found.high - Decimal("4.963243")) < Decimal("0.00001")


def test_four_people_say_nothing_of_the_others() -> None:
    assert mean_change([Fraction(n) for n in range(4)]) is None


def test_changes_around_nothing_are_not_told_from_chance() -> None:
    found = mean_change([Fraction(n) for n in (-2, -1, 0, 1, 2)])
    assert found is not None
    assert not found.is_told
