"""Orders, their lines, what comes back of them, and deals in the pipeline."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from apps.metrics.streams import sharing
from apps.metrics.streams.shape import (
    BOOKED,
    BOUGHT,
    COUNTS,
    DEAL_DIMENSIONS,
    ORDER_DIMENSIONS,
    OWN_MONEY,
    Rows,
    Stream,
    single,
)
from apps.people.choices import Topic

_ORDERED: Final = frozenset({Topic.ORDER, Topic.CREDIT})
_COUNTED: Final = f"{COUNTS} AND {OWN_MONEY}"


def _whole(rows: Rows) -> Rows:
    """Of orders that are one person's."""
    return replace(rows, where=f"{rows.where} AND {sharing.WHOLE}")


def _parts(rows: Rows) -> tuple[Rows, Rows]:
    """Of orders that are shared: a row for each credit, and what is left for the order's own agent."""

    def part(split: Callable[[str], str], agent: str, where: str, join: str) -> Rows:
        columns = {
            name: f"CASE WHEN {sql} > 0 THEN {split(sql)} ELSE 0 END" for name, sql in rows.columns.items()
        }
        return replace(
            rows,
            table=rows.table + join,
            columns={**columns, "order_id": "f.id"},
            where=f"{rows.where} AND {where}",
            agent=agent,
        )

    return (
        part(sharing.credited, "cr.agent_id", sharing.NAMED, sharing.JOIN),
        part(sharing.kept, "f.agent_id", f"{sharing.SHARED} AND {sharing.LEFT}", ""),
    )


_BOOKING: Final = Rows(
    table="intake_order f",
    columns={"amount": "f.amount"},
    where=_COUNTED,
    day="{order_day}",
    dimensions=ORDER_DIMENSIONS,
)
ORDERS: Final = Stream(
    code="orders",
    rows=(_whole(_BOOKING),),
    topics=_ORDERED,
    needed=frozenset({Topic.ORDER}),
    choices=("order_state",),
)
SHARED_ORDERS: Final = Stream(
    code="shared_orders",
    rows=_parts(_BOOKING),
    topics=_ORDERED,
    needed=frozenset({Topic.ORDER}),
    choices=("order_state",),
)

_REFUNDS: Final = "intake_refund r JOIN intake_order f ON f.id = r.order_id"
_REFUNDED: Final = (
    f"{_COUNTED} AND {{order_day}} IS NOT NULL AND r.currency = f.currency"
    " AND (f.cancelled_day IS NULL OR r.day <= f.cancelled_day)"
)
_REST: Final = (
    "f.amount - COALESCE((SELECT SUM(r.amount) FROM intake_refund r"
    " WHERE r.order_id = f.id AND r.currency = f.currency AND r.day <= f.cancelled_day), 0)"
)
_REFUND: Final = {"columns": {"amount": "r.amount"}, "dimensions": ORDER_DIMENSIONS}

# Money that comes back: a refund on its own day, a cancellation with the rest on its day; agent and team are
# those of the order. What is refunded after the cancellation pays out what that already took off. A refund
# dated before its order counts on the order's day: nothing can come back before.
_BACK: Final = (
    Rows(table=_REFUNDS, where=f"{_REFUNDED} AND r.day >= {{order_day}}", day="r.day", **_REFUND),  # type: ignore[arg-type]
    Rows(table=_REFUNDS, where=f"{_REFUNDED} AND r.day < {{order_day}}", day="{order_day}", **_REFUND),  # type: ignore[arg-type]
    Rows(
        table="intake_order f",
        columns={"amount": f"{{greatest}}(0, {_REST})"},
        where=f"{_COUNTED} AND {{order_day}} IS NOT NULL",
        day="f.cancelled_day",
        dimensions=ORDER_DIMENSIONS,
    ),
)
_REVERSING: Final = frozenset({Topic.ORDER, Topic.REFUND, Topic.CREDIT})
REVERSALS: Final = Stream(
    code="reversals",
    rows=tuple(map(_whole, _BACK)),
    topics=_REVERSING,
    needed=frozenset({Topic.ORDER}),
    choices=("order_state",),
    reach_reversals=True,
)
SHARED_REVERSALS: Final = Stream(
    code="shared_reversals",
    rows=tuple(part for rows in _BACK for part in _parts(rows)),
    topics=_REVERSING,
    needed=frozenset({Topic.ORDER}),
    choices=("order_state",),
    reach_reversals=True,
)

