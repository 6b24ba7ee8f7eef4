"""Ratios from their parts (rules of calculation, 2.1 and 2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Numerator and denominator of a figure, and the number of records behind it."""

    numerator: Fraction | int
    denominator: Fraction | int
    n: int = 0

    @property
    def value(self) -> Fraction | None:
        """Numerator / denominator; None, which is no data, without a denominator."""
        return Fraction(self.numerator) / self.denominator if self.denominator else None


def roll_up(parts: Iterable[Parts]) -> Parts:
    """The figure of a team or a longer period: sums over sums, never a mean of ratios.

    Only for parts that have no record in common: distinct ones are counted again at each level.
    """
    listed = list(parts)
    return Parts(
        numerator=sum((part.numerator for part in listed), 0),
        denominator=sum((part.denominator for part in listed), 0),
        n=sum(part.n for part in listed),
    )


def count_or_none(count: int, *, complete: bool) -> int | None:
    """A count; none at all is 0 only where the source is known to be complete, else no data."""
    return count if count or complete else None


def last_complete_day(complete_through: Iterable[date | None]) -> date | None:
    """The last day that is complete in every source a figure rests on.

    Takes the last complete day of each; None where one has none yet, or where there is no source.
    """
    days = list(complete_through)
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
