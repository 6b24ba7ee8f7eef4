"""When a figure calls for help: beyond a bound, beyond it with certainty, or worse than one's own past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from apps.engine.bounds import Side, beyond
from apps.engine.issues import Issue, Value
from apps.engine.patterns import certainly_above, certainly_below, interval_90

LEAST_PAST: Final = 3
"""How many earlier periods with data a fall is judged by, at least."""


class Sureness(StrEnum):
    """How sure a rule wants to be of a figure."""

    PLAIN = "plain"
    CERTAIN = "certain"
    FALL = "fall"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingRule:
    """Fires on readings that lie strictly `side` of `bound`, each on `min_sample` records.

    Plain: the last one does, and with it at least `periods` of the last `window` (all of them unless given).
    Certain: the last one's 90 % interval does. Fall: the last one lies beyond `bound` times the mean of the
    `window` before it (0.85: more than 15 % lower; of what is better low 1.15). The bound has the unit of the
    readings otherwise.
    """

    bound: Fraction
    side: Side = Side.BELOW
    periods: int = 1
    window: int = 0
    min_sample: int = 0
    test: Sureness = Sureness.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One period's figure, by its first day; None is no data. Of a share also its successes of n."""

    start: date
    value: Fraction | None
    n: int = 0
    successes: int | None = None


def reason_for_coaching(rule: CoachingRule, readings: Sequence[Reading]) -> Issue | None:
    """The reason in figures, or None where the rule does not fire.

    Readings are one for each period without a gap, oldest first; the last is the period that was closed. One
    without data or on a small sample proves nothing. Codes, with value, bound, n and start: `below_once`,
    `above_once`; `below_in_a_row`, `above_in_a_row` (also periods, and first, the row's start);
    `below_some`, `above_some` (also periods and window); `below_certain`, `above_certain` (also low and
    high); `fell`, `rose` (also past and periods). Raises ValueError for a rule of no periods.
    """
    if rule.periods < 1:
        raise ValueError("a coaching rule looks at one period at least")
    if not readings or not _counts(rule, readings[-1]):
        return None
    if rule.test is Sureness.CERTAIN:
        return _certain(rule, readings[-1])
    if rule.test is Sureness.FALL:
        return _fall(rule, readings)
    return _plain(rule, readings)


def _plain(rule: CoachingRule, readings: Sequence[Reading]) -> Issue | None:
    window = max(rule.window, rule.periods)
    row, last = readings[-window:], readings[-1]
    failing = [reading for reading in row if _fails(rule, reading)]
    if not _fails(rule, last) or len(failing) < rule.periods:
        return None
    found = _found(rule, last)
    if window == 1:
        return Issue.of(f"{rule.side.value}_once", **found)
    if window == rule.periods:
        return Issue.of(f"{rule.side.value}_in_a_row", periods=rule.periods, first=row[0].start, **found)
    return Issue.of(f"{rule.side.value}_some", periods=len(failing), window=window, **found)


def _certain(rule: CoachingRule, last: Reading) -> Issue | None:
    if last.successes is None or not 0 <= last.successes <= last.n:
        return None
    sure = certainly_below if rule.side is Side.BELOW else certainly_above
    if not sure(last.successes, last.n, rule.bound):
        return None
    interval = interval_90(last.successes, last.n)
    limits: dict[str, Value] = {"low": Fraction(interval.low), "high": Fraction(interval.high)}
    return Issue.of(f"{rule.side.value}_certain", **limits, **_found(rule, last))


def _fall(rule: CoachingRule, readings: Sequence[Reading]) -> Issue | None:
    last = readings[-1]
    past = [reading.value for reading in readings[-rule.window - 1 : -1] if _counts(rule, reading)]
    known = [value for value in past if value is not None]
    if len(known) < LEAST_PAST or last.value is None:
        return None
    mean = sum(known, Fraction(0)) / len(known)
    if not beyond(last.value, mean * rule.bound, rule.side):
        return None
    code = "fell" if rule.side is Side.BELOW else "rose"
    return Issue.of(code, past=mean, periods=len(known), **_found(rule, last))


def _found(rule: CoachingRule, last: Reading) -> dict[str, Value]:
    return {"value": last.value or Fraction(0), "bound": rule.bound, "n": last.n, "start": last.start}


def _counts(rule: CoachingRule, reading: Reading) -> bool:
    return reading.value is not None and reading.n >= rule.min_sample


def _fails(rule: CoachingRule, reading: Reading) -> bool:
    """Whether a reading lies on the bad side on enough records."""
    return (
        reading.value is not None and _counts(rule, reading) and beyond(reading.value, rule.bound, rule.side)
    )
