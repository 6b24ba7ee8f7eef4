"""What a frozen line counted: achievement × weight are its points, whatever the policy made of the others."""

from fractions import Fraction

import pytest

from apps.engine.score import NoDataPolicy
from apps.incentives.counting import counted
from apps.incentives.snapshot import ScoreFact


def fact(weight: int, achievement: str | None, points: str, reason: str = "") -> ScoreFact:
    return ScoreFact(
        kpi=f"kpi{weight}",
        weight=Fraction(weight),
        target=Fraction(10),
        actual=None,
        n=0,
        achievement=None if achievement is None else Fraction(achievement),
        points=Fraction(points),
        reason=reason,
    )


@pytest.mark.parametrize(
    ("policy", "lines", "score", "expected"),
    [
        # nothing left out: the agreed weights
        (
            "redistribute",
            [fact(60, "0.9", "0.54"), fact(40, "1.1", "0.44")],
            "0.98",
            [("0.6", "0.9"), ("0.4", "1.1")],
        ),
        # 20 without data: the others have 50/80 and 30/80
        (
            "redistribute",
            [fact(50, "0.8", "0.5"), fact(30, "1.2", "0.45"), fact(20, None, "0", "no_data")],
            "0.95",
            [("5/8", "0.8"), ("3/8", "1.2"), ("0", None)],
        ),
        # too few records have an achievement, which does not count
        (
            "redistribute",
            [fact(75, "0", "0"), fact(25, "0.7", "0", "small_sample")],
            "0",
            [("1", "0"), ("0", None)],
        ),
        # what is capped shows what counted of it, also where no line is uncapped
        (
            "redistribute",
            [fact(80, "2.1", "1.5", "capped"), fact(20, None, "0", "no_data")],
            "1.5",
            [("1", "1.5"), ("0", None)],
        ),
        (
            "zero",
            [fact(80, "2.1", "1.2", "capped"), fact(20, None, "0", "no_data")],
            "1.2",
            [("0.8", "1.5"), ("0.2", "0")],
        ),
        (
            "full",
            [fact(80, "0.5", "0.4"), fact(20, "0.1", "0.2", "small_sample")],
            "0.6",
            [("0.8", "0.5"), ("0.2", "1")],
        ),
        # less than half measured: no score, and what is known keeps its weight
        (
            "redistribute",
            [fact(40, "1", "0.4"), fact(60, None, "0", "no_data")],
            None,
            [("0.4", "1"), ("0", None)],
        ),
    ],
)
def test_achievement_times_weight_are_the_points(
    policy: str, lines: list[ScoreFact], score: str | None, expected: list[tuple[str, str | None]]
) -> None:
    total = None if score is None else Fraction(score)
    parts = counted(lines, NoDataPolicy(policy), score=total)
    assert [(part.weight, part.achievement) for part in parts] == [
        (Fraction(weight), None if achievement is None else Fraction(achievement))
        for weight, achievement in expected
    ]
    assert [part.weight * (part.achievement or 0) for part in parts] == [line.points for line in lines]
    if total is not None:
        assert sum(line.points for line in lines) == total


def test_a_scorecard_nobody_measured_divides_by_nothing() -> None:
    lines = [fact(100, None, "0", "no_data")]
    assert counted(lines, NoDataPolicy.REDISTRIBUTE, score=None)[0].achievement is None
