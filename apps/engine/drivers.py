"""Why two figures differ: the gap split over its factors by Shapley value (rules of calculation, 2.10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import TypeAlias

from apps.engine.achievement import ZERO
from apps.engine.issues import Issue

Factors: TypeAlias = Mapping[str, Fraction | None]
Formula: TypeAlias = Callable[[Mapping[str, Fraction]], Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesFactors:
    """Net sales as a chain of factors; a factor is None where its denominator is 0.

    calls × contact_rate × conversion × orders_per_buyer × amount_per_order + uncontacted − refunds;
    amounts in minor units. Where nothing is known of the calls, give the contacts as `calls` and a
    `contact_rate` of 1.
    """

    calls: Fraction | None
    contact_rate: Fraction | None
    conversion: Fraction | None
    orders_per_buyer: Fraction | None
    amount_per_order: Fraction | None
    uncontacted: Fraction | None = ZERO
    refunds: Fraction | None = ZERO


def sales_factors(
    *,
    calls: int,
    contacts: int,
    buyers: int,
    orders: int,
    amount: int,
    uncontacted: int = 0,
    refunds: int = 0,
) -> tuple[SalesFactors | None, Issue | None]:
    """The factors from counts and minor units; `orders` and `amount` are those of contacted buyers.

    Issue `factor_chain_broken` where something came of nothing (contacts without calls, buyers without
    contacts, …): the product would not give the sales.
    """
    chain = (calls, contacts, buyers, orders, amount)
    links = list(pairwise(chain))
    if any(part and not whole for whole, part in links):
        return None, Issue.of(
            "factor_chain_broken", calls=calls, contacts=contacts, buyers=buyers, orders=orders
        )
    rate, conversion, per_buyer, per_order = (
        Fraction(part, whole) if whole else None for whole, part in links
    )
    return SalesFactors(
        calls=Fraction(calls),
        contact_rate=rate,
        conversion=conversion,
        orders_per_buyer=per_buyer,
        amount_per_order=per_order,
        uncontacted=Fraction(uncontacted),
        refunds=Fraction(refunds),
    ), None


def sales_drivers(before: SalesFactors, after: SalesFactors) -> Mapping[str, Fraction]:
    """How much of the change in net sales each factor brought, in minor units; the parts add up exactly."""
    return gap_drivers(_mapping(before), _mapping(after), net_sales)


def net_sales(factors: Mapping[str, Fraction]) -> Fraction:
    """Net sales from known factors, in minor units."""
    contacts = factors["calls"] * factors["contact_rate"]
    buyers = contacts * factors["conversion"]
    amount = buyers * factors["orders_per_buyer"] * factors["amount_per_order"]
    return amount + factors["uncontacted"] - factors["refunds"]


def gap_drivers(before: Factors, after: Factors, value: Formula) -> Mapping[str, Fraction]:
    """The gap value(after) − value(before) split over its factors, which both sides name alike.

    Each factor's part is its Shapley value: its mean effect over all orders in which the factors can change
    (L. S. Shapley, A value for n-person games, 1953). So the parts add up, and no order matters. An undefined
    factor takes the other side's value, and 0 where both are undefined. Raises ValueError where the names
    differ. The cost doubles with each factor that differs.
    """
    if before.keys() != after.keys():
        raise ValueError("both sides need the same factors")
    start, goal = _defined(before, after), _defined(after, before)
    moved = [name for name in start if start[name] != goal[name]]
    values = [value(_mixture(start, goal, moved, chosen)) for chosen in range(1 << len(moved))]
    parts = {name: _shapley(values, len(moved), place) for place, name in enumerate(moved)}
    return {name: parts.get(name, ZERO) for name in start}


def _mapping(factors: SalesFactors) -> Factors:
    return {field.name: getattr(factors, field.name) for field in fields(factors)}


def _defined(side: Factors, other: Factors) -> dict[str, Fraction]:
    defined = {}
    for name, factor in side.items():
        fallback = other[name]
        defined[name] = factor if factor is not None else (fallback if fallback is not None else ZERO)
    return defined


def _mixture(
    start: Mapping[str, Fraction], goal: Mapping[str, Fraction], moved: list[str], chosen: int
) -> Mapping[str, Fraction]:
    """The factors with those moved whose bit is set in `chosen`."""
    return {**start, **{name: goal[name] for place, name in enumerate(moved) if chosen >> place & 1}}


def _shapley(values: list[Fraction], factors: int, place: int) -> Fraction:
    """One factor's part, from the value of each subset (a bit for each factor)."""
    bit = 1 << place
    effects = (
        factorial(subset.bit_count())
        * factorial(factors - subset.bit_count() - 1)
        * (values[subset | bit] - values[subset])
        for subset in range(len(values))
        if not subset & bit
    )
    return sum(effects, ZERO) / factorial(factors)
