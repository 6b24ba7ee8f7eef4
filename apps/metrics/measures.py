"""Measures: additive or distinct aggregates over a stream, as data.

A KPI is one measure, or one over another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from apps.metrics.streams import DISTINCT, STREAMS, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """One column of a stream's statement. `x` are the stream's rows; `{value}` is the parameter it names."""

    code: str
    stream: Stream
    sql: str
    parameter: str = ""  # of KpiVersion.parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A signed sum of aggregates: whole numbers (records, customers, seconds, minor units, hundredths).

    `records` are the aggregates whose sum is n: how many records (or distinct customers) are behind the
    number.
    """

    code: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    records: tuple[str, ...] = ()  # empty: the measure counts records itself

    @property
    def counted(self) -> tuple[str, ...]:
        """The aggregates that make n."""
        return self.records or self.plus

    @property
    def aggregates(self) -> frozenset[str]:
        """Every aggregate that the number or its n needs."""
        return frozenset((*self.plus, *self.minus, *self.counted))

    @property
    def streams(self) -> frozenset[str]:
        """The codes of the streams it reads."""
        return frozenset(AGGREGATES[code].stream.code for code in self.aggregates)

    @property
    def dimensions(self) -> frozenset[str]:
        """What it can be narrowed by: what each of its streams knows."""
        return frozenset.intersection(*(STREAMS[code].dimensions for code in self.streams))

    @property
    def settings(self) -> frozenset[str]:
        """The parameters of a version that it reads."""
        streams = [STREAMS[code] for code in self.streams]
        own = {AGGREGATES[code].parameter for code in self.aggregates} - {""}
        return frozenset(own | {name for s in streams for name in (*s.numbers, *s.choices)})

    @property
    def is_distinct(self) -> bool:
        """Counted again at each level and grain: a sum of its parts would count customers twice."""
        return bool(self.streams & DISTINCT)


def _count(where: str = "") -> str:
    return f"COUNT(*) FILTER (WHERE {where})" if where else "COUNT(*)"


def _sum(column: str, where: str = "") -> str:
    return f"SUM({column}) FILTER (WHERE {where})" if where else f"SUM({column})"


def _customers(where: str = "") -> str:
    chosen = f" FILTER (WHERE {where})" if where else ""
    return f"COUNT(DISTINCT x.customer){chosen}"


OFFERED = "x.inbound AND x.answered IS NOT NULL"  # a source that does not say it is no data, not unanswered
ANSWERED_IN = "x.inbound AND x.answered"
CONNECTED = "NOT x.inbound AND x.answered"
HANDLED = "NOT x.inbound OR x.answered"
TALKED = "x.answered AND x.talk IS NOT NULL"  # a blank time is no data, not 0
WAITED = "x.inbound AND x.answered AND x.wait IS NOT NULL"
CONTACTED_BUYER = "x.bought = 1 AND x.contacted = 1"
BOTH_SETS = f"{_customers('x.base = 1')} + {_customers('x.base = 0')} - {_customers()}"
"""In both sets: one plus the other minus both together."""
BASE = _customers("x.base = 1")

