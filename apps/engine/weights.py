"""Weights of a scorecard: percentages with two places that total exactly 100.00."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from apps.engine.issues import Issue

FULL_WEIGHT: Final = Decimal("100.00")
_HUNDRED: Final = Decimal(100)


def check_weights(weights: Iterable[Decimal]) -> Issue | None:
    """What is wrong with the weights of one scorecard, or None.

    Codes: `weight_out_of_range` (below 0 or above 100), `weight_places` (more than two decimals),
    `weights_total` (with the total, and what is left to give away, negative where too much was given).
    """
    given = list(weights)
    for weight in given:
        if not 0 <= weight <= _HUNDRED:
            return Issue.of("weight_out_of_range", weight=weight)
        if hundredths(weight) is None:
            return Issue.of("weight_places", weight=weight)
    total = sum(given, Decimal(0))
    if total != FULL_WEIGHT:
        return Issue.of("weights_total", total=total, left=FULL_WEIGHT - total)
    return None


def weight_left(weights: Iterable[Decimal]) -> Decimal:
    """How much of 100.00 is not given to a line yet; negative where too much was given."""
    return FULL_WEIGHT - sum(weights, Decimal(0))


def hundredths(weight: Decimal) -> int | None:
    """A weight in hundredths of a percent: 33.34 is 3334; None where it has more than two decimals."""
    scaled = int(weight * _HUNDRED)
    return scaled if scaled == weight * _HUNDRED else None
