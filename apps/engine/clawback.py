"""Taking back what a refunded order had paid, on a gross base (rules of calculation, 3.7).

A component's base is net, where a refund lowers it on its own day and nothing is clawed back, or gross, where
it is not lowered and what was paid too much is clawed back; never both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from apps.engine.issues import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Clawback:
    """What one earlier period paid, and what it pays with its orders reduced by their refunds.

    All in minor units: `paid` with that period's run, `recalculated` through that period's own steps with its
    budget cut as locked, `taken` clawed back for it so far. `for_period` is that period's first day.
    """

    key: str
    for_period: date
    paid: int
    recalculated: int
    taken: int = 0

    @property
    def amount(self) -> int:
        """What is still to be taken back; negative gives back, where a refund was itself withdrawn."""
        return self.paid - self.recalculated - self.taken


def reduce_orders(
    orders: Mapping[str, int], refunds: Iterable[tuple[str, int]]
) -> tuple[dict[str, int], list[Issue]]:
    """Orders (number → amount in minor units) reduced by their refunds (order number, amount).

    An order that was refunded whole is left out, so that counts fall too. Issues: `refund_without_order`,
    `refund_exceeds_order` (the order then counts nothing).
    """
    left = dict(orders)
    issues: list[Issue] = []
    for order, amount in refunds:
        if order not in left:
            issues.append(Issue.of("refund_without_order", order=order, amount=amount))
        else:
            left[order] -= amount
    issues += [
        Issue.of("refund_exceeds_order", order=order, excess=-amount)
        for order, amount in left.items()
        if amount < 0
    ]
    return {order: amount for order, amount in left.items() if amount > 0}, issues
