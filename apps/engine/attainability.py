"""How often a target has been reached before (rules of calculation, 2.12)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from apps.engine.issues import Issue
from apps.engine.statistics import Interval, effective_n, intraclass_correlation, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one person achieved in one past period, with its working days and its season (1 is usual)."""

    person: str
    value: Fraction
    working_days: int
    season: Fraction = Fraction(1)
    new_starter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainability:
    """`reached` of `observed` comparable periods, and the interval on what they are worth, `effective`."""

    reached: int
    observed: int
    effective: Fraction
    interval: Interval

    @property
    def share(self) -> Fraction:
        """How many of the periods reached the target, as a ratio; a good target lies from 1/2 to 7/10."""
        return Fraction(self.reached, self.observed)


def attainability(
    target: Fraction,
    history: Sequence[Observation],
    *,
    working_days: int,
    season: Fraction = Fraction(1),
    icc: Fraction | None = None,
) -> tuple[Attainability | None, Issue | None]:
    """How many past periods would have reached a volume target for a period of `working_days` and `season`.

    Each value is scaled to the new period's days and season; new starters and periods without working days or
    season are left out. `icc` is estimated from the history unless given. Issue: `no_comparable_periods`.
    """
    usable = [seen for seen in history if not seen.new_starter and seen.working_days > 0 and seen.season > 0]
    if not usable:
        return None, Issue("no_comparable_periods")
    scaled = [
        (seen.person, seen.value * working_days / seen.working_days * season / seen.season) for seen in usable
    ]
    return reached_by(scaled, lambda value: value >= target, icc=icc), None


def reached_by(
    values: Sequence[tuple[str, Fraction | int]],
    met: Callable[[Fraction | int], bool],
    *,
    icc: Fraction | None = None,
) -> Attainability:
    """How many of comparable values (at least one), each with whose it is, meet a target.

    `icc` is estimated from the values unless given. Raises ValueError without any value.
    """
    if not values:
        raise ValueError("nothing to compare with")
    reached = sum(met(value) for _, value in values)
    if icc is None:
        icc = resemblance(values)
    size = len(values)
    effective = effective_n(size, Fraction(size, len({person for person, _ in values})), icc)
    interval = wilson(reached * effective / size, effective)
    return Attainability(reached=reached, observed=size, effective=effective, interval=interval)


def resemblance(values: Sequence[tuple[str, Fraction | int]]) -> Fraction:
    """The intraclass correlation of the values, by person; where it cannot be told, 0."""
    groups: dict[str, list[Fraction | int]] = {}
    for person, value in values:
        groups.setdefault(person, []).append(value)
    return intraclass_correlation(list(groups.values())) or Fraction(0)


def target_in_guide(
    values: Sequence[int], low: Fraction, high: Fraction, *, higher: bool, target: int, step: int = 1
) -> int | None:
    """The value nearest to `target` that a share from `low` to `high` of the values reached.

    A multiple of `step` where one fits, else a value that was seen. None where no value does.
    """
    signed = sorted(values) if higher else sorted(-value for value in values)
    aim, size = target if higher else -target, len(signed)
    seen = [v for v in dict.fromkeys(signed) if low <= Fraction(size - bisect_left(signed, v), size) <= high]
    if not seen:
        return None
    least, most = seen[0], seen[-1]
    at = bisect_left(signed, least)
    floor = signed[at - 1] + 1 if at else least
    first, last = -(-floor // step) * step, most // step * step
    round_one = min(max(first, aim // step * step), last)
    best = round_one if first <= last else min(max(least, aim), most)
    return best if higher else -best
