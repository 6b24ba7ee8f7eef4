"""What if the month ended otherwise: the open month priced again by the real engine, on other results.

Nothing here is certain: volumes start at pace, ratios as they stand, and only an approved run pays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import isqrt
from typing import Final

from apps.engine.achievement import Direction, achieve
from apps.engine.periods import Grain
from apps.incentives.pricing import Priced, price
from apps.incentives.queries.bonus import OpenMonth
from apps.incentives.snapshot import PayeeFacts
from apps.metrics.choices import Unit
from apps.performance.rows import LinePerformance, PersonPerformance

EIGHT_OF_TEN: Final = Fraction(128, 100)  # standard deviations on either side that hold 8 of 10
FEWEST_DAYS: Final = 5
MICROS: Final = 10**6
NOTHING: Final = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The month with some results: what each KPI gives, the score, the engine's lines, gross minor units."""

    values: Mapping[str, Fraction]
    achieved: Mapping[str, Fraction]
    points: Mapping[str, Fraction]
    score: Fraction | None
    priced: Priced

    @property
    def total(self) -> int:
        """What the month would pay."""
        return sum(line.amount for line in self.priced.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step on one volume: so much more of it, what it reaches, and what it brings, minor units."""

    kpi: str
    more: Fraction
    a_day: Fraction
    value: Fraction
    reaches: str  # target, cap, or curve
    score: Fraction | None
    gain: int


def movable(line: LinePerformance) -> bool:
    """Whether a line can be asked what if: a month's single value with a target and an actual."""
    return (
        line.grain is Grain.MONTH
        and line.target is not None
        and line.target.direction is not Direction.BAND
        and line.projected is not None
        and line.counted is not None
    )


def start_of(performance: PersonPerformance) -> dict[str, Fraction]:
    """Where the sliders start: volumes at pace, ratios as they stand."""
    return {
        line.kpi.code: line.projected
        for line in performance.lines
        if movable(line) and line.projected is not None
    }


def outcome(
    performance: PersonPerformance, found: OpenMonth, values: Mapping[str, Fraction], month: date
) -> Outcome:
    """The month priced with these values; KPIs that are not named stay as they are."""
    achieved: dict[str, Fraction] = {}
    points: dict[str, Fraction] = {}
    for line in performance.lines:
        code = line.kpi.code
        reached = line.headline
        if code in values and movable(line) and line.target is not None:
            reached = achieve(values[code], line.target)[0]
        if line.counted is None or reached is None:
            points[code] = line.points
            continue
        achieved[code] = reached
        points[code] = line.effective_weight * min(reached, line.cap)
    score = None if performance.score is None else sum(points.values(), NOTHING)
    facts = _facts(found.facts, values, achieved, points, score)
    priced = price([facts], found.rules, currency=found.version.plan.currency, month=month)
    return Outcome(values=dict(values), achieved=achieved, points=points, score=score, priced=priced)


def _facts(
    facts: PayeeFacts,
    values: Mapping[str, Fraction],
    achieved: Mapping[str, Fraction],
    points: Mapping[str, Fraction],
    score: Fraction | None,
) -> PayeeFacts:
    """The frozen facts with other results: score, lines, and what gates and amounts per unit look at."""
    lines = tuple(
        replace(
            line,
            achievement=achieved.get(line.kpi, line.achievement),
            points=points.get(line.kpi, line.points),
        )
        for line in facts.lines
    )
    readings = tuple(
        replace(one, value=values[one.kpi]) if one.kpi in values and one.value is not None else one
        for one in facts.readings
    )
    return replace(facts, score=score, lines=lines, readings=readings)


def next_steps(
    performance: PersonPerformance, found: OpenMonth, month: date, *, days_left: int
) -> list[NextStep]:
    """The two steps on volumes that move the amount most for the effort; each alone, by the real engine.

    Effort: how much more of the volume, beside what is expected of the days that are left. A step that asks
    for more than that again is left out.
    """
    if days_left <= 0:
        return []
    start = start_of(performance)
    base = outcome(performance, found, start, month)
    best: dict[str, tuple[Fraction, NextStep]] = {}
    for line in performance.lines:
        if not movable(line) or not line.kpi.is_volume or line.projected is None:
            continue
        expected = line.projected - (line.actual or NOTHING)
        for reaches, value in _goals(line, found, base):
            more = value - line.projected
            if more <= 0 or expected <= 0 or more > expected:
                continue
            after = outcome(performance, found, {**start, line.kpi.code: value}, month)
            gain = after.total - base.total
            if gain <= 0:
                continue
            worth = gain / (more / expected)
            step = NextStep(
                kpi=line.kpi.code,
                more=more,
                a_day=more / days_left,
                value=value,
                reaches=reaches,
                score=after.score,
                gain=gain,
            )
            if line.kpi.code not in best or best[line.kpi.code][0] < worth:
                best[line.kpi.code] = (worth, step)
    ordered = sorted(best.values(), key=lambda one: (-one[0], one[1].kpi))
    return [step for _worth, step in ordered[:2]]


def _goals(line: LinePerformance, found: OpenMonth, base: Outcome) -> Iterator[tuple[str, Fraction]]:
    """Values worth reaching: the target, the most that counts, and the next point of the curve."""
    target = line.target.value if line.target else None
    if target is None or line.target is None or not line.effective_weight:
        return
    zero = line.target.zero or NOTHING
    yield "target", _whole(line, target)
    yield "cap", _whole(line, zero + (target - zero) * line.cap)
    curve = found.rules.curve
    if curve is None or base.score is None:
        return
    for at, _rate in curve.curve.points:
        if at > base.score:
            wanted = base.achieved.get(line.kpi.code, NOTHING) + (at - base.score) / line.effective_weight
            if wanted <= line.cap:
                yield "curve", _whole(line, zero + (target - zero) * wanted)
            return


def _whole(line: LinePerformance, value: Fraction) -> Fraction:
    """Things come whole: a value that has been reached, not nearly."""
    if line.kpi.unit == Unit.COUNT:
        return Fraction(-(-value.numerator // value.denominator))
    hundredths = value * 100
    return Fraction(-(-hundredths.numerator // hundredths.denominator), 100)


def likely_range(
    performance: PersonPerformance,
    found: OpenMonth,
    month: date,
    daily: Mapping[str, Sequence[Fraction]],
    *,
    days_left: int,
) -> tuple[int, int] | None:
    """What the month is likely to pay (8 of 10), as the volumes of the days so far vary; minor units.

    None where too few days are over.
    """
    low, high = start_of(performance), start_of(performance)
    moved = False
    for line in performance.lines:
        days = daily.get(line.kpi.code, ())
        if not movable(line) or not line.kpi.is_volume or len(days) < FEWEST_DAYS:
            continue
        spread = EIGHT_OF_TEN * _deviation(days) * _root(Fraction(max(0, days_left)))
        code, so_far = line.kpi.code, line.actual or NOTHING
        low[code] = max(so_far, low[code] - spread)
        high[code] = high[code] + spread
        moved = True
    if not moved:
        return None
    ends = [outcome(performance, found, values, month).total for values in (low, high)]
    return min(ends), max(ends)


def _deviation(values: Sequence[Fraction]) -> Fraction:
    """The standard deviation of days."""
    mean = sum(values, NOTHING) / len(values)
    return _root(sum(((value - mean) ** 2 for value in values), NOTHING) / (len(values) - 1))


def _root(value: Fraction) -> Fraction:
    """The square root, to a millionth."""
    return Fraction(isqrt(value.numerator * MICROS * MICROS // value.denominator), MICROS)
