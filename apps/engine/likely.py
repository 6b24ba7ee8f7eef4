"""How far a volume is likely to get: a bootstrap of one's own days (rules of calculation, 2.9).

The days that are left are drawn, with replacement, from the days that were worked, again and again; the
range holds the middle eight of ten outcomes (B. Efron, Bootstrap methods, 1979). The generator is a small one
of our own with a fixed seed, so that the same days give the same range on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

DRAWS: Final = 400
SEED: Final = 20_261_124
MIDDLE: Final = Fraction(8, 10)
FEWEST: Final = 5
"""Days that must have been worked for a range."""
_MASK: Final = (1 << 64) - 1


class Range(NamedTuple):
    """Bounds of the middle outcomes, both inclusive."""

    low: int
    high: int


class Draws:
    """Whole numbers by SplitMix64 (G. Steele, D. Lea, C. Flood, 2014): fast, small, the same everywhere."""

    def __init__(self, seed: int = SEED) -> None:
        self._state = seed & _MASK

    def number(self) -> int:
        """The next number of 64 bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, bound: int) -> int:
        """A number from 0 until before `bound`; none is likelier than another."""
        if bound <= 0:
            raise ValueError("nothing lies below 0")
        limit = (1 << 64) - (1 << 64) % bound
        while (drawn := self.number()) >= limit:
            pass
        return drawn % bound


def drawn_days(count: int, left: int, *, draws: int = DRAWS, seed: int = SEED) -> Iterator[list[int]]:
    """For each outcome, which of `count` days stands for each of the `left` ones."""
    generator = Draws(seed)
    for _ in range(draws):
        yield [generator.below(count) for _ in range(left)]


def likely_path(days: Sequence[int], left: int, *, draws: int = DRAWS, seed: int = SEED) -> list[Range]:
    """What is likely brought by the end of each day left; empty with fewer than `FEWEST` days worked."""
    if len(days) < FEWEST or left <= 0:
        return []
    sums: list[list[int]] = [[] for _ in range(left)]
    for chosen in drawn_days(len(days), left, draws=draws, seed=seed):
        total = 0
        for step, day in enumerate(chosen):
            total += days[day]
            sums[step].append(total)
    return [middle(outcomes) for outcomes in sums]


def middle(outcomes: Sequence[int], share: Fraction = MIDDLE) -> Range:
    """The bounds of the middle `share` of some outcomes: of 400, the 41st and the 360th. Raises on none."""
    ordered = sorted(outcomes)
    cut = int(len(ordered) * (1 - share) / 2)
    return Range(low=ordered[cut], high=ordered[len(ordered) - 1 - cut])
