"""The KPIs that every telesales floor starts with (rules of calculation, section 1), as data.

`operations.install_catalogue` writes them; what an organisation changed afterwards is a new version and
stays. Names and definitions in words are those of `naming`: the stored name is English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from apps.metrics.choices import Category, Horizon, KpiDirection, Unit
from apps.metrics.naming import kpi_name, kpi_words

__all__ = ["CATALOGUE", "STARTS", "THE_NINE", "Entry", "is_as_shipped", "kpi_name", "kpi_words"]

STARTS: Final = date(2010, 1, 1)  # the first versions are in force from the calendar's first day

SALES, EFFICIENCY, CUSTOMER = Category.SALES, Category.EFFICIENCY, Category.CUSTOMER
LONG: Final = Horizon.LONG
HIGHER, LOWER, BAND = KpiDirection.HIGHER, KpiDirection.LOWER, KpiDirection.BAND
COUNT, MONEY, RATE, SECONDS, POINTS = Unit.COUNT, Unit.MONEY, Unit.RATE, Unit.SECONDS, Unit.POINTS
MIN_SAMPLE: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One KPI of the catalogue with its first version.

    `decimals` are shown digits of the value; for a rate, of the percentage.
    """

    code: str
    name: str
    category: Category
    unit: Unit
    direction: KpiDirection
    numerator: str
    denominator: str = ""
    decimals: int = 0
    scale: int = 1
    horizon: Horizon = Horizon.SHORT
    min_sample: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)
    active: bool = True  # a variant waits until somebody switches it on

    @property
    def is_volume(self) -> bool:
        """A count or sum scales with working time and is paced; a ratio or mean is not."""
        return not self.denominator


def _volume(
    code: str, name: str, category: Category, numerator: str = "", unit: Unit = COUNT, **other: Any
) -> Entry:
    settings = {"direction": HIGHER, **other}
    return Entry(code=code, name=name, category=category, unit=unit, numerator=numerator or code, **settings)


def _ratio(
    code: str, name: str, category: Category, unit: Unit, parts: tuple[str, str], **other: Any
) -> Entry:
    settings = {"direction": HIGHER, "min_sample": MIN_SAMPLE, "decimals": 1, **other}
    return Entry(
        code=code,
        name=name,
        category=category,
        unit=unit,
        numerator=parts[0],
        denominator=parts[1],
        **settings,
    )


def _score(code: str, name: str, parts: tuple[str, str]) -> Entry:
    return _ratio(
        code, name, CUSTOMER, POINTS, parts, decimals=2, scale=100, horizon=Horizon.LONG, min_sample=10
    )


