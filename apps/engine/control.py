"""What is usual: control limits from one's own past periods (W. A. Shewhart, 1931)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from apps.engine.quantiles import root

THREE: Final = 3
RANGES: Final = Fraction(266, 100)
"""Three deviations of single values, from the mean moving range: 3 / 1.128."""
FEWEST: Final = 5
"""Past periods that must be known for a limit."""


class Limits(NamedTuple):
    """What is usual lies from `low` to `high`, around `centre`."""

    low: Fraction
    centre: Fraction
    high: Fraction


def share_limits(past: Sequence[tuple[int, int]], n: int) -> Limits | None:
    """Limits of a share on `n` records, from past (count, n): p ± 3 √(p (1 − p) / n), within 0 and 1.

    None with fewer than `FEWEST` past periods with records, or without records now.
    """
    told = [(count, whole) for count, whole in past if whole]
    if len(told) < FEWEST or n <= 0:
        return None
    share = Fraction(sum(count for count, _ in told), sum(whole for _, whole in told))
    share = min(Fraction(1), max(Fraction(0), share))
    spread = THREE * Fraction(root(share * (1 - share) / n))
    return Limits(low=max(Fraction(0), share - spread), centre=share, high=min(Fraction(1), share + spread))


def value_limits(past: Sequence[Fraction]) -> Limits | None:
    """Limits of single values from those before: mean ± 2.66 × the mean difference of neighbours.

    None with fewer than `FEWEST`.
    """
    if len(past) < FEWEST:
        return None
    centre = sum(past, Fraction(0)) / len(past)
    moved = [abs(after - before) for before, after in pairwise(past)]
    spread = RANGES * sum(moved, Fraction(0)) / len(moved)
    return Limits(low=centre - spread, centre=centre, high=centre + spread)
