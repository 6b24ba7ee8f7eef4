"""The mean of people's own changes with its 95 % interval (Student's t), on enough of them only."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from apps.engine.quantiles import root, student_quantile

LEAST: Final = 5
"""How many people's changes an interval needs: fewer say nothing about the others."""
_HIGH: Final = Fraction(975, 1000)


class MeanChange(NamedTuple):
    """The mean change and its bounds, in the unit of the changes, of `n` people."""

    mean: Fraction
    low: Decimal
    high: Decimal
    n: int

    @property
    def is_told(self) -> bool:
        """Whether the interval leaves 0 out, so that chance alone is no good explanation."""
        return self.low > 0 or self.high < 0


def mean_change(changes: Sequence[Fraction]) -> MeanChange | None:
    """mean ± t(n − 1) × s / √n; None for fewer than five changes.

    It compares each person with their own past: what else changed meanwhile is not taken out.
    """
    n = len(changes)
    if n < LEAST:
        return None
    mean = sum(changes, Fraction(0)) / n
    variance = sum(((change - mean) ** 2 for change in changes), Fraction(0)) / (n - 1)
    half = student_quantile(n - 1, _HIGH) * root(variance / n)
    centre = Decimal(mean.numerator) / Decimal(mean.denominator)
    return MeanChange(mean=mean, low=centre - half, high=centre + half, n=n)