CATALOGUE: Final[tuple[Entry, ...]] = (
    _volume("sales_amount", "Sales amount", SALES, "net_sales", MONEY, scale=100),
    _ratio(
        "conversion_rate",
        "Conversion rate",
        SALES,
        RATE,
        ("contacted_buyers", "reached_customers"),
        parameters={"look_back_days": 30},
    ),
    _ratio(
        "average_order_value",
        "Average order value",
        SALES,
        MONEY,
        ("order_amount", "orders"),
        scale=100,
        decimals=2,
        min_sample=5,
    ),
    _volume("outbound_calls", "Outbound calls", EFFICIENCY),
    _ratio(
        "talk_time",
        "Talk time",
        EFFICIENCY,
        SECONDS,
        ("talk_seconds", "talked_calls"),
        direction=BAND,
    ),
    _ratio(
        "response_time",
        "Response time",
        EFFICIENCY,
        SECONDS,
        ("wait_seconds", "waited_calls"),
        direction=LOWER,
    ),
    _score("customer_satisfaction", "Customer satisfaction", ("survey_score", "survey_responses")),
    _ratio(
        "retention_rate",
        "Retention rate",
        CUSTOMER,
        RATE,
        ("retained_customers", "base_customers"),
        horizon=Horizon.LONG,
    ),
    _ratio(
        "complaint_rate",
        "Complaint rate",
        CUSTOMER,
        RATE,
        ("complaints", "customers_served"),
        direction=LOWER,
        decimals=2,
        horizon=Horizon.LONG,
    ),
    _volume("new_customers", "New customers won", SALES, horizon=Horizon.LONG),
    _volume("uncontacted_buyers", "Buyers without contact", SALES, parameters={"look_back_days": 30}),
    _volume("refund_amount", "Refunds", SALES, "reversed_amount", MONEY, scale=100, direction=LOWER),
    _volume("opportunities", "Opportunities", SALES),
    _volume("deals_closed", "Deals closed", SALES),
    _volume("won", "Deals won", SALES),
    _volume("lost", "Deals lost", SALES, direction=LOWER),
    _ratio("win_rate", "Win rate", SALES, RATE, ("won", "deals_closed")),
    _volume("offered", "Calls offered", EFFICIENCY),
    _volume("answered", "Calls answered", EFFICIENCY),
    _ratio("answer_rate", "Answer rate", EFFICIENCY, RATE, ("answered", "offered")),
    _ratio(
        "service_level",
        "Service level",
        EFFICIENCY,
        RATE,
        ("answered_in_time", "offered"),
        parameters={"within_seconds": 20},
    ),
    _ratio(
        "enquiry_response_time",
        "Response time to enquiries",
        EFFICIENCY,
        SECONDS,
        ("response_seconds", "responses_given"),
        direction=LOWER,
        min_sample=10,
    ),
    _volume("resolved", "Calls resolved", CUSTOMER),
    _ratio(
        "top_score_share",
        "Share of top scores",
        CUSTOMER,
        RATE,
        ("top_scores", "survey_responses"),
        min_sample=10,
        parameters={"top_score": 400},
    ),
    _score("attitude", "Attitude", ("attitude", "attitude_responses")),
    _score("professionalism", "Professionalism", ("professionalism", "professionalism_responses")),
    _score("problem_solving", "Problem solving", ("problem_solving", "problem_solving_responses")),
    _score("quality_score", "Quality score", ("quality_score", "evaluations")),
    _ratio("contact_rate", "Contact rate", EFFICIENCY, RATE, ("connected", "dialled")),
    _ratio(
        "calls_per_hour",
        "Calls per hour logged in",
        EFFICIENCY,
        COUNT,
        ("calls_by_hour", "logged_in_seconds"),
        min_sample=5,
    ),
    _ratio(
        "wrap_up_time",
        "Wrap-up time",
        EFFICIENCY,
        SECONDS,
        ("wrap_up_seconds", "wrapped_calls"),
        direction=LOWER,
    ),
    _ratio(
        "abandoned_rate", "Abandoned rate", EFFICIENCY, RATE, ("abandoned", "abandon_known"), direction=LOWER
    ),
    _ratio(
        "first_contact_resolution",
        "First-contact resolution",
        CUSTOMER,
        RATE,
        ("resolved_first", "resolution_known"),
    ),
    _ratio("response_rate", "Survey response rate", CUSTOMER, RATE, ("survey_responses", "calls_answered")),
    _ratio(
        "net_promoter_score",
        "Net promoter score",
        CUSTOMER,
        POINTS,
        ("net_promoters", "survey_responses"),
        min_sample=10,
        horizon=LONG,
        parameters={"promoter_from": 500, "detractor_to": 300},
    ),
    _ratio(
        "refund_rate",
        "Refund rate",
        SALES,
        RATE,
        ("reversed_amount", "order_amount"),
        direction=LOWER,
        min_sample=10,
    ),
    _ratio(
        "orders_per_buyer",
        "Orders per buyer",
        SALES,
        COUNT,
        ("buyer_orders", "buyers"),
        decimals=2,
        min_sample=10,
    ),
    _ratio(
        "items_per_order",
        "Items per order",
        SALES,
        COUNT,
        ("pieces", "lined_orders"),
        scale=1000,
        decimals=2,
        min_sample=10,
    ),
    _ratio("attach_rate", "Attach rate", SALES, RATE, ("attached_orders", "lined_orders"), min_sample=10),
    _ratio("cross_sell_share", "Cross-sell share", SALES, RATE, ("cross_sold", "purchases"), min_sample=10),
    _ratio(
        "callbacks_on_time",
        "Callbacks done on time",
        CUSTOMER,
        RATE,
        ("callbacks_kept", "callbacks_due"),
        min_sample=10,
    ),
    _ratio(
        "new_market_share",
        "Share of sales from new markets",
        SALES,
        RATE,
        ("new_market_amount", "order_amount"),
        horizon=LONG,
        min_sample=10,
        parameters={"new_market_months": 12},
    ),
    _ratio(
        "sales_per_contact",
        "Sales per contact",
        SALES,
        MONEY,
        ("net_sales", "connected"),
        scale=100,
        decimals=2,
    ),
    _ratio(
        "brand_reputation",
        "Brand reputation",
        CUSTOMER,
        POINTS,
        ("measured_value", "measurements"),
        scale=1_000_000,
        horizon=LONG,
        min_sample=0,
        parameters={"measurement": "brand_reputation"},
    ),
    _volume("enquiries", "Enquiries", CUSTOMER),
    _volume(
        "sales_amount_verified",
        "Sales amount, verified orders",
        SALES,
        "net_sales",
        MONEY,
        scale=100,
        parameters={"order_state": "verified"},
        active=False,
    ),
    _volume(
        "sales_amount_paid",
        "Sales amount, paid orders",
        SALES,
        "net_sales",
        MONEY,
        scale=100,
        parameters={"order_state": "paid"},
        active=False,
    ),
    _ratio(
        "conversion_rate_dialled",
        "Conversion rate of customers dialled",
        SALES,
        RATE,
        ("contacted_buyers", "reached_customers"),
        parameters={"look_back_days": 30, "contact": "dialled"},
        active=False,
    ),
    _ratio(
        "conversion_rate_offered",
        "Conversion rate of callers",
        SALES,
        RATE,
        ("contacted_buyers", "reached_customers"),
        parameters={"look_back_days": 30, "contact": "offered"},
        active=False,
    ),
    _ratio(
        "retention_rate_months",
        "Retention rate over months",
        CUSTOMER,
        RATE,
        ("retained_customers_months", "base_customers_months"),
        horizon=LONG,
        parameters={"base_months": 3},
        active=False,
    ),
    _volume(
        "new_customers_months",
        "Customers won or won back",
        SALES,
        horizon=LONG,
        parameters={"new_customer_months": 12},
        active=False,
    ),
)
THE_NINE: Final = tuple(entry.code for entry in CATALOGUE[:9])
_SHIPPED: Final = {entry.code: (entry.numerator, entry.denominator) for entry in CATALOGUE}


def is_as_shipped(code: str, numerator: str, denominator: str) -> bool:
    """Whether a version counts what the catalogue's words say, or names no measure at all."""
    return not numerator or _SHIPPED.get(code) == (numerator, denominator)
