"""When a figure calls for help: below a bound once, or several periods in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from apps.engine.bounds import Side, beyond
from apps.engine.issues import Issue, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingRule:
    """Fires when the last `periods` readings lie strictly `side` of `bound`, each on `min_sample` records.

    The bound has the unit of the readings: a ratio for a score or an achievement, the KPI's own otherwise.
    """

    bound: Fraction
    side: Side = Side.BELOW
    periods: int = 1
    min_sample: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One period's figure, by its first day; None is no data."""

    start: date
    value: Fraction | None
    n: int = 0


def reason_for_coaching(rule: CoachingRule, readings: Sequence[Reading]) -> Issue | None:
    """The reason in figures, or None where the rule does not fire.

    Readings are one for each period without a gap, oldest first; the last is the period that was closed. One
    without data or on a small sample proves nothing and breaks the row. Codes: `below_once`, `above_once`
    (value, bound, n, start), `below_in_a_row`, `above_in_a_row` (also periods, and first, the row's start).
    Raises ValueError for a rule of no periods.
    """
    if rule.periods < 1:
        raise ValueError("a coaching rule looks at one period at least")
    row = readings[-rule.periods :]
    values = [_failing(rule, reading) for reading in row]
    if len(row) < rule.periods or values[-1] is None or None in values:
        return None
    last = row[-1]
    found: dict[str, Value] = {"value": values[-1], "bound": rule.bound, "n": last.n, "start": last.start}
    if rule.periods == 1:
        return Issue.of(f"{rule.side.value}_once", **found)
    return Issue.of(f"{rule.side.value}_in_a_row", periods=rule.periods, first=row[0].start, **found)


def _failing(rule: CoachingRule, reading: Reading) -> Fraction | None:
    """A reading's value where it lies on the bad side on enough records."""
    if reading.value is None or reading.n < rule.min_sample:
        return None
    return reading.value if beyond(reading.value, rule.bound, rule.side) else None
