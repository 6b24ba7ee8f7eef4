"""Money in whole minor units: one way to round, one way to split (rules of calculation, 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


class CurrencyMixed(ValueError):
    """Two currencies met in one sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A whole number of minor units of one currency (ISO 4217, three capitals)."""

    amount: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(amount=self.amount + self._same(other), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(amount=self.amount - self._same(other), currency=self.currency)

    def __neg__(self) -> Money:
        return Money(amount=-self.amount, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMixed(f"{self.currency} and {other.currency}")
        return other.amount


def round_minor(value: Fraction | int) -> int:
    """To the whole minor unit, half away from zero, so that a reversal is the exact negative."""
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:
        return numerator
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def split(amount: int, weights: Sequence[Fraction | int], keys: Sequence[str]) -> list[int]:
    """An amount handed out to the last minor unit in proportion to weights, by largest remainder.

    Equal remainders go by key, smallest first, so that the order of the input does not matter; a negative
    amount splits as the exact negative. Raises ValueError on a negative weight, a repeated key, unequal
    lengths, or weights that total 0.
    """
    whole = _check_split(weights, keys)
    size = abs(amount)
    exact = [size * weight / whole for weight in map(Fraction, weights)]
    shares = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(keys)), key=lambda i: (shares[i] - exact[i], keys[i]))
    for i in by_remainder[: size - sum(shares)]:
        shares[i] += 1
    return shares if amount >= 0 else [-share for share in shares]


def _check_split(weights: Sequence[Fraction | int], keys: Sequence[str]) -> Fraction:
    if len(weights) != len(keys) or len(set(keys)) != len(keys):
        raise ValueError("a split needs one weight for each key, each key once")
    if any(weight < 0 for weight in weights):
        raise ValueError("a split needs weights of 0 or more")
    whole = Fraction(sum(weights))
    if not whole:
        raise ValueError("weights that total 0 split nothing")
    return whole
