"""From words to numbers: "20 % more in three months" as a target for each month, in round steps. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from apps.engine.money import split


def straight(baseline: Fraction, change: Fraction, months: int) -> list[Fraction]:
    """Equal steps: 100 with +20 % in 3 months is 320/3, 340/3, 120. `change` as a ratio. Months from 1."""
    _check(months)
    return [baseline * (1 + change * step / months) for step in range(1, months + 1)]


def compound(baseline: Fraction, change: Fraction, months: int, *, places: int = 12) -> list[Fraction]:
    """The same percentage each month, the last one exactly baseline × (1 + change).

    100 with +21 % in 2 months is 110, 121. The root is taken to `places` decimals; the last month is exact.
    """
    _check(months)
    rate = _root(1 + change, months, places)
    values = [baseline * rate**step for step in range(1, months)]
    return [*values, baseline * (1 + change)]


def seasonal(baseline: Fraction, change: Fraction, indices: Sequence[Fraction]) -> list[Fraction]:
    """Equal steps times each month's season (1 is usual): 100 with +20 %, for 3 seasons."""
    steps = straight(baseline, change, len(indices))
    return [value * index for value, index in zip(steps, indices, strict=True)]


def to_step(value: Fraction, step: int) -> int:
    """The nearest multiple of a step, half away from zero: 106,667 to 500 is 106,500."""
    if step <= 0:
        raise ValueError("a step is more than 0")
    times = value / step
    size = abs(times)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return step * (whole if times >= 0 else -whole)


def nice_step(value: Fraction | int) -> int:
    """A round step for values of this size: 1, 2 or 5 times a power of ten, about a two-hundredth of it."""
    size = max(1, abs(int(value)) // 200)
    power: int = 10 ** (len(str(size)) - 1)
    return next(power * times for times in (1, 2, 5, 10) if power * times >= size)


def split_team(
    total: int, weights: Sequence[Fraction | int], keys: Sequence[str], step: int = 1
) -> list[int]:
    """A team's target over its agents in multiples of `step`, by largest remainder: the parts add up exactly.

    What is no multiple of the step goes, unit by unit, the same way. Weights of 0 get nothing. Raises
    ValueError as `money.split` does.
    """
    if step <= 0:
        raise ValueError("a step is more than 0")
    whole, rest = divmod(total, step)
    parts = [step * part for part in split(whole, weights, keys)]
    more = split(rest, weights, keys)
    return [part + extra for part, extra in zip(parts, more, strict=True)]


def _check(months: int) -> None:
    if months < 1:
        raise ValueError("a change takes at least one month")


def _root(value: Fraction, degree: int, places: int) -> Fraction:
    """The positive root, cut off after `places` decimals; by whole numbers only."""
    if value < 0:
        raise ValueError("a change below −100 % has no steps")
    scale = 10**places
    wanted = value.numerator * scale**degree // value.denominator
    low, high = 0, max(scale, wanted) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= wanted:
            low = middle
        else:
            high = middle
    return Fraction(low, scale)
