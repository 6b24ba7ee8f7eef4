"""The orders that pay looks at: whose they are, on which day they count, what refunds do to them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from apps.engine.credits import credit_amounts
from apps.incentives.components import OrderState, Sales, sales_of
from apps.incentives.rules import PlanRules
from apps.incentives.snapshot import ONE, DealFact, Deals
from apps.intake.models import Credit, Order, Refund

WHOLE: Final = 10_000  # a credit's share is in ten-thousandths
FEW: Final = 500  # more people than this, and the orders of everyone are read
NOTHING: Final = Fraction(0)
DAY_OF: Final[Mapping[OrderState, str]] = {
    OrderState.BOOKED: "day",
    OrderState.VERIFIED: "verified_day",
    OrderState.PAID: "paid_day",
}
Owners = Callable[[int, date], Iterable[int]]
"""Whose pay a person's order of a day counts for: the person's own, or who led the person's team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What an order counts on a day: its amount when it reaches its state, less when money comes back."""

    day: date
    amount: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFact:
    """An order with its refunds in its own currency (day, amount), and the shares of it by person."""

    key: str
    amount: int
    currency: str
    days: Mapping[OrderState, date | None]
    cancelled: date | None
    product: str
    campaign: str
    market: str
    refunds: tuple[tuple[date, int], ...]
    shares: Mapping[int, Fraction]

    def movements(self, state: OrderState) -> list[Movement]:
        """Net: the order on the day it reached the state, each refund on its own, a cancellation with the
        rest; nothing where it never reached the state, or was cancelled before.
        """
        reached = self.days[state]
        if reached is None or (self.cancelled is not None and self.cancelled < reached):
            return []
        found, left = [Movement(day=reached, amount=self.amount, count=1)], self.amount
        for day, amount in self.refunds:
            if self.cancelled is not None and day > self.cancelled:
                continue
            gone = self.cancelled is None and left > 0 and left - amount <= 0
            found.append(Movement(day=max(day, reached), amount=-amount, count=-1 if gone else 0))
            left -= amount
        if self.cancelled is not None:
            found.append(Movement(day=self.cancelled, amount=-max(0, left), count=-1))
        return found

    def kept(self, sales: Sales, through: date) -> int:
        """Gross: what is left of the order by the refunds known through a day, within the clawback's days."""
        reached = self.days[sales.state]
        if reached is None:
            return 0
        until = min(through, reached + timedelta(days=sales.clawback_days))
        moves = [move for move in self.movements(sales.state) if move.day <= until or move.day == reached]
        return max(0, sum(move.amount for move in moves))

    def is_of(self, sales: Sales) -> bool:
        """Whether the component looks at orders like this one."""
        return (
            _among(self.product, sales.products)
            and _among(self.campaign, sales.campaigns)
            and _among(self.market, sales.markets)
        )

    def parts(self, amount: int) -> dict[int, int]:
        """An amount by person, to the last minor unit."""
        if len(self.shares) == 1:
            return {next(iter(self.shares)): amount}
        split = credit_amounts(amount, {str(person): share for person, share in self.shares.items()})
        return {int(person): part for person, part in split.items()}


