from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.achievement import Direction, Target, achieve, check_target, combine_bands, zero_point
from apps.engine.issues import Issue

HIGHER, LOWER, BAND = Direction.HIGHER, Direction.LOWER, Direction.BAND
TALK = Target(
    direction=BAND, low=Fraction(180), high=Fraction(300), low_limit=Fraction(60), high_limit=Fraction(600)
)
ratios = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@pytest.mark.parametrize(
    ("actual", "target", "achievement"),
    [
        (Fraction(150_000), Target(direction=HIGHER, value=Fraction(100_000)), Fraction(3, 2)),
        (Fraction(0), Target(direction=HIGHER, value=Fraction(100)), Fraction(0)),
        (Fraction(-5), Target(direction=HIGHER, value=Fraction(100)), Fraction(0)),
        # improve from 50 to 100
        (Fraction(50), Target(direction=HIGHER, value=Fraction(100), zero=Fraction(50)), Fraction(0)),
        (Fraction(49), Target(direction=HIGHER, value=Fraction(100), zero=Fraction(50)), Fraction(0)),
        (Fraction(75), Target(direction=HIGHER, value=Fraction(100), zero=Fraction(50)), Fraction(1, 2)),
        (Fraction(100), Target(direction=HIGHER, value=Fraction(100), zero=Fraction(50)), Fraction(1)),
        # a target of 0 can be measured from below
        (Fraction(-5), Target(direction=HIGHER, value=Fraction(0), zero=Fraction(-10)), Fraction(1, 2)),
        # lower is better: target 2 %, worst 4 % by default
        (Fraction(2, 100), Target(direction=LOWER, value=Fraction(2, 100)), Fraction(1)),
        (Fraction(1, 100), Target(direction=LOWER, value=Fraction(2, 100)), Fraction(3, 2)),
        (Fraction(3, 100), Target(direction=LOWER, value=Fraction(2, 100)), Fraction(1, 2)),
        (Fraction(4, 100), Target(direction=LOWER, value=Fraction(2, 100)), Fraction(0)),
        (Fraction(5, 100), Target(direction=LOWER, value=Fraction(2, 100)), Fraction(0)),
        (Fraction(0), Target(direction=LOWER, value=Fraction(2, 100)), Fraction(2)),
        # 23 s answered within a target of 20 s and a worst of 40 s
        (
            Fraction(9200, 400),
            Target(direction=LOWER, value=Fraction(20), zero=Fraction(40)),
            Fraction(85, 100),
        ),
        (
            Fraction(4, 1000),
            Target(direction=LOWER, value=Fraction(1, 200), zero=Fraction(1, 100)),
            Fraction(12, 10),
        ),
        (Fraction(1), Target(direction=LOWER, value=Fraction(0), zero=Fraction(4)), Fraction(3, 4)),
        # band 180 to 300 s with limits 60 and 600
        (Fraction(60), TALK, Fraction(0)),
        (Fraction(59), TALK, Fraction(0)),
        (Fraction(120), TALK, Fraction(1, 2)),
        (Fraction(180), TALK, Fraction(1)),
        (Fraction(240), TALK, Fraction(1)),
        (Fraction(300), TALK, Fraction(1)),
        (Fraction(450), TALK, Fraction(1, 2)),
        (Fraction(600), TALK, Fraction(0)),
        (Fraction(601), TALK, Fraction(0)),
        # one open side, one hard edge
        (Fraction(0), Target(direction=BAND, high=Fraction(300), high_limit=Fraction(300)), Fraction(1)),
        (Fraction(300), Target(direction=BAND, high=Fraction(300), high_limit=Fraction(300)), Fraction(1)),
        (Fraction(301), Target(direction=BAND, high=Fraction(300), high_limit=Fraction(300)), Fraction(0)),
        (Fraction(999), Target(direction=BAND, low=Fraction(10), low_limit=Fraction(0)), Fraction(1)),
    ],
)
def test_achievement_is_exact_and_never_below_zero_and_not_capped(
    actual: Fraction, target: Target, achievement: Fraction
) -> None:
    assert achieve(actual, target) == (achievement, None)


