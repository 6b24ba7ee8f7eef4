from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.pace import expected, needed_per_day, project
from apps.engine.proration import prorate, prorate_volume, share


@pytest.mark.parametrize(
    ("target", "elapsed", "total", "by_now"),
    [
        (100, 14, 21, Fraction(200, 3)),
        (100, 0, 21, Fraction(0)),
        (100, 21, 21, Fraction(100)),
        (100, 0, 0, Fraction(0)),
    ],
)
def test_what_is_expected_by_now_is_the_elapsed_share_of_the_target(
    target: int, elapsed: int, total: int, by_now: Fraction
) -> None:
    assert expected(Fraction(target), elapsed, total) == by_now


@pytest.mark.parametrize(
    ("actual", "elapsed", "total", "end"),
    [
        (1_400_000, 14, 21, Fraction(2_100_000)),
        (10, 0, 21, None),
        (10, 21, 21, Fraction(10)),
        (0, 3, 21, Fraction(0)),
    ],
)
def test_the_projection_goes_on_as_it_did(
    actual: int, elapsed: int, total: int, end: Fraction | None
) -> None:
    assert project(Fraction(actual), elapsed, total) == end


@pytest.mark.parametrize(("elapsed", "total"), [(-1, 5), (6, 5)])
def test_time_outside_the_period_is_refused(elapsed: int, total: int) -> None:
    with pytest.raises(ValueError, match="is not between"):
        expected(Fraction(1), elapsed, total)
    with pytest.raises(ValueError, match="is not between"):
        project(Fraction(1), elapsed, total)


@given(target=st.integers(0, 10**9), elapsed=st.integers(1, 30), rest=st.integers(0, 30))
def test_one_exactly_on_pace_is_projected_to_the_target(target: int, elapsed: int, rest: int) -> None:
    total = elapsed + rest
    assert project(expected(Fraction(target), elapsed, total), elapsed, total) == target


@pytest.mark.parametrize(
    ("target", "actual", "days", "needed"),
    [
        (100, 40, 6, Fraction(10)),
        (100, 100, 0, Fraction(0)),
        (100, 120, 3, Fraction(0)),
        (100, 99, 0, None),
        (100, 99, 1, Fraction(1)),
    ],
)
def test_what_each_day_left_has_to_bring(
    target: int, actual: int, days: int, needed: Fraction | None
) -> None:
    assert needed_per_day(Fraction(target), Fraction(actual), days) == needed


def test_target_money_scales_by_working_time() -> None:
    assert prorate(800_000, 10, 20) == 400_000
    assert prorate(800_000, 20, 20) == 800_000
    assert prorate(800_000, 0, 20) == 0
    assert prorate(Fraction(100), 1, 3) == Fraction(100, 3)


def test_downtime_scales_volume_targets_further() -> None:
    assert prorate_volume(1_000, 10, 20, 0) == 500
    assert prorate_volume(1_000, 10, 20, 1) == 450
    with pytest.raises(ValueError, match="is not part of"):
        prorate_volume(1_000, 10, 20, 11)


@pytest.mark.parametrize(("worked", "planned"), [(0, 0), (1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_of_working_time_is_refused(worked: int, planned: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        share(worked, planned)
