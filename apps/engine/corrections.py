"""Differences to what a locked period has paid, carried into a later run (rules of calculation, 3.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One component of one earlier period, priced again by that period's plan version; minor units.

    `paid` is all that was paid for it so far, corrections included; `waived` the differences that people
    decided to let be, with their sign, so that they do not return. `shared` marks pools and rank prizes,
    where one person's change moves what colleagues had; `own` says that the change is in this payee's own
    records.
    """

    key: str
    for_period: date
    recalculated: int
    paid: int
    waived: int = 0
    shared: bool = False
    own: bool = True


def correct(correction: Correction, *, take_from_colleagues: bool = False) -> tuple[int, str]:
    """What is still to be paid (negative: to be taken), and the code that says why.

    Codes: `correction`; `correction_settled` (nothing is left, a waiver included); `correction_protected` (a
    share of a pool or prize would be taken from a colleague, which only the plan may ask for).
    """
    left = correction.recalculated - correction.paid - correction.waived
    if not left:
        return 0, "correction_settled"
    if left < 0 and correction.shared and not correction.own and not take_from_colleagues:
        return 0, "correction_protected"
    return left, "correction"
