"""Shares of working time (rules of calculation, 2.7)."""

from __future__ import annotations

from fractions import Fraction


def share(worked: int, planned: int) -> Fraction:
    """The part of the period's working time that is the agent's, in whole units of the same kind.

    Raises ValueError unless 0 ≤ worked ≤ planned and planned > 0.
    """
    if planned <= 0 or not 0 <= worked <= planned:
        raise ValueError(f"{worked} of {planned} is not a share of working time")
    return Fraction(worked, planned)


def prorate(amount: Fraction | int, worked: int, planned: int) -> Fraction:
    """A volume target, a threshold or target money, scaled by the share of working time; not rounded.

    Ratio and average targets do not scale; tiers, caps, guarantees and prizes only where the plan says so.
    Raises ValueError as `share` does.
    """
    return amount * share(worked, planned)


def prorate_volume(amount: Fraction | int, worked: int, planned: int, downtime: int) -> Fraction:
    """A volume target, scaled also by logged system downtime, which is part of the time worked.

    Never for target money. Raises ValueError as `share` does, and where downtime exceeds the time worked.
    """
    if not 0 <= downtime <= worked:
        raise ValueError(f"downtime {downtime} is not part of the {worked} worked")
    return amount * share(worked - downtime, planned)
