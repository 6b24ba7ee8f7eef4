from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.curves import Curve, check_curve, payout_rate, segment

OLD = Curve(points=((F(80, 100), F(1, 2)), (F(1), F(1))))
NEW = Curve(points=((F(85, 100), F(1, 2)), (F(1), F(1)), (F(110, 100), F(130, 100))))
STEPS = Curve(points=NEW.points, steps=True)


@pytest.mark.parametrize(
    ("curve", "achievement", "rate"),
    [
        (OLD, F(7999, 10000), F(0)),
        (OLD, F(80, 100), F(1, 2)),
        (OLD, F(974, 1000), F(935, 1000)),
        (OLD, F(1), F(1)),
        (OLD, F(2), F(1)),
        (NEW, F(849, 1000), F(0)),
        (NEW, F(85, 100), F(1, 2)),
        (NEW, F(95, 100), F(5, 6)),
        (NEW, F(1), F(1)),
        (NEW, F(108, 100), F(124, 100)),
        (NEW, F(110, 100), F(130, 100)),
        (NEW, F(125, 100), F(130, 100)),
        (STEPS, F(849, 1000), F(0)),
        (STEPS, F(85, 100), F(1, 2)),
        (STEPS, F(99, 100), F(1, 2)),
        (STEPS, F(1), F(1)),
        (STEPS, F(110, 100), F(130, 100)),
        (Curve(points=((F(0), F(0)), (F(1), F(1)))), F(1, 3), F(1, 3)),
        (Curve(points=()), F(1), F(0)),
    ],
)
def test_a_curve_jumps_at_its_threshold_and_is_flat_past_its_last_point(
    curve: Curve, achievement: F, rate: F
) -> None:
    assert payout_rate(curve, achievement) == rate


def test_a_point_that_is_met_exactly_is_on_the_left() -> None:
    assert segment(NEW, F(1)) == (NEW.points[1], NEW.points[2])
    assert segment(NEW, F(1, 2)) == (None, NEW.points[0])
    assert segment(NEW, F(2)) == (NEW.points[2], None)


@given(st.fractions(0, 2), st.fractions(0, 2))
def test_a_curve_that_passes_its_check_never_pays_less_for_more(one: F, two: F) -> None:
    low, high = sorted((one, two))
    for curve in (OLD, NEW, STEPS):
        assert check_curve(curve) == []
        assert payout_rate(curve, low) <= payout_rate(curve, high)


@pytest.mark.parametrize(
    ("points", "codes"),
    [
        ((), ["curve_empty"]),
        (((F(1), F(1)), (F(1), F(2))), ["curve_not_rising"]),
        (((F(1), F(1)), (F(2), F(1, 2))), ["curve_falls"]),
        (((F(1), F(1)), (F(1, 2), F(1, 2))), ["curve_not_rising", "curve_falls"]),
        (((F(-1), F(0)), (F(1), F(1))), ["curve_negative"]),
        (((F(0), F(-1)), (F(1), F(1))), ["curve_negative"]),
        (((F(1), F(1)), (F(2), F(1))), []),
    ],
)
def test_what_is_wrong_with_a_curve(points: tuple[tuple[F, F], ...], codes: list[str]) -> None:
    assert [issue.code for issue in check_curve(Curve(points=points))] == codes
