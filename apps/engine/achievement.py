"""Actual against target, as an exact ratio (rules of calculation, 2.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from apps.engine.issues import Issue

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
DEFAULT_CAP: Final = Fraction(3, 2)
"""What counts of an achievement in a score unless the KPI says otherwise: 150 %."""


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is wanted of one KPI, in the KPI's own unit.

    `value` is the target of the directions higher and lower. `zero` is where achievement is 0 %: the start of
    an *improve from* goal for higher (0 unless set), the worst value for lower (twice the target unless set).
    A band is met from `low` to `high`, both inclusive, and worth nothing at `low_limit` and `high_limit`; a
    side whose edge is None is open.
    """

    direction: Direction
    value: Fraction | None = None
    zero: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    low_limit: Fraction | None = None
    high_limit: Fraction | None = None


def achieve(actual: Fraction | None, target: Target) -> tuple[Fraction | None, Issue | None]:
    """The achievement as a ratio, 1 = met: never below 0, uncapped; or None and the issue that says why.

    No actual is the issue `no_data`; a target that cannot be measured against is one of `check_target`.
    """
    if target.direction is Direction.BAND:
        return _against_band(actual, target)
    span = _span(target)
    if isinstance(span, Issue):
        return None, span
    if actual is None:
        return None, Issue("no_data")
    zero, value = span
    return max(ZERO, (actual - zero) / (value - zero)), None


def zero_point(target: Target) -> Fraction | None:
    """The value at which achievement is 0 %; None for a band, or where there is no target value."""
    if target.direction is Direction.BAND:
        return None
    if target.zero is not None:
        return target.zero
    if target.direction is Direction.HIGHER:
        return ZERO
    return None if target.value is None else 2 * target.value


def check_target(target: Target) -> Issue | None:
    """What is wrong with a target, or None.

    Codes: `target_missing`; `target_worst_missing` (lower is better, target 0, no worst);
    `target_is_zero_point`; `target_wrong_side` (the target lies on the bad side of its zero point);
    `band_incomplete` (no edge at all, or an edge without its limit or the other way round); `band_reversed`.
    """
    if target.direction is Direction.BAND:
        return _check_band(target)
    span = _span(target)
    return span if isinstance(span, Issue) else None


def combine_bands(parts: Iterable[tuple[Fraction | None, int]]) -> Fraction | None:
    """Achievements of several bands (one for each call scenario), weighted by the answered calls of each.

    A scenario without calls takes no part; None where no scenario has any.
    """
    measured = [(achievement, calls) for achievement, calls in parts if achievement is not None and calls > 0]
    calls_in_all = sum(calls for _, calls in measured)
    if not calls_in_all:
        return None
    return sum((achievement * calls for achievement, calls in measured), ZERO) / calls_in_all


def _span(target: Target) -> tuple[Fraction, Fraction] | Issue:
    """The zero point and the target value, which differ and lie the right way round."""
    zero, value = zero_point(target), target.value
    if value is None or zero is None:
        return Issue("target_missing")
    if target.direction is Direction.LOWER and target.zero is None and value == 0:
        return Issue("target_worst_missing")
    if value == zero:
        return Issue.of("target_is_zero_point", target=value)
    if (value < zero) is (target.direction is Direction.HIGHER):
        return Issue.of("target_wrong_side", target=value, zero=zero)
    return zero, value


def _check_band(target: Target) -> Issue | None:
    sides = ((target.low, target.low_limit), (target.high, target.high_limit))
    half_given = any((edge is None) is not (limit is None) for edge, limit in sides)
    if half_given or (target.low is None and target.high is None):
        return Issue("band_incomplete")
    bounds = [
        bound for bound in (target.low_limit, target.low, target.high, target.high_limit) if bound is not None
    ]
    return None if bounds == sorted(bounds) else Issue("band_reversed")


def _against_band(actual: Fraction | None, target: Target) -> tuple[Fraction | None, Issue | None]:
    issue = _check_band(target)
    if issue is not None:
        return None, issue
    if actual is None:
        return None, Issue("no_data")
    return _inside_band(actual, target), None


def _inside_band(actual: Fraction, target: Target) -> Fraction:
    if target.low is not None and target.low_limit is not None and actual < target.low:
        return _fall(actual, target.low, target.low_limit)
    if target.high is not None and target.high_limit is not None and actual > target.high:
        return _fall(actual, target.high, target.high_limit)
    return ONE


def _fall(actual: Fraction, edge: Fraction, limit: Fraction) -> Fraction:
    if edge == limit:  # a hard edge: outside is worth nothing
        return ZERO
    return max(ZERO, (actual - limit) / (edge - limit))