@pytest.mark.parametrize(
    ("target", "issue"),
    [
        (Target(direction=HIGHER), Issue("target_missing")),
        (Target(direction=LOWER), Issue("target_missing")),
        (Target(direction=LOWER, value=Fraction(0)), Issue("target_worst_missing")),
        (Target(direction=HIGHER, value=Fraction(0)), Issue.of("target_is_zero_point", target=Fraction(0))),
        (
            Target(direction=HIGHER, value=Fraction(50), zero=Fraction(50)),
            Issue.of("target_is_zero_point", target=Fraction(50)),
        ),
        (
            Target(direction=LOWER, value=Fraction(2), zero=Fraction(2)),
            Issue.of("target_is_zero_point", target=Fraction(2)),
        ),
        (
            Target(direction=LOWER, value=Fraction(0), zero=Fraction(0)),
            Issue.of("target_is_zero_point", target=Fraction(0)),
        ),
        (
            Target(direction=HIGHER, value=Fraction(-1)),
            Issue.of("target_wrong_side", target=Fraction(-1), zero=Fraction(0)),
        ),
        (
            Target(direction=LOWER, value=Fraction(3), zero=Fraction(2)),
            Issue.of("target_wrong_side", target=Fraction(3), zero=Fraction(2)),
        ),
        (Target(direction=BAND), Issue("band_incomplete")),
        (Target(direction=BAND, low=Fraction(1)), Issue("band_incomplete")),
        (Target(direction=BAND, high_limit=Fraction(1)), Issue("band_incomplete")),
        (Target(direction=BAND, low=Fraction(9), low_limit=Fraction(10)), Issue("band_reversed")),
        (
            Target(
                direction=BAND,
                low=Fraction(9),
                low_limit=Fraction(1),
                high=Fraction(8),
                high_limit=Fraction(10),
            ),
            Issue("band_reversed"),
        ),
    ],
)
def test_a_target_that_cannot_be_measured_against_is_an_issue_not_a_zero(
    target: Target, issue: Issue
) -> None:
    assert check_target(target) == issue
    assert achieve(Fraction(1), target) == (None, issue)
    assert achieve(None, target) == (None, issue)


@pytest.mark.parametrize("target", [Target(direction=HIGHER, value=Fraction(1)), TALK])
def test_no_data_is_not_zero(target: Target) -> None:
    assert check_target(target) is None
    assert achieve(None, target) == (None, Issue("no_data"))


def test_the_zero_point_of_each_direction() -> None:
    assert zero_point(Target(direction=HIGHER, value=Fraction(9))) == 0
    assert zero_point(Target(direction=HIGHER, value=Fraction(9), zero=Fraction(5))) == 5
    assert zero_point(Target(direction=LOWER, value=Fraction(9))) == 18
    assert zero_point(Target(direction=LOWER)) is None
    assert zero_point(TALK) is None


@pytest.mark.parametrize(
    ("parts", "combined"),
    [
        ([(Fraction(1), 30), (Fraction(1, 2), 10)], Fraction(7, 8)),
        ([(Fraction(1), 30), (None, 10)], Fraction(1)),
        ([(Fraction(1), 30), (Fraction(0), 0)], Fraction(1)),
        ([(None, 5)], None),
        ([], None),
    ],
)
def test_bands_of_scenarios_combine_by_answered_calls(
    parts: list[tuple[Fraction | None, int]], combined: Fraction | None
) -> None:
    assert combine_bands(parts) == combined


@given(actual=ratios, better=ratios, value=st.fractions(min_value=Fraction(1, 100), max_value=1000))
def test_a_better_figure_never_achieves_less(actual: Fraction, better: Fraction, value: Fraction) -> None:
    actual, better = sorted((actual, better))
    higher, lower = Target(direction=HIGHER, value=value), Target(direction=LOWER, value=value)
    assert achieve(actual, higher)[0] <= achieve(better, higher)[0]  # type: ignore[operator]
    assert achieve(actual, lower)[0] >= achieve(better, lower)[0]  # type: ignore[operator]
