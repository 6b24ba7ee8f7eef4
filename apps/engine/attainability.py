"""How often a target has been reached before (rules of calculation, 2.12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
    reached = sum(value >= target for _, value in scaled)
    if icc is None:
        icc = _resemblance(scaled)
    effective = effective_n(len(scaled), Fraction(len(scaled), len(Counter(p for p, _ in scaled))), icc)
    interval = wilson(reached * effective / len(scaled), effective)
    found = Attainability(reached=reached, observed=len(scaled), effective=effective, interval=interval)
    return found, None


def _resemblance(scaled: Sequence[tuple[str, Fraction]]) -> Fraction:
    """The intraclass correlation; where it cannot be told, 0."""
    groups: dict[str, list[Fraction]] = {}
    for person, value in scaled:
        groups.setdefault(person, []).append(value)
    return intraclass_correlation(list(groups.values())) or Fraction(0)
