"""The likely range: fixed, unbiased, as wide as the days differ."""

from collections import Counter
from fractions import Fraction

import pytest

from apps.engine.likely import Draws, Range, drawn_days, likely_path, middle


def test_the_generator_is_the_published_one() -> None:
    """SplitMix64 from 0: the first numbers of the reference implementation."""
    draws = Draws(0)
    assert [draws.number() for _ in range(3)] == [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
    ]


def test_the_same_days_give_the_same_range() -> None:
    days = [9, 0, 14, 7, 3, 11]
    assert likely_path(days, 6) == likely_path(days, 6)
    assert likely_path(days, 6, seed=1) != likely_path(days, 6, seed=2)


def test_no_day_is_likelier_than_another() -> None:
    counted = Counter(day for drawn in drawn_days(7, 10) for day in drawn)
    assert sum(counted.values()) == 4000
    assert all(480 <= counted[day] <= 660 for day in range(7))


def test_equal_days_leave_no_doubt_and_unequal_ones_more_with_each_day() -> None:
    assert likely_path([10] * 8, 3) == [Range(10, 10), Range(20, 20), Range(30, 30)]
    path = likely_path([0, 1, 5, 9, 16, 20] * 2, 12)
    widths = [one.high - one.low for one in path]
    assert widths[0] < widths[5] < widths[11]
    assert path[11].low < 120 < path[11].high


def test_the_range_holds_the_mean_of_ones_own_days() -> None:
    days = [9_000, 11_500, 8_200, 10_400, 9_900, 12_000, 7_600, 10_100]
    (*_, last) = likely_path(days, 6)
    assert last.low < Fraction(sum(days), len(days)) * 6 < last.high


@pytest.mark.parametrize(("days", "left"), [([5] * 4, 6), ([5] * 9, 0), ([], 3)])
def test_too_few_days_or_none_left_give_no_range(days: list[int], left: int) -> None:
    assert likely_path(days, left) == []


def test_the_middle_eight_of_ten() -> None:
    assert middle(range(1, 401)) == Range(41, 360)
    assert middle([5]) == Range(5, 5)


def test_nothing_can_be_drawn_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing lies below"):
        Draws().below(0)
