"""Rate tables: what share of an amount is paid, in steps (rules of calculation, 3.2)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from apps.engine.achievement import ZERO
from apps.engine.issues import Issue


class TierMode(StrEnum):
    """How a table is applied.

    `MARGINAL`: each slice of the period's total at its own rate. `WHOLE`: all of it at the highest rate
    reached. `PER_TRANSACTION`: marginal on each deal alone.
    """

    MARGINAL = "marginal"
    WHOLE = "whole"
    PER_TRANSACTION = "per_transaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One step: `floor` is inclusive, the next floor is not, the top is open.

    `floor` is in the unit of the base (minor units for money), `rate` a ratio (1/20 is 5 %).
    """

    floor: Fraction | int
    rate: Fraction


class Slice(NamedTuple):
    """What one step took: its part of the base, at its rate."""

    floor: Fraction | int
    base: Fraction | int
    rate: Fraction

    @property
    def amount(self) -> Fraction:
        """What the slice pays, not rounded."""
        return self.rate * self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class TierResult:
    """An amount, not rounded, and the slices of the table that add up to it."""

    amount: Fraction
    slices: tuple[Slice, ...] = ()


def price(
    deals: Sequence[Fraction | int], tiers: Sequence[Tier], mode: TierMode, *, negative_allowed: bool = False
) -> TierResult:
    """What deals pay by a table; a total that is known as one figure is one deal.

    Deals are in the unit of the floors; a negative one (a refund on its own day) lowers the total, and in the
    mode per transaction pays the exact negative of what it would have paid. A negative total pays 0, unless
    `negative_allowed`, which pays the exact negative. The table must be one that `check_tiers` passes.
    """
    base = sum(deals, 0)
    if base < 0 and not negative_allowed:
        return TierResult(amount=ZERO)
    slices = (
        _per_transaction(deals, tiers) if mode is TierMode.PER_TRANSACTION else _signed(base, tiers, mode)
    )
    amount = _amount(slices)
    if amount < 0 and not negative_allowed:
        return TierResult(amount=ZERO)
    return TierResult(amount=amount, slices=tuple(slices))


def check_tiers(tiers: Sequence[Tier]) -> list[Issue]:
    """What is wrong with a table.

    Codes: `tiers_empty`, `tiers_start` (the first floor is not 0, so that there would be a gap; a part that
    pays nothing has the rate 0), `tiers_not_rising` (a floor not above the one before),
    `tiers_rate_negative`.
    """
    if not tiers:
        return [Issue("tiers_empty")]
    issues = [
        Issue.of("tiers_rate_negative", floor=tier.floor, rate=tier.rate) for tier in tiers if tier.rate < 0
    ]
    if tiers[0].floor != 0:
        issues.append(Issue.of("tiers_start", floor=tiers[0].floor))
    for lower, upper in itertools.pairwise(tiers):
        if upper.floor <= lower.floor:
            issues.append(Issue.of("tiers_not_rising", floor=upper.floor, before=lower.floor))
    return issues


def reached(amount: Fraction | int, tiers: Sequence[Tier]) -> Tier | None:
    """The highest step that an amount reaches; None below the first."""
    best = None
    for tier in tiers:
        if tier.floor > amount:
            break
        best = tier
    return best


def _per_transaction(deals: Sequence[Fraction | int], tiers: Sequence[Tier]) -> list[Slice]:
    """The slices of each deal alone, those of the same step added up, in the order of the table."""
    bases: dict[Fraction | int, Fraction | int] = {}
    for deal in deals:
        for part in _signed(deal, tiers, TierMode.MARGINAL):
            bases[part.floor] = bases.get(part.floor, 0) + part.base
    return [Slice(tier.floor, bases[tier.floor], tier.rate) for tier in tiers if tier.floor in bases]


def _signed(amount: Fraction | int, tiers: Sequence[Tier], mode: TierMode) -> list[Slice]:
    """The slices of an amount; of a negative one, the negative."""
    cut = _whole if mode is TierMode.WHOLE else _marginal
    if amount >= 0:
        return cut(amount, tiers)
    return [Slice(floor, -base, rate) for floor, base, rate in cut(-amount, tiers)]


def _whole(size: Fraction | int, tiers: Sequence[Tier]) -> list[Slice]:
    tier = reached(size, tiers)
    return [Slice(tier.floor, size, tier.rate)] if tier is not None and size else []


def _marginal(size: Fraction | int, tiers: Sequence[Tier]) -> list[Slice]:
    slices: list[Slice] = []
    top = size
    for tier in reversed(tiers):
        if top > tier.floor:
            slices.append(Slice(tier.floor, top - tier.floor, tier.rate))
            top = tier.floor
    slices.reverse()
    return slices


def _amount(slices: Sequence[Slice]) -> Fraction:
    """Σ base × rate; over one denominator, as reducing each fraction costs more than the sum."""
    numerator: Fraction | int = 0
    denominator = 1
    for _, base, rate in slices:
        if rate.denominator == denominator:
            numerator += base * rate.numerator
        else:
            numerator = numerator * rate.denominator + base * rate.numerator * denominator
            denominator *= rate.denominator
    return Fraction(numerator, denominator)
