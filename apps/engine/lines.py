"""One line of a payout: an amount, the step it belongs to, and the figures that explain it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from apps.engine.issues import Values


class Step(StrEnum):
    """The steps of a payout in the order in which they apply (rules of calculation, 3.6)."""

    ELIGIBILITY = "eligibility"
    COMPONENT = "component"
    COMPONENT_GATE = "component_gate"
    PLAN_GATE = "plan_gate"
    CAP = "cap"
    GUARANTEE = "guarantee"
    BUDGET = "budget"
    CLAWBACK = "clawback"
    MANUAL = "manual"
    EARLIER_PAID = "earlier_paid"
    CORRECTION = "correction"
    RELEASED = "released"
    CARRIED = "carried"
    HELD = "held"


EARNING_STEPS = frozenset(
    {Step.COMPONENT, Step.COMPONENT_GATE, Step.PLAN_GATE, Step.CAP, Step.GUARANTEE, Step.BUDGET}
)
"""The steps that price a period by itself; those after them settle it with other periods and people."""

PAID_STEPS = EARNING_STEPS | {Step.EARLIER_PAID, Step.CORRECTION}
"""The steps whose lines for a period, over all runs, are what was paid for it."""


class Line(NamedTuple):
    """One amount for one payee; the lines of a payee add up to what is payable.

    `key` is the payee, `step` one of `Step`, `component` the key of the component, gate, clawback, … or "".
    `amount` is in minor units, rounded once. `base` and `rate` are the unrounded figures behind it: what was
    looked at, and what it was multiplied with (for a gate the factor). `code` names the sentence that
    explains the line, `values` the further figures in it. `for_period` is the first day of an earlier period
    that the line belongs to.
    """

    key: str
    step: str
    component: str
    amount: int
    base: Fraction | int | None = None
    rate: Fraction | int | None = None
    code: str = ""
    values: Values = ()
    for_period: date | None = None


def total(lines: Iterable[Line]) -> int:
    """What lines add up to, in minor units."""
    return sum(line.amount for line in lines)


def earned(lines: Iterable[Line]) -> int:
    """What the period pays by itself: all steps up to the budget reduction, in minor units."""
    return sum(line.amount for line in lines if line.step in EARNING_STEPS)
