from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.achievement import Direction, Target, achieve, check_target, combine_bands, zero_point
from apps.engine.issues import Issue

HIGHER, LOWER, BAND = Direction.HIGHER, Direction.LOWER, Direction.BAND
TALK = Target(direction=BAND, low=F(180), high=F(300), low_limit=F(60), high_limit=F(600))
ratios = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@pytest.mark.parametrize(
    ("actual", "target", "achievement"),
    [
        (F(150_000), Target(direction=HIGHER, value=F(100_000)), F(3, 2)),
        (F(0), Target(direction=HIGHER, value=F(100)), F(0)),
        (F(-5), Target(direction=HIGHER, value=F(100)), F(0)),
        # improve from 50 to 100
        (F(50), Target(direction=HIGHER, value=F(100), zero=F(50)), F(0)),
        (F(49), Target(direction=HIGHER, value=F(100), zero=F(50)), F(0)),
        (F(75), Target(direction=HIGHER, value=F(100), zero=F(50)), F(1, 2)),
        (F(100), Target(direction=HIGHER, value=F(100), zero=F(50)), F(1)),
        # a target of 0 can be measured from below
        (F(-5), Target(direction=HIGHER, value=F(0), zero=F(-10)), F(1, 2)),
        # lower is better: target 2 %, worst 4 % by default
        (F(2, 100), Target(direction=LOWER, value=F(2, 100)), F(1)),
        (F(1, 100), Target(direction=LOWER, value=F(2, 100)), F(3, 2)),
        (F(3, 100), Target(direction=LOWER, value=F(2, 100)), F(1, 2)),
        (F(4, 100), Target(direction=LOWER, value=F(2, 100)), F(0)),
        (F(5, 100), Target(direction=LOWER, value=F(2, 100)), F(0)),
        (F(0), Target(direction=LOWER, value=F(2, 100)), F(2)),
        # 23 s answered within a target of 20 s and a worst of 40 s
        (F(9200, 400), Target(direction=LOWER, value=F(20), zero=F(40)), F(85, 100)),
        (F(4, 1000), Target(direction=LOWER, value=F(1, 200), zero=F(1, 100)), F(12, 10)),
        (F(1), Target(direction=LOWER, value=F(0), zero=F(4)), F(3, 4)),
        # band 180 to 300 s with limits 60 and 600
        (F(60), TALK, F(0)),
        (F(59), TALK, F(0)),
        (F(120), TALK, F(1, 2)),
        (F(180), TALK, F(1)),
        (F(240), TALK, F(1)),
        (F(300), TALK, F(1)),
        (F(450), TALK, F(1, 2)),
        (F(600), TALK, F(0)),
        (F(601), TALK, F(0)),
        # one open side, one hard edge
        (F(0), Target(direction=BAND, high=F(300), high_limit=F(300)), F(1)),
        (F(300), Target(direction=BAND, high=F(300), high_limit=F(300)), F(1)),
        (F(301), Target(direction=BAND, high=F(300), high_limit=F(300)), F(0)),
        (F(999), Target(direction=BAND, low=F(10), low_limit=F(0)), F(1)),
    ],
)
def test_achievement_is_exact_and_never_below_zero_and_not_capped(
    actual: F, target: Target, achievement: F
) -> None:
    assert achieve(actual, target) == (achievement, None)


@pytest.mark.parametrize(
    ("target", "issue"),
    [
        (Target(direction=HIGHER), Issue("target_missing")),
        (Target(direction=LOWER), Issue("target_missing")),
        (Target(direction=LOWER, value=F(0)), Issue("target_worst_missing")),
        (Target(direction=HIGHER, value=F(0)), Issue.of("target_is_zero_point", target=F(0))),
        (Target(direction=HIGHER, value=F(50), zero=F(50)), Issue.of("target_is_zero_point", target=F(50))),
        (Target(direction=LOWER, value=F(2), zero=F(2)), Issue.of("target_is_zero_point", target=F(2))),
        (Target(direction=LOWER, value=F(0), zero=F(0)), Issue.of("target_is_zero_point", target=F(0))),
        (Target(direction=HIGHER, value=F(-1)), Issue.of("target_wrong_side", target=F(-1), zero=F(0))),
        (
            Target(direction=LOWER, value=F(3), zero=F(2)),
            Issue.of("target_wrong_side", target=F(3), zero=F(2)),
        ),
        (Target(direction=BAND), Issue("band_incomplete")),
        (Target(direction=BAND, low=F(1)), Issue("band_incomplete")),
        (Target(direction=BAND, high_limit=F(1)), Issue("band_incomplete")),
        (Target(direction=BAND, low=F(9), low_limit=F(10)), Issue("band_reversed")),
        (
            Target(direction=BAND, low=F(9), low_limit=F(1), high=F(8), high_limit=F(10)),
            Issue("band_reversed"),
        ),
    ],
)
def test_a_target_that_cannot_be_measured_against_is_an_issue_not_a_zero(
    target: Target, issue: Issue
) -> None:
    assert check_target(target) == issue
    assert achieve(F(1), target) == (None, issue)
    assert achieve(None, target) == (None, issue)


@pytest.mark.parametrize("target", [Target(direction=HIGHER, value=F(1)), TALK])
def test_no_data_is_not_zero(target: Target) -> None:
    assert check_target(target) is None
    assert achieve(None, target) == (None, Issue("no_data"))


def test_the_zero_point_of_each_direction() -> None:
    assert zero_point(Target(direction=HIGHER, value=F(9))) == 0
    assert zero_point(Target(direction=HIGHER, value=F(9), zero=F(5))) == 5
    assert zero_point(Target(direction=LOWER, value=F(9))) == 18
    assert zero_point(Target(direction=LOWER)) is None
    assert zero_point(TALK) is None


@pytest.mark.parametrize(
    ("parts", "combined"),
    [
        ([(F(1), 30), (F(1, 2), 10)], F(7, 8)),
        ([(F(1), 30), (None, 10)], F(1)),
        ([(F(1), 30), (F(0), 0)], F(1)),
        ([(None, 5)], None),
        ([], None),
    ],
)
def test_bands_of_scenarios_combine_by_answered_calls(
    parts: list[tuple[F | None, int]], combined: F | None
) -> None:
    assert combine_bands(parts) == combined


@given(actual=ratios, better=ratios, value=st.fractions(min_value=F(1, 100), max_value=1000))
def test_a_better_figure_never_achieves_less(actual: F, better: F, value: F) -> None:
    actual, better = sorted((actual, better))
    higher, lower = Target(direction=HIGHER, value=value), Target(direction=LOWER, value=value)
    assert achieve(actual, higher)[0] <= achieve(better, higher)[0]  # type: ignore[operator]
    assert achieve(actual, lower)[0] >= achieve(better, lower)[0]  # type: ignore[operator]