# What an order is made of: pieces (a line without a quantity is one) and different products.
_LINES: Final = "FROM intake_orderline l WHERE l.order_key = f.key"
LINED_ORDERS: Final = Stream(
    code="lined_orders",
    rows=(
        Rows(
            table="intake_order f",
            columns={
                "pieces": f"(SELECT SUM(COALESCE(l.quantity, 1000)) {_LINES})",
                "products": f"(SELECT COUNT(DISTINCT l.product) {_LINES})",
            },
            where=f"{COUNTS} AND EXISTS (SELECT 1 {_LINES}) AND {sharing.NAMED}",
            day="{order_day}",
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER, Topic.ORDER_LINE}),
    needed=frozenset({Topic.ORDER, Topic.ORDER_LINE}),
    choices=("order_state",),
)

# Orders of customers, with what they had bought before (from anybody): something, and the same product.
_EARLIER: Final = (
    "SELECT 1 FROM intake_order e WHERE e.customer_id = f.customer_id"
    " AND (e.cancelled_day IS NULL OR e.cancelled_day >= e.day)"
    " AND (e.day < f.day OR (e.day = f.day AND e.id < f.id))"
)
PURCHASES: Final = Stream(
    code="purchases",
    rows=(
        Rows(
            table="intake_order f",
            columns={
                "crossed": (
                    f"CASE WHEN f.product <> '' AND EXISTS ({_EARLIER})"
                    f" AND NOT EXISTS ({_EARLIER} AND e.product = f.product) THEN 1 ELSE 0 END"
                )
            },
            where=BOUGHT,
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    reach_everyone=True,
)

# A customer is new with the first order that counts, whoever sold it: an earlier order of a colleague
# takes it.
FIRST_ORDERS: Final = Stream(
    code="first_orders",
    rows=(
        Rows(
            table="intake_order f",
            columns={},
            where=f"{BOUGHT} AND NOT EXISTS ({_EARLIER})",
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    reach_everyone=True,
)
# The same, but who has not bought for some months is new again.
FIRST_IN_MONTHS: Final = Stream(
    code="first_in_months",
    rows=(
        Rows(
            table="intake_order f",
            columns={},
            where=f"{BOUGHT} AND NOT EXISTS ({_EARLIER} AND e.day >= {{new_customer_months_before}})",
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    numbers=("new_customer_months",),
    reach_everyone=True,
)
# Orders of markets in which nobody had sold until some months ago.
NEW_MARKETS: Final = Stream(
    code="new_markets",
    rows=(
        Rows(
            table="intake_order f",
            columns={"amount": "f.amount"},
            where=(
                f"{BOOKED} AND {OWN_MONEY} AND f.market <> '' AND NOT EXISTS (SELECT 1 FROM intake_order e"  # noqa: S608
                " WHERE e.market = f.market AND e.market <> ''"
                " AND (e.cancelled_day IS NULL OR e.cancelled_day >= e.day)"
                " AND e.day <= {new_market_months_before})"
            ),
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    numbers=("new_market_months",),
    reach_everyone=True,
)

OPENED: Final = single(
    "opened",
    "intake_opportunity",
    Topic.OPPORTUNITY,
    {"amount": "f.amount"},
    placed="COALESCE(f.day, {last})",
    undated="f.day IS NULL",
    dimensions=DEAL_DIMENSIONS,
)
CLOSED: Final = single(
    "closed",
    "intake_opportunity",
    Topic.OPPORTUNITY,
    {"stage": "f.stage"},
    where="f.stage IN ('won', 'lost')",
    day="f.closed_day",
    placed="f.closed_day",
    dimensions=DEAL_DIMENSIONS,
)
