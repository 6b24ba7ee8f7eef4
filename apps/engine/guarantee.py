"""A minimum that a period pays whatever was earned (rules of calculation, 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee:
    """A minimum of `amount` minor units.

    Where it is `recoverable`, what it added is carried as a debt and recovered later, only from what exceeds
    the guarantee. `carried` is the debt from earlier periods, 0 or negative.
    """

    amount: int
    recoverable: bool = False
    carried: int = 0


class Guaranteed(NamedTuple):
    """What a guarantee does to a period, in minor units.

    `change` is added to the pay: positive tops up, negative recovers. `carried` is the debt afterwards.
    """

    change: int
    carried: int
    code: str


def guarantee_step(earned: int, guarantee: Guarantee) -> Guaranteed:
    """Top up to the guarantee, or recover an earlier top-up from what exceeds it.

    1,000 guaranteed, recoverable, with 600 earned adds 400 and carries −400; a later 1,150 gives 150 back.
    Codes: `guarantee_topped_up`, `guarantee_recovered`, `guarantee_not_needed`.
    """
    short = guarantee.amount - earned
    if short > 0:
        debt = short if guarantee.recoverable else 0
        return Guaranteed(short, guarantee.carried - debt, "guarantee_topped_up")
    recovered = min(-short, -guarantee.carried) if guarantee.recoverable else 0
    if recovered > 0:
        return Guaranteed(-recovered, guarantee.carried + recovered, "guarantee_recovered")
    return Guaranteed(0, guarantee.carried, "guarantee_not_needed")
