"""Changes to all lines of a draft at once, and from words to numbers. Pure, on drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from apps.engine import targets
from apps.engine.achievement import Direction
from apps.goals.amounts import FULL_WEIGHT, MICROS
from apps.goals.choices import Spread
from apps.goals.drafts import LineDraft, MonthAmounts
from apps.metrics.choices import Unit

ONE: Final = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """ "Raise by 20 % in three months by a better script": `change` as a ratio, months from `first` on."""

    baseline_micros: int
    baseline_first: date
    baseline_last: date
    change: Fraction
    months: tuple[date, ...]
    spread: str = Spread.STRAIGHT
    measure_id: int | None = None
    seasons: tuple[Fraction, ...] = ()

    def origin(self) -> dict[str, Any]:
        """As it is kept with the line, for the sentence."""
        return {
            "code": "words",
            "baseline": self.baseline_micros,
            "baseline_first": f"{self.baseline_first:%Y-%m}",
            "baseline_last": f"{self.baseline_last:%Y-%m}",
            "change": [self.change.numerator, self.change.denominator],
            "first": f"{self.months[0]:%Y-%m}",
            "last": f"{self.months[-1]:%Y-%m}",
            "months": len(self.months),
            "spread": str(self.spread),
        }


def scaled(lines: Sequence[LineDraft], by: Fraction) -> list[LineDraft]:
    """All targets more demanding by a ratio (1/20: 5 %): higher is better times it, lower is better over it.

    Threshold and stretch go along; bands stay. Rounded to what the KPI shows.
    """
    return [_scaled(line, 1 + by) for line in lines]


def _scaled(line: LineDraft, factor: Fraction) -> LineDraft:
    if line.direction == Direction.BAND or factor <= 0:
        return line
    times = factor if line.direction == Direction.HIGHER else 1 / factor
    most = MICROS if line.unit == Unit.RATE else None
    values: dict[str, Any] = {
        name: _rounded(line, getattr(line, name), times, most)
        for name in ("target_micros", "threshold_micros", "stretch_micros")
    }
    months = tuple(
        replace(
            one,
            target_micros=_rounded(line, one.target_micros, times, most) or 0,
            threshold_micros=_rounded(line, one.threshold_micros, times, most),
            stretch_micros=_rounded(line, one.stretch_micros, times, most),
        )
        for one in line.months
    )
    percent = 100 * (factor - 1)
    origin = {"code": "bulk", "percent": [percent.numerator, percent.denominator]}
    return replace(line, **values, months=months, origin=origin)


def _rounded(line: LineDraft, micros: int | None, times: Fraction, most: int | None) -> int | None:
    if micros is None:
        return None
    exact = targets.to_step(micros * times, shown_step(line.unit, line.decimals))
    return exact if most is None else min(exact, most)


def shown_step(unit: str, decimals: int) -> int:
    """Millionths in the last digit that a KPI shows: 5.0 % is told in tenths of a percent."""
    places = min(6, decimals + (2 if unit == Unit.RATE else 0))
    return int(MICROS // 10**places)


def monthly(words: Words, unit: str, decimals: int) -> list[int]:
    """The target of each month in millionths, to what the KPI shows (money and counts: to a round step)."""
    base, count = Fraction(words.baseline_micros), len(words.months)
    if words.spread == Spread.COMPOUND:
        exact = targets.compound(base, words.change, count)
    elif words.spread == Spread.SEASONAL and len(words.seasons) == count:
        exact = targets.seasonal(base, words.change, words.seasons)
    else:
        exact = targets.straight(base, words.change, count)
    step = shown_step(unit, decimals)
    if unit in (Unit.MONEY, Unit.COUNT):
        step *= targets.nice_step(base / step)
    return [targets.to_step(value, step) for value in exact]


def in_words(line: LineDraft, words: Words, scorecard_months: Sequence[date]) -> LineDraft:
    """The line with the targets of the months that its scorecard covers; the first one is the line's own."""
    values = dict(zip(words.months, monthly(words, line.unit, line.decimals), strict=True))
    after = values[words.months[-1]]
    months = [
        MonthAmounts(
            month=month,
            target_micros=values.get(month, after if month > words.months[-1] else words.baseline_micros),
        )
        for month in scorecard_months
    ]
    first = months[0].target_micros
    old = line.target_micros
    return replace(
        line,
        target_micros=first,
        threshold_micros=_along(line, line.threshold_micros, old, first),
        stretch_micros=_along(line, line.stretch_micros, old, first),
        months=tuple(months) if len(months) > 1 else (),
        measure_id=words.measure_id or line.measure_id,
        origin=words.origin(),
    )


def _along(line: LineDraft, mark: int | None, old: int | None, new: int) -> int | None:
    """Threshold and stretch keep their distance in per cent of the target."""
    if mark is None or not old:
        return None
    return targets.to_step(Fraction(mark * new, old), shown_step(line.unit, line.decimals))


def from_template(proposed: Sequence[tuple[str, int]], known: Mapping[str, LineDraft]) -> list[LineDraft]:
    """Lines of a focus with the weights it proposes; of what is measured, totalling 100 %."""
    there = [(known[code], weight) for code, weight in proposed if code in known]
    whole = sum(weight for _line, weight in there)
    if not whole:
        return []
    keys = [f"{position:03}" for position in range(len(there))]
    weights = targets.split_team(FULL_WEIGHT, [weight for _line, weight in there], keys, step=100)
    return [
        replace(line, weight=weight, origin={"code": "template"})
        for (line, _old), weight in zip(there, weights, strict=True)
        if weight
    ]
