"""What is wanted of someone: a line's target, prorated by working time (rules of calculation §2.7). Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from apps.engine.achievement import Target
from apps.goals.queries.scorecards import LineView

ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of a subject on one line, in the KPI's unit."""

    target: Target
    threshold: Fraction | None
    stretch: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One agent's part in a target.

    The share of a full-timer's working time, and their own target if they have one.
    """

    share: Fraction
    own_value: Fraction | None = None


def wanted(line: LineView, parts: Iterable[Part]) -> Wanted | None:
    """What is wanted of the agents whose parts these are.

    A volume's target, threshold, stretch and zero point scale by the share of working time and add up over
    agents, each with their own target where they have one. Ratios, averages and bands do not scale: a
    single agent's own target replaces the line's, a team has the line's. None for a volume without any
    working time.
    """
    known = tuple(parts)
    if not line.kpi.is_volume:
        own = known[0].own_value if len(known) == 1 else None
        return Wanted(target=_valued(line.target, own), threshold=line.threshold, stretch=line.stretch)
    share = sum((part.share for part in known), ZERO)
    if not share:
        return None
    return _scaled(line, known, share)


def _scaled(line: LineView, parts: Sequence[Part], share: Fraction) -> Wanted:
    target = line.target
    value = None
    if target.value is not None:
        value = sum(
            (part.share * (target.value if part.own_value is None else part.own_value) for part in parts),
            ZERO,
        )
    times = _times(share)
    return Wanted(
        target=Target(
            direction=target.direction,
            value=value,
            zero=times(target.zero),
            low=times(target.low),
            high=times(target.high),
            low_limit=times(target.low_limit),
            high_limit=times(target.high_limit),
        ),
        threshold=times(line.threshold),
        stretch=times(line.stretch),
    )


def _times(share: Fraction) -> Callable[[Fraction | None], Fraction | None]:
    return lambda value: None if value is None else value * share


def _valued(target: Target, value: Fraction | None) -> Target:
    return target if value is None else replace(target, value=value)
