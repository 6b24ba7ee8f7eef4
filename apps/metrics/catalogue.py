"""The KPIs that every telesales floor starts with (rules of calculation, section 1), as data.

`operations.install_catalogue` writes them; what an organisation changed afterwards is a new version and
stays. Names and definitions in words are translated here, on display: the stored name is English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.metrics.choices import Category, Horizon, KpiDirection, Unit

STARTS: Final = date(2010, 1, 1)  # the first versions are in force from the calendar's first day

SALES, EFFICIENCY, CUSTOMER = Category.SALES, Category.EFFICIENCY, Category.CUSTOMER
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
)
THE_NINE: Final = tuple(entry.code for entry in CATALOGUE[:9])

_NAMES: Final[dict[str, str | Promise]] = {
    "sales_amount": _("Sales amount"),
    "conversion_rate": _("Conversion rate"),
    "average_order_value": _("Average order value"),
    "outbound_calls": _("Outbound calls"),
    "talk_time": _("Talk time"),
    "response_time": _("Response time"),
    "customer_satisfaction": _("Customer satisfaction"),
    "retention_rate": _("Retention rate"),
    "complaint_rate": _("Complaint rate"),
    "new_customers": _("New customers won"),
    "uncontacted_buyers": _("Buyers without contact"),
    "refund_amount": _("Refunds"),
    "opportunities": _("Opportunities"),
    "deals_closed": _("Deals closed"),
    "won": _("Deals won"),
    "lost": _("Deals lost"),
    "win_rate": _("Win rate"),
    "offered": _("Calls offered"),
    "answered": _("Calls answered"),
    "answer_rate": _("Answer rate"),
    "service_level": _("Service level"),
    "enquiry_response_time": _("Response time to enquiries"),
    "resolved": _("Calls resolved"),
    "top_score_share": _("Share of top scores"),
    "attitude": _("Attitude"),
    "professionalism": _("Professionalism"),
    "problem_solving": _("Problem solving"),
    "quality_score": _("Quality score"),
}

# Definitions in words, with the parameters of the version in force.
_WORDS: Final[dict[str, str | Promise]] = {
    "sales_amount": _(
        "Orders booked on the day, less refunds on their own day and the rest of cancelled orders on the day "
        "of cancellation. Refunds and cancellations count with the agent and team of the order."
    ),
    "conversion_rate": _(
        "Distinct customers who bought after a connected outbound call by the same agent (team) at most "
        "%(look_back_days)s days before, out of the customers reached in the period or bought as described."
    ),
    "average_order_value": _(
        "Amount of the orders booked, divided by their number. Refunds do not lower it."
    ),
    "outbound_calls": _("Outbound calls made, connected or not."),
    "talk_time": _("Mean talk time of answered calls. Calls without a recorded time are left out."),
    "response_time": _(
        "Mean time until an inbound call was answered. Calls without a recorded time are left out."
    ),
    "customer_satisfaction": _("Mean score of the survey responses."),
    "retention_rate": _(
        "Customers of the previous period (day, week, month or quarter) who bought again in this one."
    ),
    "complaint_rate": _(
        "Complaints, divided by the distinct customers served: by an answered call, an enquiry or an order."
    ),
    "new_customers": _("Customers whose first order ever was booked, with the agent who booked it."),
    "uncontacted_buyers": _(
        "Distinct customers who bought without a connected outbound call by the same agent (team) in the "
        "%(look_back_days)s days before. They are not part of the conversion rate."
    ),
    "refund_amount": _(
        "Refunds on their own day and the rest of cancelled orders on the day of cancellation."
    ),
    "opportunities": _("Opportunities opened. A total also counts those without an opening day."),
    "deals_closed": _("Opportunities won or lost, by closing day."),
    "won": _("Opportunities won, by closing day."),
    "lost": _("Opportunities lost, by closing day."),
    "win_rate": _("Opportunities won, out of those closed, by closing day."),
    "offered": _("Inbound calls that reached the agent or the queue."),
    "answered": _("Inbound calls that were answered."),
    "answer_rate": _("Inbound calls answered, out of those offered."),
    "service_level": _("Inbound calls answered within %(within_seconds)s seconds, out of those offered."),
    "enquiry_response_time": _("Mean time until an enquiry by chat, mail or form was answered."),
    "resolved": _("Calls that settled what the customer wanted."),
    "top_score_share": _("Survey responses of %(top_score_points)s points or more, out of all responses."),
    "attitude": _("Mean score for attitude in the survey responses."),
    "professionalism": _("Mean score for professionalism in the survey responses."),
    "problem_solving": _("Mean score for problem solving in the survey responses."),
    "quality_score": _("Mean score of quality checks."),
}


def kpi_name(code: str, fallback: str) -> str:
    """The KPI's name in the reader's language; `fallback` for one that an organisation made itself."""
    return str(_NAMES.get(code, fallback))


def kpi_words(code: str, parameters: Mapping[str, Any]) -> str:
    """The definition in words with the parameters of a version; empty for a KPI outside the catalogue."""
    top_score = parameters.get("top_score", 0)
    values = {
        **parameters,
        "top_score_points": f"{top_score // 100}" if top_score % 100 == 0 else top_score / 100,
    }
    return str(_WORDS.get(code, "")) % values
