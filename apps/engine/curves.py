"""Payout curves: which share of the target bonus an achievement pays (rules of calculation, 3.3)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from apps.engine.achievement import ZERO
from apps.engine.issues import Issue

Point: TypeAlias = tuple[Fraction, Fraction]
_achievement: Final = itemgetter(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Points of (achievement, payout rate), both ratios, achievements rising.

    The first point is the threshold: below it nothing is paid, from it on its rate. Between points the rate
    follows a straight line, or with `steps` stays at the highest point reached. The last point is the cap.
    """

    points: tuple[Point, ...]
    steps: bool = False


class Segment(NamedTuple):
    """The points on either side of an achievement; None below the first, and past the last."""

    left: Point | None
    right: Point | None


def payout_rate(curve: Curve, achievement: Fraction) -> Fraction:
    """The share of the target bonus that an achievement pays, exactly; 0 below the threshold."""
    return rate_between(segment(curve, achievement), achievement, steps=curve.steps)


def rate_between(points: Segment, achievement: Fraction, *, steps: bool) -> Fraction:
    """The rate at an achievement between two points of a curve."""
    left, right = points
    if left is None:
        return ZERO
    start, rate = left
    if right is None or steps or start == achievement:
        return rate
    return rate + (right[1] - rate) * (achievement - start) / (right[0] - start)


def segment(curve: Curve, achievement: Fraction) -> Segment:
    """The points on either side of an achievement; a point that is met exactly is on the left."""
    position = bisect_right(curve.points, achievement, key=_achievement)
    return Segment(
        left=curve.points[position - 1] if position else None,
        right=curve.points[position] if position < len(curve.points) else None,
    )


def check_curve(curve: Curve) -> list[Issue]:
    """What is wrong with a curve, point by point.

    Codes: `curve_empty`, `curve_negative` (an achievement or a rate below 0), `curve_not_rising` (an
    achievement not above the one before), `curve_falls` (a better result would pay less).
    """
    if not curve.points:
        return [Issue("curve_empty")]
    issues = [
        Issue.of("curve_negative", achievement=achievement, rate=rate)
        for achievement, rate in curve.points
        if achievement < 0 or rate < 0
    ]
    for (left, left_rate), (right, right_rate) in zip(curve.points, curve.points[1:], strict=False):
        if right <= left:
            issues.append(Issue.of("curve_not_rising", left=left, right=right))
        if right_rate < left_rate:
            issues.append(Issue.of("curve_falls", achievement=right, rate=right_rate, before=left_rate))
    return issues
