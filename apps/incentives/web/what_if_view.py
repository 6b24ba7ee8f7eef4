"""The what-if of an agent ready to be shown: sliders, the amount, its likely range, next steps, the sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from apps.engine.curves import Point, payout_rate
from apps.incentives.plans import GateRule
from apps.incentives.queries.bonus import BonusLine, OpenMonth, bonus_line
from apps.incentives.sentences import Words
from apps.incentives.what_if import (
    NextStep,
    Outcome,
    likely_range,
    movable,
    next_steps,
    outcome,
    start_of,
)
from apps.metrics.choices import Subject, Unit
from apps.metrics.queries import daily
from apps.metrics.written import kpi_written
from apps.people.written import percent
from apps.performance.rows import LinePerformance, PersonPerformance

STEPS: Final = 100
MOST: Final = Decimal(10) ** 13


@dataclass(frozen=True, slots=True, kw_only=True)
class SliderShown:
    """One KPI: its slider in hundredths or whole units, where it stands, what it gives."""

    code: str
    name: str
    weight: str
    low: str
    high: str
    step: str
    value: str
    text: str
    achieved: str
    points: Fraction
    target: str
    now: str
    n: int
    gate: GateRule | None
    gate_fails: bool
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """A next step with its words."""

    step: NextStep
    name: str
    more: str
    a_day: str
    score: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfShown:
    """Everything the page shows; amounts gross, minor units of `currency`."""

    currency: str
    total: int
    base: int
    moved: bool
    likely: tuple[int, int] | None
    cap: int | None
    sliders: list[SliderShown]
    steps: list[StepShown]
    lines: list[BonusLine]
    score: str
    points: tuple[Point, ...]
    curve_steps: bool
    at: Fraction | None
    rate: Fraction | None
    rate_text: str
    days_left: int
    plan: str
    version: int

    @property
    def change(self) -> int:
        """Against today's pace."""
        return self.total - self.base


def what_if_shown(
    performance: PersonPerformance, found: OpenMonth, asked: Mapping[str, str], *, month: date
) -> WhatIfShown:
    """The month with what is asked; four queries at most for the days' variation."""
    start = start_of(performance)
    values = {**start, **_asked(performance, asked)}
    now, then = outcome(performance, found, start, month), outcome(performance, found, values, month)
    days_left = max(0, performance.all_days - performance.elapsed_days)
    words = Words(rules=found.rules, currency=found.version.plan.currency, kpis=found.infos)
    curve = found.rules.curve.curve if found.rules.curve else None
    rate = payout_rate(curve, then.score) if curve and then.score is not None else None
    currency = found.version.plan.currency
    return WhatIfShown(
        currency=currency,
        total=then.total,
        base=now.total,
        moved=values != start,
        likely=likely_range(performance, found, month, _daily(performance, month), days_left=days_left),
        cap=found.rules.cap,
        sliders=[_slider(line, then, start, found, currency) for line in performance.lines if movable(line)],
        steps=[
            _step(one, performance, currency)
            for one in next_steps(performance, found, month, days_left=days_left)
        ],
        lines=[bonus_line(line, words) for line in then.priced.lines],
        score="–" if then.score is None else percent_text(then.score),
        points=curve.points if curve else (),
        curve_steps=bool(curve and curve.steps),
        at=then.score,
        rate=rate,
        rate_text="" if rate is None else percent_text(rate),
        days_left=days_left,
        plan=found.version.plan.name,
        version=found.version.version,
    )


def _asked(performance: PersonPerformance, asked: Mapping[str, str]) -> dict[str, Fraction]:
    """The values that sliders were moved to; what is no number, or far outside, is left as it stands."""
    found = {}
    for line in performance.lines:
        text = asked.get(line.kpi.code, "")
        if not movable(line) or not text or len(text) > 20:
            continue
        try:
            value = Decimal(text)
        except InvalidOperation:
            continue
        if value.is_finite() and 0 <= value < MOST:
            found[line.kpi.code] = Fraction(value) / _scale(line)
    return found


def _scale(line: LinePerformance) -> int:
    """Sliders move in the unit that is written: a rate in per cent."""
    return 100 if line.kpi.unit == Unit.RATE else 1


def _daily(performance: PersonPerformance, month: date) -> dict[str, list[Fraction]]:
    """Each volume's days that are over. One query."""
    last = performance.data_through
    kpis = {line.kpi.code: line.kpi for line in performance.lines if line.kpi.is_volume and movable(line)}
    if last is None or not kpis:
        return {}
    rows = daily(
        kpis=kpis, subject=Subject.AGENT, subject_ids=[performance.person_id], first=month, last=last
    )
    return {
        code: [figure.value for _day, figure in found if figure.value is not None]
        for (_person, code), found in rows.items()
    }


def _slider(
    line: LinePerformance, then: Outcome, start: Mapping[str, Fraction], found: OpenMonth, currency: str
) -> SliderShown:
    code, value = line.kpi.code, then.values[line.kpi.code]
    target = line.target_value or Fraction(0)
    top = max(target * 3 / 2, start[code] * 5 / 4, value)
    low = line.actual or Fraction(0) if line.kpi.is_volume else Fraction(0)
    scale = _scale(line)
    step = _grid((top - min(low, value)) * scale / STEPS)
    gate = next((one for one in found.rules.gates if one.kpi == code), None)
    fails = gate is not None and (value > gate.bound if gate.side.value == "above" else value < gate.bound)
    return SliderShown(
        code=code,
        name=line.kpi.title,
        weight=percent_text(line.effective_weight),
        low=_plain(min(low, value) * scale),
        high=_plain(top * scale),
        step=_plain(step),
        value=_plain(value * scale),
        text=_text(line, value, currency),
        achieved=percent_text(then.achieved.get(code, Fraction(0))),
        points=then.points[code],
        target=_text(line, target, currency),
        now=_text(line, line.actual, currency),
        n=line.n,
        gate=gate,
        gate_fails=fails,
        moved=value != start[code],
    )


def _grid(width: Fraction) -> Fraction:
    """A round step of at most this width: 1, 2 or 5 times a power of ten."""
    if width <= 0:
        return Fraction(1, 100)
    size = Fraction(1)
    while size > width:
        size /= 10
    while size * 10 <= width:
        size *= 10
    return next(size * n for n in (5, 2, 1) if size * n <= width)


def _plain(value: Fraction) -> str:
    """For an input: a number with at most six decimals."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):.6f}"
    return text.rstrip("0").rstrip(".")


def _text(line: LinePerformance, value: Fraction | None, currency: str) -> str:
    if value is None:
        return "–"
    return kpi_written(value, unit=line.kpi.unit, decimals=line.kpi.decimals, currency=currency)


def percent_text(ratio: Fraction) -> str:
    """A share as people read it: two decimals at most."""
    return percent(ratio, 0 if (ratio * 100).denominator == 1 else 2)


def _step(one: NextStep, performance: PersonPerformance, currency: str) -> StepShown:
    line: Any = performance.line(one.kpi)
    return StepShown(
        step=one,
        name=line.kpi.title,
        more=_text(line, one.more, currency),
        a_day=_text(line, one.a_day, currency),
        score="" if one.score is None else percent_text(one.score),
        value=_plain(one.value * _scale(line)),
    )
