"""How sure a share is: Wilson's interval, on as many observations as are really independent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Final, NamedTuple

Z_95: Final = Decimal("1.959963984540054")
"""The two-sided 95 % point of the normal distribution."""
_PLACES: Final = Decimal("0.000000000001")
_PRECISION: Final = 40


class Interval(NamedTuple):
    """Bounds of a share, ratios from 0 to 1 with twelve places, both inclusive."""

    low: Decimal
    high: Decimal


def wilson(successes: Fraction | int, n: Fraction | int, z: Decimal = Z_95) -> Interval:
    """Wilson's score interval for a share of `successes` in `n`, which may be fractional.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927:
    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). Without observations anything is possible: 0 to 1.
    Raises ValueError unless 0 ≤ successes ≤ n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share")
    if n == 0:
        return Interval(Decimal(0), Decimal(1))
    share, size, square = Fraction(successes) / n, Fraction(n), _square(Fraction(z))
    centre = share + square / (2 * size)
    spread = square * (share * (1 - share) / size + square / (4 * _square(size)))
    return _interval(centre, spread, 1 + square / size)


def effective_n(n: Fraction | int, m: Fraction | int, icc: Fraction | Decimal) -> Fraction:
    """How many independent observations `n` are worth when they come `m` to a person.

    n / (1 + (m − 1) × ICC), Kish's design effect: 138 periods of 12 agents (m = 11.5) with ICC 0.4 count as
    about 27. Never more than `n`. Raises ValueError unless 0 ≤ ICC ≤ 1.
    """
    if not 0 <= icc <= 1:
        raise ValueError(f"an intraclass correlation of {icc} is not between 0 and 1")
    return Fraction(n) / (1 + max(Fraction(0), Fraction(m) - 1) * Fraction(icc))


def intraclass_correlation(groups: Sequence[Sequence[Fraction | int]]) -> Fraction | None:
    """How much observations of one person resemble each other, from 0 to 1 (one-way analysis of variance).

    (MSB − MSW) / (MSB + (m₀ − 1) × MSW), m₀ the adjusted mean group size. None with fewer than two groups,
    or without a group of two, or where nothing varies.
    """
    sized = [[Fraction(x) for x in group] for group in groups if group]
    n, k = sum(map(len, sized)), len(sized)
    if k < 2 or n == k:
        return None
    between, within = _variances(sized)
    size = (n - Fraction(sum(len(group) * len(group) for group in sized), n)) / (k - 1)
    spread = between + (size - 1) * within
    return max(Fraction(0), (between - within) / spread) if spread else None


def _variances(groups: Sequence[Sequence[Fraction]]) -> tuple[Fraction, Fraction]:
    """The mean squares between groups and within them, by sums of values and of squares."""
    n, k = sum(map(len, groups)), len(groups)
    sums = [sum(group, Fraction(0)) for group in groups]
    whole = sum(sums, Fraction(0))
    of_groups = sum((_square(s) / len(g) for s, g in zip(sums, groups, strict=True)), Fraction(0))
    squares = sum((_square(x) for group in groups for x in group), Fraction(0))
    return (of_groups - whole * whole / n) / (k - 1), (squares - of_groups) / (n - k)


def _square(value: Fraction) -> Fraction:
    return value * value


def _interval(centre: Fraction, spread: Fraction, scale: Fraction) -> Interval:
    with localcontext() as context:
        context.prec, context.rounding = _PRECISION, ROUND_HALF_EVEN
        half = _decimal(spread).sqrt()
        low = (_decimal(centre) - half) / _decimal(scale)
        high = (_decimal(centre) + half) / _decimal(scale)
        return Interval(max(Decimal(0), low).quantize(_PLACES), min(Decimal(1), high).quantize(_PLACES))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