# stream -> (code, SQL, parameter)
_TABLE: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "calls": (
        ("offered", _count(OFFERED), ""),
        ("answered", _count(ANSWERED_IN), ""),
        ("resolved", _count("x.resolved"), ""),
        ("outbound_calls", _count("NOT x.inbound"), ""),
        ("talk_seconds", _sum("x.talk", TALKED), ""),
        ("talked_calls", _count(TALKED), ""),
        ("wait_seconds", _sum("x.wait", WAITED), ""),
        ("waited_calls", _count(WAITED), ""),
        ("answered_in_time", _count(f"{WAITED} AND x.wait <= {{value}}"), "within_seconds"),
        ("dialled", _count("NOT x.inbound AND x.answered IS NOT NULL"), ""),
        ("connected", _count(CONNECTED), ""),
        ("calls_answered", _count("x.answered"), ""),
        ("calls_handled", _count(HANDLED), ""),
        # so that calls over seconds logged in are calls an hour
        ("calls_by_hour", f"3600 * {_count(HANDLED)}", ""),
        ("wrap_up_seconds", _sum("x.wrap_up"), ""),
        ("wrapped_calls", _count("x.wrap_up IS NOT NULL"), ""),
        ("abandoned", _count("x.inbound AND x.abandoned"), ""),
        ("abandon_known", _count("x.inbound AND x.abandoned IS NOT NULL"), ""),
        ("resolved_first", _count("x.inbound AND x.answered AND x.resolved"), ""),
        ("resolution_known", _count("x.inbound AND x.answered AND x.resolved IS NOT NULL"), ""),
    ),
    "sessions": (
        ("logged_in_seconds", _sum("x.logged_in"), ""),
        ("sessions", _count("x.logged_in IS NOT NULL"), ""),
        ("break_seconds", _sum("x.on_break"), ""),
    ),
    "promises": (
        ("callbacks_due", _count(), ""),
        ("callbacks_done", _count("x.done"), ""),
        ("callbacks_kept", _count("x.on_time"), ""),
    ),
    "measurements": (("measured_value", _sum("x.value"), ""), ("measurements", _count(), "")),
    "orders": (("own_amount", _sum("x.amount"), ""), ("own_orders", _count(), "")),
    "shared_orders": (
        ("shared_amount", _sum("x.amount"), ""),
        ("shared_orders", "COUNT(DISTINCT x.order_id)", ""),
    ),
    "reversals": (
        ("own_reversed_amount", _sum("x.amount"), ""),
        ("own_reversals", _count("x.amount > 0"), ""),
    ),
    "shared_reversals": (
        ("shared_reversed_amount", _sum("x.amount"), ""),
        ("shared_reversals", _count("x.amount > 0"), ""),
    ),
    "lined_orders": (
        ("lined_orders", _count(), ""),
        ("pieces", _sum("x.pieces"), ""),
        ("attached_orders", _count("x.products > 1"), ""),
    ),
    "purchases": (("purchases", _count(), ""), ("cross_sold", _count("x.crossed = 1"), "")),
    "first_orders": (("new_customers", _count(), ""),),
    "first_in_months": (("new_customers_months", _count(), ""),),
    "new_markets": (("new_market_amount", _sum("x.amount"), ""), ("new_market_orders", _count(), "")),
    "opened": (("opportunities", _count(), ""),),
    "closed": (
        ("deals_closed", _count(), ""),
        ("won", _count("x.stage = 'won'"), ""),
        ("lost", _count("x.stage = 'lost'"), ""),
    ),
    "enquiries": (
        ("enquiries", _count(), ""),
        ("response_seconds", _sum("x.response"), ""),
        ("responses_given", _count("x.response IS NOT NULL"), ""),
    ),
    "surveys": (
        ("survey_score", _sum("x.score"), ""),
        ("survey_responses", _count(), ""),
        ("top_scores", _count("x.score >= {value}"), "top_score"),
        # in hundredths, so that the score stands between -100 and 100
        ("promoters", f"100 * {_count('x.score >= {value}')}", "promoter_from"),
        ("detractors", f"100 * {_count('x.score <= {value}')}", "detractor_to"),
        ("attitude", _sum("x.attitude"), ""),
        ("attitude_responses", _count("x.attitude IS NOT NULL"), ""),
        ("professionalism", _sum("x.professionalism"), ""),
        ("professionalism_responses", _count("x.professionalism IS NOT NULL"), ""),
        ("problem_solving", _sum("x.problem_solving"), ""),
        ("problem_solving_responses", _count("x.problem_solving IS NOT NULL"), ""),
    ),
    "complaints": (("complaints", _count(), ""),),
    "evaluations": (("quality_score", _sum("x.score"), ""), ("evaluations", _count(), "")),
    "conversion": (
        ("contacted_buyers", _customers(CONTACTED_BUYER), ""),
        ("reached_customers", _customers("x.contacted = 1"), ""),
        ("uncontacted_buyers", f"{_customers('x.bought = 1')} - {_customers(CONTACTED_BUYER)}", ""),
        ("contacted_orders", _count(f"{CONTACTED_BUYER} AND x.amount IS NOT NULL"), ""),
        ("contacted_amount", _sum("x.amount", CONTACTED_BUYER), ""),
    ),
    "retention": (("base_customers", BASE, ""), ("retained_customers", BOTH_SETS, "")),
    "retention_months": (("base_customers_months", BASE, ""), ("retained_customers_months", BOTH_SETS, "")),
    "buyers": (("buyers", _customers(), ""), ("buyer_orders", _count(), "")),
    "served": (("customers_served", _customers(), ""),),
}

AGGREGATES: Final[dict[str, Aggregate]] = {
    code: Aggregate(code=code, stream=STREAMS[stream], sql=sql, parameter=parameter)
    for stream, rows in _TABLE.items()
    for code, sql, parameter in rows
}


_RECORDS: Final[dict[str, tuple[str, ...]]] = {
    "contacted_amount": ("contacted_orders",),
    "talk_seconds": ("talked_calls",),
    "wait_seconds": ("waited_calls",),
    "wrap_up_seconds": ("wrapped_calls",),
    "calls_by_hour": ("calls_handled",),
    "logged_in_seconds": ("sessions",),
    "break_seconds": ("sessions",),
    "measured_value": ("measurements",),
    "pieces": ("lined_orders",),
    "new_market_amount": ("new_market_orders",),
    "response_seconds": ("responses_given",),
    "survey_score": ("survey_responses",),
    "attitude": ("attitude_responses",),
    "professionalism": ("professionalism_responses",),
    "problem_solving": ("problem_solving_responses",),
    "quality_score": ("evaluations",),
}
_ORDERS: Final = ("own_orders", "shared_orders")
_REVERSALS: Final = ("own_reversals", "shared_reversals")
_AMOUNT: Final = ("own_amount", "shared_amount")
_REVERSED: Final = ("own_reversed_amount", "shared_reversed_amount")
_TOGETHER: Final = (
    Measure(code="order_amount", plus=_AMOUNT, records=_ORDERS),
    Measure(code="orders", plus=_ORDERS),
    Measure(code="reversed_amount", plus=_REVERSED, records=_REVERSALS),
    Measure(code="reversals", plus=_REVERSALS),
    Measure(code="net_sales", plus=_AMOUNT, minus=_REVERSED, records=(*_ORDERS, *_REVERSALS)),
    Measure(code="net_promoters", plus=("promoters",), minus=("detractors",), records=("survey_responses",)),
)
"""Made of several aggregates, which are no measures by themselves."""


def _measures() -> Iterable[Measure]:
    parts = {code for measure in _TOGETHER for code in (*measure.plus, *measure.minus)}
    for code in AGGREGATES:
        if code not in parts:
            yield Measure(code=code, plus=(code,), records=_RECORDS.get(code, ()))
    yield from _TOGETHER


MEASURES: Final[dict[str, Measure]] = {measure.code: measure for measure in _measures()}
