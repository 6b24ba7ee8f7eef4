"""A value on the wrong side of a bound: gates and coaching rules look at figures the same way."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction


class Side(StrEnum):
    """Which side of a bound is the bad one; the bound itself is still good on both."""

    BELOW = "below"
    ABOVE = "above"


def beyond(value: Fraction | int, bound: Fraction | int, side: Side) -> bool:
    """Whether a value lies strictly on the bad side of a bound."""
    return value < bound if side is Side.BELOW else value > bound
