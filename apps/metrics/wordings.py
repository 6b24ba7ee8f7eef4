"""What measures are called where a figure is opened, in the language that is active now."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.metrics.variants import BOUNDS, Filters, Values, dimension_of
from apps.people.written import written

BOUND_SIGNS: Final = {"amount_from": "≥", "amount_to": "<"}

_MEASURES: Final[dict[str, str | Promise]] = {
    "offered": _("inbound calls offered"),
    "answered": _("inbound calls answered"),
    "resolved": _("calls resolved"),
    "outbound_calls": _("outbound calls"),
    "talk_seconds": _("seconds talked"),
    "talked_calls": _("answered calls with a talk time"),
    "wait_seconds": _("seconds until answered"),
    "waited_calls": _("answered inbound calls with a wait"),
    "answered_in_time": _("calls answered in time"),
    "order_amount": _("amount of orders"),
    "orders": _("orders"),
    "reversed_amount": _("amount refunded or cancelled"),
    "reversals": _("refunds and cancellations"),
    "net_sales": _("orders less refunds and cancellations"),
    "new_customers": _("customers with their first order"),
    "opportunities": _("opportunities opened"),
    "deals_closed": _("opportunities won or lost"),
    "won": _("opportunities won"),
    "lost": _("opportunities lost"),
    "response_seconds": _("seconds to the first answer"),
    "responses_given": _("enquiries answered"),
    "survey_score": _("sum of the scores"),
    "survey_responses": _("survey responses"),
    "top_scores": _("responses with a top score"),
    "attitude": _("sum of the scores for attitude"),
    "attitude_responses": _("responses on attitude"),
    "professionalism": _("sum of the scores for professionalism"),
    "professionalism_responses": _("responses on professionalism"),
    "problem_solving": _("sum of the scores for problem solving"),
    "problem_solving_responses": _("responses on problem solving"),
    "complaints": _("complaints"),
    "quality_score": _("sum of the quality scores"),
    "evaluations": _("quality checks"),
    "contacted_buyers": _("customers who bought after a contact"),
    "reached_customers": _("customers reached"),
    "uncontacted_buyers": _("customers who bought without a contact"),
    "contacted_orders": _("orders of customers contacted before"),
    "contacted_amount": _("amount of the orders of customers contacted before"),
    "base_customers": _("customers who bought in the period before"),
    "retained_customers": _("of them, who bought again"),
    "customers_served": _("customers served"),
    "dialled": _("outbound calls with a known outcome"),
    "connected": _("outbound calls answered"),
    "calls_answered": _("calls answered, both ways"),
    "calls_handled": _("calls made or answered"),
    "calls_by_hour": _("calls made or answered × 3,600 seconds"),
    "wrap_up_seconds": _("seconds of work after calls"),
    "wrapped_calls": _("calls with a time of work after them"),
    "abandoned": _("inbound calls given up by the caller"),
    "abandon_known": _("inbound calls of which that is known"),
    "resolved_first": _("answered inbound calls that settled it"),
    "resolution_known": _("answered inbound calls of which that is known"),
    "logged_in_seconds": _("seconds logged in"),
    "sessions": _("sessions"),
    "break_seconds": _("seconds on break"),
    "callbacks_due": _("promises due"),
    "callbacks_done": _("promises kept, in time or later"),
    "callbacks_kept": _("promises kept in time"),
    "measured_value": _("sum of the values measured"),
    "measurements": _("measurements"),
    "lined_orders": _("orders with lines"),
    "pieces": _("pieces ordered"),
    "attached_orders": _("orders of more than one product"),
    "purchases": _("orders of known customers"),
    "cross_sold": _("orders of a further product"),
    "new_customers_months": _("customers who had not bought for long"),
    "new_market_amount": _("amount of orders in new markets"),
    "new_market_orders": _("orders in new markets"),
    "enquiries": _("enquiries"),
    "net_promoters": _("(promoters less detractors) × 100"),
    "base_customers_months": _("customers of the months before"),
    "retained_customers_months": _("of them, who bought again in the period"),
    "buyers": _("customers who bought"),
    "buyer_orders": _("their orders"),
}


_DIMENSIONS: Final[dict[str, str | Promise]] = {
    "direction": _("Direction"),
    "disposition": _("Disposition"),
    "outcome": _("Outcome"),
    "campaign": _("Campaign"),
    "product": _("Product"),
    "market": _("Market"),
    "scenario": _("Scenario"),
    "queue": _("Queue"),
    "list_code": _("List"),
    "script_version": _("Script version"),
    "amount": _("Amount"),
    "channel": _("Channel"),
    "cause": _("Cause"),
    "severity": _("Severity"),
}


def dimension_words(name: str) -> str:
    """What a dimension is called."""
    return str(_DIMENSIONS.get(name, name))


def measure_words(code: str) -> str:
    """What a measure counts or adds up; its code where it has no words here."""
    return str(_MEASURES.get(code, code))


def worded() -> frozenset[str]:
    """The measures that have words."""
    return frozenset(_MEASURES)


def composed_words(parts: Sequence[tuple[str, Filters]]) -> str:
    """A definition made of its measures, each with what it is narrowed to."""
    return " ÷ ".join(_part_words(code, filters) for code, filters in parts)


def narrowed_words(filters: Filters) -> str:
    """What filters leave; empty where they leave everything."""
    return "; ".join(_filter_words(name, values) for name, values in filters)


def _part_words(code: str, filters: Filters) -> str:
    words = measure_words(code)
    return f"{words} [{narrowed_words(filters)}]" if filters else words


def _filter_words(name: str, values: Values) -> str:
    dimension = dimension_words(dimension_of(name))
    if name in BOUNDS:
        return f"{dimension} {BOUND_SIGNS[name]} {written(Fraction(int(values[0]), 100), 2)}"
    return f"{dimension}: {', '.join(str(value) for value in values)}"
