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
TALKED = "x.answered AND x.talk IS NOT NULL"  # a blank time is no data, not 0
WAITED = "x.inbound AND x.answered AND x.wait IS NOT NULL"
CONTACTED_BUYER = "x.bought = 1 AND x.contacted = 1"

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
    ),
    "orders": (("order_amount", _sum("x.amount"), ""), ("orders", _count(), "")),
    "reversals": (
        ("reversed_amount", _sum("x.amount"), ""),
        ("reversals", _count("x.amount > 0"), ""),
    ),
    "first_orders": (("new_customers", _count(), ""),),
    "opened": (("opportunities", _count(), ""),),
    "closed": (
        ("deals_closed", _count(), ""),
        ("won", _count("x.stage = 'won'"), ""),
        ("lost", _count("x.stage = 'lost'"), ""),
    ),
    "enquiries": (
        ("response_seconds", _sum("x.response"), ""),
        ("responses_given", _count("x.response IS NOT NULL"), ""),
    ),
    "surveys": (
        ("survey_score", _sum("x.score"), ""),
        ("survey_responses", _count(), ""),
        ("top_scores", _count("x.score >= {value}"), "top_score"),
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
    "retention": (
        ("base_customers", _customers("x.base = 1"), ""),
        # in both sets: one plus the other minus both together
        (
            "retained_customers",
            f"{_customers('x.base = 1')} + {_customers('x.base = 0')} - {_customers()}",
            "",
        ),
    ),
    "served": (("customers_served", _customers(), ""),),
}

AGGREGATES: Final[dict[str, Aggregate]] = {
    code: Aggregate(code=code, stream=STREAMS[stream], sql=sql, parameter=parameter)
    for stream, rows in _TABLE.items()
    for code, sql, parameter in rows
}


def _measures() -> Iterable[Measure]:
    for code in AGGREGATES:
        yield Measure(code=code, plus=(code,), records=_RECORDS.get(code, ()))
    yield Measure(
        code="net_sales",
        plus=("order_amount",),
        minus=("reversed_amount",),
        records=("orders", "reversals"),
    )


_RECORDS: Final[dict[str, tuple[str, ...]]] = {
    "order_amount": ("orders",),
    "contacted_amount": ("contacted_orders",),
    "reversed_amount": ("reversals",),
    "talk_seconds": ("talked_calls",),
    "wait_seconds": ("waited_calls",),
    "response_seconds": ("responses_given",),
    "survey_score": ("survey_responses",),
    "attitude": ("attitude_responses",),
    "professionalism": ("professionalism_responses",),
    "problem_solving": ("problem_solving_responses",),
    "quality_score": ("evaluations",),
}
MEASURES: Final[dict[str, Measure]] = {measure.code: measure for measure in _measures()}
