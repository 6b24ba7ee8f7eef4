"""Square roots and quantiles of Student's t without floating point: Decimals to twelve places and more."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Final

_PRECISION: Final = 40
_STEPS: Final = 60  # of bisection: 2⁻⁶⁰ of the first bracket
_MANY: Final = 200  # degrees of freedom from which the expansion is exact to ten places
_SMALL: Final = Decimal(10) ** -36
_Z: Final = {Fraction(975, 1000): Decimal("1.959963984540054235524594430520551")}
"""Normal quantiles by the share below, for the expansion."""


def root(value: Fraction) -> Decimal:
    """The square root of a ratio that is not negative."""
    with localcontext() as context:
        context.prec, context.rounding = _PRECISION, ROUND_HALF_EVEN
        return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()


@cache
def student_quantile(freedom: int, share: Fraction) -> Decimal:
    """The t below which `share` of Student's distribution with `freedom` degrees lies.

    Up to 200 degrees by bisection of the closed form (Abramowitz and Stegun, 26.7.3 and 26.7.4), then by the
    expansion in the normal quantile (26.7.5). Raises ValueError unless freedom ≥ 1 and 1/2 < share < 1, or
    for more than 200 degrees at another share than 97.5 %.
    """
    if freedom < 1 or not Fraction(1, 2) < share < 1:
        raise ValueError(f"no quantile of {share} with {freedom} degrees of freedom")
    with localcontext() as context:
        context.prec, context.rounding = _PRECISION, ROUND_HALF_EVEN
        if freedom > _MANY:
            if share not in _Z:
                raise ValueError(f"no normal quantile of {share} is known")
            return _expanded(_Z[share], freedom)
        return _bisected(freedom, 2 * share - 1)


def _bisected(freedom: int, two_sided: Fraction) -> Decimal:
    wanted = Decimal(two_sided.numerator) / Decimal(two_sided.denominator)
    low, high = Decimal(0), Decimal(2)
    while _central(high, freedom) < wanted:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _central(middle, freedom) < wanted else (low, middle)
    return (low + high) / 2


def _central(t: Decimal, freedom: int) -> Decimal:
    """The share between −t and t."""
    square = t * t + freedom
    sine, cosine_2 = t / square.sqrt(), Decimal(freedom) / square
    if freedom % 2 == 0:
        return sine * _series(cosine_2, freedom // 2 - 1, first=1)
    angle = _arctan(t / Decimal(freedom).sqrt())
    if freedom > 1:
        angle += sine * cosine_2.sqrt() * _series(cosine_2, (freedom - 3) // 2, first=2)
    return 2 * angle / _pi()


def _series(cosine_2: Decimal, terms: int, *, first: int) -> Decimal:
    """1 + (first / (first + 1)) c² + (first (first + 2)) / ((first + 1)(first + 3)) c⁴ + …"""
    total = term = Decimal(1)
    for number in range(terms):
        term *= cosine_2 * (first + 2 * number) / (first + 1 + 2 * number)
        total += term
    return total


def _expanded(z: Decimal, freedom: int) -> Decimal:
    n = Decimal(freedom)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3


def _arctan(x: Decimal) -> Decimal:
    """By halving the angle four times, then Gregory's series."""
    for _ in range(4):
        x /= 1 + (1 + x * x).sqrt()
    total, power, number = Decimal(0), x, 1
    while abs(power) > _SMALL:
        total += power / number
        power, number = -power * x * x, number + 2
    return 16 * total


@cache
def _pi() -> Decimal:
    return 4 * _arctan(Decimal(1))
