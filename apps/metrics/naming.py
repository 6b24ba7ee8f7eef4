"""What the KPIs of the catalogue are called, and what they say, in the language that is active now."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "contact_rate": _("Contact rate"),
    "calls_per_hour": _("Calls per hour logged in"),
    "wrap_up_time": _("Wrap-up time"),
    "abandoned_rate": _("Abandoned rate"),
    "first_contact_resolution": _("First-contact resolution"),
    "response_rate": _("Survey response rate"),
    "net_promoter_score": _("Net promoter score"),
    "refund_rate": _("Refund rate"),
    "orders_per_buyer": _("Orders per buyer"),
    "items_per_order": _("Items per order"),
    "attach_rate": _("Attach rate"),
    "cross_sell_share": _("Cross-sell share"),
    "callbacks_on_time": _("Callbacks done on time"),
    "new_market_share": _("Share of sales from new markets"),
    "sales_per_contact": _("Sales per contact"),
    "brand_reputation": _("Brand reputation"),
    "enquiries": _("Enquiries"),
    "sales_amount_verified": _("Sales amount, verified orders"),
    "sales_amount_paid": _("Sales amount, paid orders"),
    "conversion_rate_dialled": _("Conversion rate of customers dialled"),
    "conversion_rate_offered": _("Conversion rate of callers"),
    "retention_rate_months": _("Retention rate over months"),
    "new_customers_months": _("Customers won or won back"),
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
    "contact_rate": _("Outbound calls that were answered, out of those dialled."),
    "calls_per_hour": _("Calls made or answered, for each hour logged in."),
    "wrap_up_time": _("Mean time of work after a call. Calls without a recorded time are left out."),
    "abandoned_rate": _("Inbound calls given up by the caller before an answer, out of those offered."),
    "first_contact_resolution": _(
        "Answered inbound calls that settled what the customer wanted, out of those of which it is known."
    ),
    "response_rate": _("Survey responses, out of the calls answered."),
    "net_promoter_score": _(
        "Share of responses of %(promoter_from_points)s points or more, less the share of "
        "%(detractor_to_points)s or fewer, times 100."
    ),
    "refund_rate": _("Amount refunded or cancelled, out of the amount of the orders booked."),
    "orders_per_buyer": _("Orders, divided by the distinct customers who bought."),
    "items_per_order": _(
        "Pieces on the lines of orders, divided by the orders with lines. A line without a quantity is one."
    ),
    "attach_rate": _("Orders with a second product on their lines, out of the orders with lines."),
    "cross_sell_share": _(
        "Orders of a product that the customer had never bought, from customers who had bought others "
        "before, out of all orders of known customers."
    ),
    "callbacks_on_time": _(
        "Promises to customers kept by the time they were due, out of those due, by the day they were due."
    ),
    "new_market_share": _(
        "Amount of orders in markets without a sale until %(new_market_months)s months before, out of all "
        "orders."
    ),
    "sales_per_contact": _("Orders less refunds, divided by the outbound calls that were answered."),
    "brand_reputation": _("Mean of the values measured elsewhere, for an agent or a team."),
    "enquiries": _("Enquiries that came in by chat, mail or form."),
    "sales_amount_verified": _("As the sales amount, each order on the day it was verified."),
    "sales_amount_paid": _("As the sales amount, each order on the day it was paid."),
    "conversion_rate_dialled": _(
        "Distinct customers who bought after an outbound call, answered or not, by the same agent (team) at "
        "most %(look_back_days)s days before, out of the customers dialled in the period or bought as "
        "described."
    ),
    "conversion_rate_offered": _(
        "Distinct customers who bought after calling the same agent (team) at most %(look_back_days)s days "
        "before, out of the customers who called in the period or bought as described."
    ),
    "retention_rate_months": _(
        "Customers of the %(base_months)s months before the month or quarter who bought again in it."
    ),
    "new_customers_months": _(
        "Customers who had not bought for %(new_customer_months)s months, with the agent who booked the "
        "order."
    ),
}


def kpi_name(code: str, fallback: str) -> str:
    """The KPI's name in the reader's language; `fallback` for one that an organisation made itself."""
    return str(_NAMES.get(code, fallback))


def kpi_words(code: str, parameters: Mapping[str, Any]) -> str:
    """The definition in words with the parameters of a version; empty for a KPI outside the catalogue."""
    points = {
        f"{name}_points": _points(parameters.get(name, 0))
        for name in ("top_score", "promoter_from", "detractor_to")
    }
    return str(_WORDS.get(code, "")) % {**parameters, **points}


def _points(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else f"{whole}"
