"""What a plan pays for: each kind of component prices itself (rules of calculation, 3.2 to 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from apps.engine.curves import Curve, Segment, rate_between, segment
from apps.engine.issues import Issue, Value, Values
from apps.engine.proration import prorate
from apps.engine.tiers import Tier, TierMode, TierResult, price

Number: TypeAlias = Fraction | int
WHOLE: Final = Fraction(1)


class Priced(NamedTuple):
    """A component's value, not rounded, with the figures of its line."""

    exact: Number
    base: Number | None
    rate: Number | None
    code: str
    values: Values = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What components look at.

    `target` is the target bonus scaled by working time, None where that is not known; `target_values` say
    how it was scaled. `exact` holds the unrounded values of the components priced before, by key.
    `working_time` is (worked, planned), None where it is no share of the plan.
    """

    target: Number | None
    target_values: Values
    score: Fraction | None
    exact: Mapping[str, Number]
    working_time: tuple[int, int] | None = None

    def own_target(self, bonus: int) -> tuple[Number | None, Values]:
        """A component's own target bonus, scaled by working time, with the values that say so."""
        if self.working_time is None:
            return None, ()
        worked, planned = self.working_time
        if worked == planned:
            return bonus, ()
        values = (("target_bonus", bonus), ("worked", worked), ("planned", planned))
        return prorate(bonus, worked, planned), values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Component:
    """`discretionary` lines are reduced to the budget; `capped` ones count towards the individual cap."""

    key: str
    discretionary: bool = False
    capped: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveComponent(_Component):
    """A share of the target bonus by a payout curve, on the score or on one achievement.

    `part` is how much of the payee's target bonus rests on this curve; `target_bonus`, where given, is one of
    the component's own in its place. `achievement` is looked at only where `on_score` is off.
    """

    curve: Curve
    part: Fraction = WHOLE
    target_bonus: int | None = None
    on_score: bool = True
    achievement: Fraction | None = None

    def price(self, basis: Basis) -> Priced | Issue:
        """Target bonus × part × payout rate. Issues: `no_score`, `no_achievement`, `no_working_time`."""
        reached = basis.score if self.on_score else self.achievement
        if reached is None:
            return Issue.of("no_score" if self.on_score else "no_achievement", component=self.key)
        if self.target_bonus is None:
            target, scaled = basis.target, basis.target_values
        else:
            target, scaled = basis.own_target(self.target_bonus)
        if target is None:
            return Issue.of("no_working_time", component=self.key)
        points = segment(self.curve, reached)
        rate = rate_between(points, reached, steps=self.curve.steps)
        base = target if self.part is WHOLE else self.part * target
        code, values = _explain(points)
        return Priced(rate * base, base, rate, code, (("achieved", reached), *values, *scaled))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitComponent(_Component):
    """An amount in minor units for each unit; units may be shares of an order."""

    units: Number
    amount: int

    def price(self, _basis: Basis) -> Priced | Issue:
        """Units × amount."""
        return Priced(self.units * self.amount, self.units, self.amount, "units")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateComponent(_Component):
    """A percentage of an amount in minor units; a negative base pays 0 unless the plan says otherwise."""

    base: Number
    rate: Fraction
    negative_allowed: bool = False

    def price(self, _basis: Basis) -> Priced | Issue:
        """Base × rate."""
        if self.base < 0 and not self.negative_allowed:
            return Priced(0, self.base, self.rate, "rate_negative_base")
        return Priced(self.rate * self.base, self.base, self.rate, "rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class TierComponent(_Component):
    """A rate table over deals in minor units; a total known as one figure is one deal."""

    deals: tuple[Number, ...]
    tiers: tuple[Tier, ...]
    mode: TierMode
    negative_allowed: bool = False

    def price(self, _basis: Basis) -> Priced | Issue:
        """The table's amount, its slices in the values."""
        result = price(self.deals, self.tiers, self.mode, negative_allowed=self.negative_allowed)
        return Priced(result.amount, sum(self.deals), None, f"tiers_{self.mode.value}", _slices(result))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTopComponent(_Component):
    """A percentage of another component, which stands before it in the plan."""

    of: str
    rate: Fraction

    def price(self, basis: Basis) -> Priced | Issue:
        """The other component's unrounded value × rate. Issue: `component_unknown`."""
        if self.of not in basis.exact:
            return Issue.of("component_unknown", component=self.key, of=self.of)
        base = basis.exact[self.of]
        return Priced(self.rate * base, base, self.rate, "on_top", (("of", self.of),))


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedComponent(_Component):
    """An amount that was found across people: a rank prize, a share of a pool; with its explanation."""

    amount: int
    code: str
    base: Number | None = None
    rate: Number | None = None
    values: Values = ()

    def price(self, _basis: Basis) -> Priced | Issue:
        """The amount as it is."""
        return Priced(self.amount, self.base, self.rate, self.code, self.values)


Component: TypeAlias = (
    CurveComponent | UnitComponent | RateComponent | TierComponent | OnTopComponent | FixedComponent
)


def _explain(points: Segment) -> tuple[str, Values]:
    """The code of a curve's line, and the points it lies between."""
    left, right = points
    if left is None:
        threshold = right[0] if right is not None else Fraction(0)
        return "curve_below_threshold", (("threshold", threshold),)
    start = (("from_achievement", left[0]), ("from_rate", left[1]))
    if right is None:
        return "curve_at_cap", start
    return "curve", (*start, ("to_achievement", right[0]), ("to_rate", right[1]))


def _slices(result: TierResult) -> Values:
    """Slices as flat values: slice_1_base, slice_1_rate, …"""
    found: list[tuple[str, Value]] = []
    for number, (floor, base, rate) in enumerate(result.slices, start=1):
        found += (
            (f"slice_{number}_floor", floor),
            (f"slice_{number}_base", base),
            (f"slice_{number}_rate", rate),
        )
    return tuple(found)