def _among(text: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or text.casefold() in {one.casefold() for one in wanted}


def own(person_id: int, _day: date) -> tuple[int, ...]:
    """An agent's orders are the agent's."""
    return (person_id,)


def deals_of(
    payee_ids: Collection[int],
    rules: PlanRules,
    first: date,
    last: date,
    *,
    currency: str,
    sellers: Collection[int] | None = None,
    owners: Owners = own,
    orders: Iterable[OrderFact] | None = None,
) -> tuple[dict[int, tuple[Deals, ...]], dict[int, int]]:
    """What each payee's orders count for each component in [first, last], and how many orders of another
    currency each has, which count for nothing.

    Three queries where the rules look at orders and `orders` does not hold them, else none. `sellers`: whose
    orders are read, the payees' own unless given.
    """
    wanted = {part.key: sales for part in rules.parts if (sales := sales_of(part)) is not None}
    if not wanted:
        return dict.fromkeys(payee_ids, ()), {}
    found: dict[int, dict[str, list[DealFact]]] = {pk: {key: [] for key in wanted} for pk in payee_ids}
    foreign: defaultdict[int, int] = defaultdict(int)
    if orders is None:
        orders = orders_between(payee_ids if sellers is None else sellers, first, last, wanted.values())
    for order in orders:
        if order.currency != currency:
            for payee in _owners_of(order, first, owners):
                foreign[payee] += payee in found
            continue
        for key, sales in wanted.items():
            for payee, deal in _deals(order, sales, first, last, owners):
                if payee in found:
                    found[payee][key].append(deal)
    return {
        payee: tuple(
            Deals(component=key, orders=tuple(sorted(rows, key=_by_day))) for key, rows in by.items()
        )
        for payee, by in found.items()
    }, {payee: count for payee, count in foreign.items() if count}


def _owners_of(order: OrderFact, day: date, owners: Owners) -> Iterator[int]:
    for person in order.shares:
        yield from owners(person, day)


def _by_day(deal: DealFact) -> tuple[date, str, int]:
    return deal.day, deal.order, -deal.amount


def _deals(
    order: OrderFact, sales: Sales, first: date, last: date, owners: Owners
) -> Iterator[tuple[int, DealFact]]:
    reached = order.days[sales.state]
    if reached is None or not order.is_of(sales):
        return
    if (sales.first is not None and reached < sales.first) or (
        sales.last is not None and reached > sales.last
    ):
        return
    for move in _moves(order, sales, reached, first, last):
        for person, amount in order.parts(move.amount).items():
            count = order.shares[person] * move.count
            for payee in owners(person, reached):
                yield payee, DealFact(order=order.key, day=move.day, amount=amount, count=count)


def _moves(order: OrderFact, sales: Sales, reached: date, first: date, last: date) -> list[Movement]:
    if not sales.gross:
        return [move for move in order.movements(sales.state) if first <= move.day <= last]
    kept = order.kept(sales, last)
    if not first <= reached <= last or not kept:
        return []
    return [Movement(day=reached, amount=kept, count=1)]


def orders_between(
    sellers: Collection[int], first: date, last: date, sales: Iterable[Sales]
) -> list[OrderFact]:
    """The orders that reach one of the states, or give money back, in [first, last]. Three queries."""
    states = sorted({one.state for one in sales})
    reached = Q()
    for state in states:
        reached |= Q(**{f"{DAY_OF[state]}__gte": first, f"{DAY_OF[state]}__lte": last})
    given = Refund.objects.filter(order=OuterRef("pk"), day__gte=first, day__lte=last)
    moved = Q(cancelled_day__gte=first, cancelled_day__lte=last) | Q(Exists(given))
    rows = Order.objects.filter(reached | moved, day__lte=last)
    return order_facts(rows, sellers)


def order_facts(rows: QuerySet[Order], sellers: Collection[int] | None) -> list[OrderFact]:
    """The orders with refunds and shares; of these sellers, or everyone's. Three queries."""
    if sellers is not None and len(sellers) <= FEW:
        mine = Credit.objects.filter(agent_id__in=sellers, order_key=OuterRef("key"))
        rows = rows.filter(Q(agent_id__in=sellers) | Q(Exists(mine)))
    refunds, shares = _refunds(rows), _credits(rows)
    columns = (
        "pk", "key", "agent_id", "amount", "currency", "day", "verified_day", "paid_day", "cancelled_day",
        "product", "campaign", "market",
    )  # fmt: skip
    return [_fact(row, refunds, shares) for row in rows.order_by("pk").values_list(*columns)]


def _fact(
    row: tuple,  # type: ignore[type-arg]
    refunds: Mapping[int, list[tuple[str, date, int]]],
    shares: Mapping[int, dict[int, int]],
) -> OrderFact:
    pk, key, agent, amount, currency, day, verified, paid, cancelled, product, campaign, market = row
    return OrderFact(
        key=key,
        amount=amount,
        currency=currency,
        days={OrderState.BOOKED: day, OrderState.VERIFIED: verified, OrderState.PAID: paid},
        cancelled=cancelled,
        product=product,
        campaign=campaign,
        market=market,
        refunds=tuple((on, back) for money, on, back in refunds.get(pk, ()) if money == currency),
        shares=_shares(agent, shares.get(pk, {})),
    )


def _shares(agent: int, shares: Mapping[int, int]) -> dict[int, Fraction]:
    """By person, together 1: what credits leave over is the order's agent's."""
    total = sum(shares.values())
    if not total:
        return {agent: ONE}
    found = {person: Fraction(share, max(WHOLE, total)) for person, share in shares.items()}
    if total < WHOLE:
        found[agent] = found.get(agent, NOTHING) + Fraction(WHOLE - total, WHOLE)
    return found


def _refunds(orders: QuerySet[Order]) -> dict[int, list[tuple[str, date, int]]]:
    found: defaultdict[int, list[tuple[str, date, int]]] = defaultdict(list)
    rows = Refund.objects.filter(order__in=orders.order_by().values("pk")).order_by("day", "pk")
    for order, currency, day, amount in rows.values_list("order_id", "currency", "day", "amount"):
        if order is not None:
            found[order].append((currency, day, amount))
    return found


def _credits(orders: QuerySet[Order]) -> dict[int, dict[int, int]]:
    """The shares of each order by person: a credit is of the order that its key names first."""
    named = Order.objects.filter(key=OuterRef("order_key")).order_by("pk").values("pk")[:1]
    rows = Credit.objects.filter(order_key__in=orders.order_by().values("key"))
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for order, agent, share in rows.annotate(named=Subquery(named)).values_list("named", "agent_id", "share"):
        if order is not None:
            found[order][agent] = found[order].get(agent, 0) + share
    return found
