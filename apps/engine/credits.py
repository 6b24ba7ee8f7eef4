"""Shared credit of an order: the parts total it exactly (rules of calculation, 3.8)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from apps.engine.issues import Issue
from apps.engine.money import split


def check_credits(shares: Mapping[str, Fraction]) -> Issue | None:
    """What is wrong with the shares of one order (person → ratio), or None.

    Codes: `credit_share_invalid` (not above 0), `credits_total` (with the total; it must be 1).
    """
    for person, share in shares.items():
        if share <= 0:
            return Issue.of("credit_share_invalid", person=person, share=share)
    total = sum(shares.values(), Fraction(0))
    return None if total == 1 else Issue.of("credits_total", total=total)


def credit_amounts(amount: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Each person's part of an order in minor units; together the amount to the last one.

    Raises ValueError where shares are negative or total 0; `check_credits` says so before.
    """
    keys = list(shares)
    return dict(zip(keys, split(amount, list(shares.values()), keys), strict=True))
