from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.curves import Curve, check_curve, payout_rate, segment

OLD = Curve(points=((Fraction(80, 100), Fraction(1, 2)), (Fraction(1), Fraction(1))))
NEW = Curve(
    points=(
        (Fraction(85, 100), Fraction(1, 2)),
        (Fraction(1), Fraction(1)),
        (Fraction(110, 100), Fraction(130, 100)),
    )
)
STEPS = Curve(points=NEW.points, steps=True)


@pytest.mark.parametrize(
    ("curve", "achievement", "rate"),
    [
        (OLD, Fraction(7999, 10000), Fraction(0)),
        (OLD, Fraction(80, 100), Fraction(1, 2)),
        (OLD, Fraction(974, 1000), Fraction(935, 1000)),
        (OLD, Fraction(1), Fraction(1)),
        (OLD, Fraction(2), Fraction(1)),
        (NEW, Fraction(849, 1000), Fraction(0)),
        (NEW, Fraction(85, 100), Fraction(1, 2)),
        (NEW, Fraction(95, 100), Fraction(5, 6)),
        (NEW, Fraction(1), Fraction(1)),
        (NEW, Fraction(108, 100), Fraction(124, 100)),
        (NEW, Fraction(110, 100), Fraction(130, 100)),
        (NEW, Fraction(125, 100), Fraction(130, 100)),
        (STEPS, Fraction(849, 1000), Fraction(0)),
        (STEPS, Fraction(85, 100), Fraction(1, 2)),
        (STEPS, Fraction(99, 100), Fraction(1, 2)),
        (STEPS, Fraction(1), Fraction(1)),
        (STEPS, Fraction(110, 100), Fraction(130, 100)),
        (
            Curve(points=((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)))),
            Fraction(1, 3),
            Fraction(1, 3),
        ),
        (Curve(points=()), Fraction(1), Fraction(0)),
    ],
)
def test_a_curve_jumps_at_its_threshold_and_is_flat_past_its_last_point(
    curve: Curve, achievement: Fraction, rate: Fraction
) -> None:
    assert payout_rate(curve, achievement) == rate


def test_a_point_that_is_met_exactly_is_on_the_left() -> None:
    assert segment(NEW, Fraction(1)) == (NEW.points[1], NEW.points[2])
    assert segment(NEW, Fraction(1, 2)) == (None, NEW.points[0])
    assert segment(NEW, Fraction(2)) == (NEW.points[2], None)


@given(st.fractions(0, 2), st.fractions(0, 2))
def test_a_curve_that_passes_its_check_never_pays_less_for_more(one: Fraction, two: Fraction) -> None:
    low, high = sorted((one, two))
    for curve in (OLD, NEW, STEPS):
        assert check_curve(curve) == []
        assert payout_rate(curve, low) <= payout_rate(curve, high)


@pytest.mark.parametrize(
    ("points", "codes"),
    [
        ((), ["curve_empty"]),
        (((Fraction(1), Fraction(1)), (Fraction(1), Fraction(2))), ["curve_not_rising"]),
        (((Fraction(1), Fraction(1)), (Fraction(2), Fraction(1, 2))), ["curve_falls"]),
        (((Fraction(1), Fraction(1)), (Fraction(1, 2), Fraction(1, 2))), ["curve_not_rising", "curve_falls"]),
        (((Fraction(-1), Fraction(0)), (Fraction(1), Fraction(1))), ["curve_negative"]),
        (((Fraction(0), Fraction(-1)), (Fraction(1), Fraction(1))), ["curve_negative"]),
        (((Fraction(1), Fraction(1)), (Fraction(2), Fraction(1))), []),
        (((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))), []),
    ],
)
def test_what_is_wrong_with_a_curve(points: tuple[tuple[Fraction, Fraction], ...], codes: list[str]) -> None:
    assert [issue.code for issue in check_curve(Curve(points=points))] == codes
