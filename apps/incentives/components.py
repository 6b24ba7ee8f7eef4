"""What a plan can pay for, as data: one class a kind, each with the key that its lines carry.

Amounts are whole minor units of the plan's currency, rates and points ratios (1 is 100 %). `discretionary`
parts are those that the plan's budget may reduce; the others are contractual.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from apps.engine.curves import Curve
from apps.engine.prizes import TieRule
from apps.engine.tiers import Tier, TierMode

SCORECARD: Final = "scorecard"
"""The key of the component that pays the target bonus by the score, unless the plan calls it otherwise."""
SCORE: Final = "score"
"""What a prize, a pool or a curve goes by where it is not a KPI."""
EQUALLY: Final = "equally"


class OrderState(StrEnum):
    """What an order has to have reached; it counts on the day it did."""

    BOOKED = "booked"
    VERIFIED = "verified"
    PAID = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """Which orders of the payee a component looks at.

    Net: refunds lower it on their day. Gross: it is not lowered, and what a refund within `clawback_days` of
    the order's day makes wrong is taken back. Empty lists and no dates: every product, campaign, market, day.
    """

    state: OrderState = OrderState.BOOKED
    gross: bool = False
    clawback_days: int = 0
    products: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRule:
    """The target bonus of a full-time month, paid by a curve on the score or on one KPI's achievement."""

    target_bonus: int
    curve: Curve
    discretionary: bool = False
    key: str = SCORECARD
    on: str = SCORE

    @property
    def on_score(self) -> bool:
        """Whether the score decides, and not one KPI."""
        return self.on == SCORE


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRule:
    """`minor` units of money for each unit of a KPI that counts things, or for each of the payee's orders."""

    key: str
    minor: int
    kpi: str = ""
    sales: Sales | None = None
    discretionary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule:
    """A percentage of the payee's own sales."""

    key: str
    rate: Fraction
    sales: Sales
    negative_allowed: bool = False
    discretionary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRule:
    """A rate table over the payee's own sales."""

    key: str
    tiers: tuple[Tier, ...]
    mode: TierMode
    sales: Sales
    negative_allowed: bool = False
    discretionary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTopRule:
    """A percentage of another component's unrounded value."""

    key: str
    of: str
    rate: Fraction
    discretionary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeRule:
    """Prizes for the places 1, 2, … by the score or a KPI, among all payees or in each team.

    A `title` with prizes of 0 is an honour without money.
    """

    key: str
    prizes: tuple[int, ...]
    by: str = SCORE
    tie: TieRule = TieRule.SHARE
    lowest_first: bool = False
    each_team: bool = False
    title: str = ""
    discretionary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRule:
    """An amount for all payees together, or for each team, shared by score, by a KPI or equally."""

    key: str
    amount: int
    by: str = SCORE
    each_team: bool = True
    discretionary: bool = False


ComponentRule: TypeAlias = CurveRule | UnitRule | RateRule | TierRule | OnTopRule | PrizeRule | PoolRule
CROSSING: Final = (PrizeRule, PoolRule)
"""Components that look at all payees together; their lines come after one's own."""


def sales_of(rule: ComponentRule) -> Sales | None:
    """The orders that a component looks at; None where it looks at something else."""
    return rule.sales if isinstance(rule, UnitRule | RateRule | TierRule) else None


def kpi_of(rule: ComponentRule) -> str:
    """The KPI that a component's value is read from, beside the scorecard; empty where there is none."""
    if isinstance(rule, UnitRule):
        return rule.kpi
    if isinstance(rule, PrizeRule | PoolRule) and rule.by not in (SCORE, EQUALLY):
        return rule.by
    return ""
