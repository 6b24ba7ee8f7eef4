"""Distinct customers: reached, buying, coming back, served; counted again at each level and grain."""

from typing import Final

from apps.metrics.streams.shape import (
    BOUGHT,
    CALL_DIMENSIONS,
    ORDER_DIMENSIONS,
    OWN_MONEY,
    Rows,
    Stream,
)
from apps.people.choices import Topic

_REACHED_BY: Final = {
    name: sql for name, sql in CALL_DIMENSIONS.items() if name not in {"direction", "product"}
}
_BOUGHT_WITH: Final = {name: ORDER_DIMENSIONS[name] for name in ("product", "amount")}

# Who was contacted (by a connected outbound call unless the version says otherwise), and who bought;
# `contacted` of a buyer: a contact by the same agent (team) on the day of the order or at most the look-back
# before it. Calls are narrowed by what a call knows, orders by product and amount.
CONVERSION: Final = Stream(
    code="conversion",
    rows=(
        Rows(
            table="intake_call f",
            columns={
                "customer": "f.customer_id",
                "bought": "0",
                "contacted": "1",
                "amount": "CAST(NULL AS BIGINT)",
            },
            where="{contact}",
            dimensions=_REACHED_BY,
        ),
        Rows(
            table="intake_order f",
            columns={
                "customer": "f.customer_id",
                "bought": "1",
                "contacted": "CASE WHEN EXISTS ({contact_before}) THEN 1 ELSE 0 END",
                "amount": f"CASE WHEN {OWN_MONEY} THEN f.amount END",
            },
            where=BOUGHT,
            dimensions=_BOUGHT_WITH,
        ),
    ),
    topics=frozenset({Topic.CALL, Topic.ORDER}),
    needed=frozenset({Topic.CALL, Topic.ORDER}),
    numbers=("look_back_days",),
    choices=("contact",),
    reach_days={Topic.CALL: "look_back_days"},
)

_AGAIN: Final = Rows(
    table="intake_order f",
    columns={"customer": "f.customer_id", "base": "0"},
    where=BOUGHT,
    dimensions=ORDER_DIMENSIONS,
)
# Customers of the previous period, and who of them bought again in this one.
RETENTION: Final = Stream(
    code="retention",
    rows=(
        _AGAIN,
        Rows(
            table="intake_order f",
            columns={"customer": "f.customer_id", "base": "1"},
            where=BOUGHT,
            shift=1,
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    calendar_only=True,
    reach_periods=1,
)
# The same over the months before the period, each customer with the teams of the days they bought on.
RETENTION_MONTHS: Final = Stream(
    code="retention_months",
    rows=(
        _AGAIN,
        Rows(
            table=(
                "people_calendarday q JOIN intake_order f ON f.day >= {base_months_before} AND f.day < q.day"
            ),
            columns={"customer": "f.customer_id", "base": "1"},
            where=f"{BOUGHT} AND q.day = {{period_of_q}}",
            day="q.day",
            of_period=True,
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    numbers=("base_months",),
    calendar_only=True,
    months_only=True,
    reach_months={Topic.ORDER: "base_months"},
)

BUYERS: Final = Stream(
    code="buyers",
    rows=(
        Rows(
            table="intake_order f",
            columns={"customer": "f.customer_id"},
            where=BOUGHT,
            dimensions=ORDER_DIMENSIONS,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
)

# Distinct customers served: an answered call, an enquiry or an order.
SERVED: Final = Stream(
    code="served",
    rows=(
        Rows(
            table="intake_call f",
            columns={"customer": "f.customer_id"},
            where="f.customer_id IS NOT NULL AND f.answered",
        ),
        Rows(
            table="intake_enquiry f",
            columns={"customer": "f.customer_id"},
            where="f.customer_id IS NOT NULL",
        ),
        Rows(table="intake_order f", columns={"customer": "f.customer_id"}, where=BOUGHT),
    ),
    topics=frozenset({Topic.CALL, Topic.ENQUIRY, Topic.ORDER}),
    needed=frozenset(),
)
DISTINCT: Final = frozenset(
    stream.code for stream in (CONVERSION, RETENTION, RETENTION_MONTHS, BUYERS, SERVED)
)
