"""A plan's budget, kept by reducing what the plan calls discretionary (rules of calculation, 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from apps.engine.issues import Issue
from apps.engine.money import split


class BudgetScope(StrEnum):
    """What counts against the budget: discretionary pay, or all but guarantee and manual."""

    DISCRETIONARY = "discretionary"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """At most `amount` minor units for what `scope` counts."""

    amount: int
    scope: BudgetScope = BudgetScope.DISCRETIONARY


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetCut:
    """What the budget leaves of one payee's discretionary pay: the part to lock with a run.

    `factor` is the same for everyone; `cent` (0 or 1) is this payee's part of the minor units that rounding
    down left over, so that the plan pays its budget exactly. `budget` and `counted` explain the line.
    """

    factor: Fraction
    cent: int = 0
    budget: int = 0
    counted: int = 0

    def apply(self, amount: int) -> int:
        """What is left of an amount in minor units; nothing is cut from a negative one."""
        if amount <= 0:
            return amount
        exact = amount * self.factor
        down = exact.numerator // exact.denominator
        return down if down == exact else down + self.cent


def cut_to_budget(
    budget: Budget, discretionary: Mapping[str, int], counted: int
) -> tuple[dict[str, BudgetCut], list[Issue]]:
    """A cut for each payee.

    `discretionary` is each payee's discretionary pay after cap, in minor units; `counted` what all payees
    earned after cap, which only the scope `ALL` looks at. Where the reduction cannot be large enough the
    issue is `budget_exceeded`, with what remains above the budget.
    """
    weights = {key: max(0, amount) for key, amount in discretionary.items()}
    reducible = sum(weights.values())
    spent = reducible if budget.scope is BudgetScope.DISCRETIONARY else counted
    excess = spent - budget.amount
    left = max(0, reducible - max(0, excess))
    issues = (
        [Issue.of("budget_exceeded", budget=budget.amount, excess=excess - reducible)]
        if excess > reducible
        else []
    )
    return _cuts(budget.amount, spent, weights, left), issues


def _cuts(budget: int, spent: int, weights: Mapping[str, int], left: int) -> dict[str, BudgetCut]:
    reducible = sum(weights.values())
    factor = Fraction(left, reducible) if reducible else Fraction(1)
    shares = split(left, list(weights.values()), list(weights)) if reducible else [0] * len(weights)
    return {
        key: BudgetCut(
            factor=factor,
            cent=share - weight * factor.numerator // factor.denominator,
            budget=budget,
            counted=spent,
        )
        for (key, weight), share in zip(weights.items(), shares, strict=True)
    }
