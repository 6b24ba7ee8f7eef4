"""What is counted: streams of records, as data. `apps.metrics.sql.statement` turns them into one statement.

A stream is one record type (or several, where customers are counted once over all of them) with the day
each row counts on, whose it is, and the day whose team placement decides. Rules of calculation, sections 1
and 2.

Texts are SQL that SQLite and PostgreSQL both read; `{name}` is filled by the statement (parameters, the
contact test, and what the two databases spell differently). No text comes from a user.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from apps.people.choices import Topic

# An order cancelled before it was booked never counts.
COUNTS = "(f.cancelled_day IS NULL OR f.cancelled_day >= f.day)"
OWN_MONEY = "f.currency = {currency}"
ANSWERED = "f.answered"
CONTACT = "f.direction = 'out' AND f.answered AND f.customer_id IS NOT NULL"
BOUGHT = f"f.customer_id IS NOT NULL AND {COUNTS}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Records of one table. `f` is the table whose agent they belong to."""

    table: str
    columns: Mapping[str, str]  # name in the stream -> SQL
    where: str = ""
    agent: str = "f.agent_id"
    customer: str = "f.customer_id"  # of an order's refund, the order's
    day: str = "f.day"  # the local day a row counts on
    placed: str = "f.day"  # the day whose team placement decides
    shift: int = 0  # periods forward: 1 counts the row as the base of the next period
    undated: str = ""  # of a grain without dates (total): which rows without a day count, too


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """Rows that are aggregated together, and how far a change to a record of a topic reaches.

    topics: what its figures rest on. `needed`: without a source for one of them there is no figure at all.
    """

    code: str
    rows: tuple[Rows, ...]
    topics: frozenset[Topic]
    needed: frozenset[Topic]
    parameter: str = ""  # name of the one parameter of KpiVersion.parameters it reads
    calendar_only: bool = False  # has no meaning without a period before (no figure for a total)
    reach_days: Mapping[Topic, str] = field(default_factory=dict)  # days forward, by name of the parameter
    reach_periods: int = 0  # periods forward
    reach_reversals: bool = False  # as far forward as orders are refunded or cancelled
    reach_everyone: bool = False  # a record of one agent decides about all others', from its day on


def _single(
    code: str, table: str, topic: Topic, columns: Mapping[str, str], *, where: str = "", **other: str
) -> Stream:
    rows = Rows(table=f"{table} f", columns=columns, where=where, **other)  # type: ignore[arg-type]
    topics = frozenset({topic})
    return Stream(code=code, rows=(rows,), topics=topics, needed=topics)


CALLS: Final = _single(
    "calls",
    "intake_call",
    Topic.CALL,
    {
        "inbound": "f.direction = 'in'",
        "answered": ANSWERED,
        "resolved": "f.resolved",
        "talk": "f.talk_seconds",
        "wait": "f.wait_seconds",
    },
)
ORDERS: Final = _single(
    "orders", "intake_order", Topic.ORDER, {"amount": "f.amount"}, where=f"{COUNTS} AND {OWN_MONEY}"
)
OPENED: Final = _single(
    "opened",
    "intake_opportunity",
    Topic.OPPORTUNITY,
    {},
    placed="COALESCE(f.day, {last})",
    undated="f.day IS NULL",
)
CLOSED: Final = _single(
    "closed",
    "intake_opportunity",
    Topic.OPPORTUNITY,
    {"stage": "f.stage"},
    where="f.stage IN ('won', 'lost')",
    day="f.closed_day",
    placed="f.closed_day",
)
ENQUIRIES: Final = _single("enquiries", "intake_enquiry", Topic.ENQUIRY, {"response": "f.response_seconds"})
SURVEYS: Final = _single(
    "surveys",
    "intake_surveyresponse",
    Topic.SURVEY,
    {
        "score": "f.score",
        "attitude": "f.attitude",
        "professionalism": "f.professionalism",
        "problem_solving": "f.problem_solving",
    },
)
COMPLAINTS: Final = _single("complaints", "intake_complaint", Topic.COMPLAINT, {})
EVALUATIONS: Final = _single(
    "evaluations", "intake_evaluation", Topic.EVALUATION, {"score": "f.score"}, customer="NULL"
)

_REFUNDS: Final = "intake_refund r JOIN intake_order f ON f.id = r.order_id"
_REFUNDED: Final = (
    f"{COUNTS} AND {OWN_MONEY} AND r.currency = f.currency"
    " AND (f.cancelled_day IS NULL OR r.day <= f.cancelled_day)"
)
_REST: Final = (
    "f.amount - COALESCE((SELECT SUM(r.amount) FROM intake_refund r"
    " WHERE r.order_id = f.id AND r.currency = f.currency AND r.day <= f.cancelled_day), 0)"
)

# Money that comes back: a refund on its own day, a cancellation with the rest on its day; agent and team are
# those of the order. What is refunded after the cancellation pays out what that already took off. A refund
# dated before its order counts on the order's day: nothing can come back before.
REVERSALS: Final = Stream(
    code="reversals",
    rows=(
        Rows(
            table=_REFUNDS,
            columns={"amount": "r.amount"},
            where=f"{_REFUNDED} AND r.day >= f.day",
            day="r.day",
        ),
        Rows(table=_REFUNDS, columns={"amount": "r.amount"}, where=f"{_REFUNDED} AND r.day < f.day"),
        Rows(
            table="intake_order f",
            columns={"amount": f"{{greatest}}(0, {_REST})"},
            where=f"{COUNTS} AND {OWN_MONEY}",
            day="f.cancelled_day",
        ),
    ),
    topics=frozenset({Topic.ORDER, Topic.REFUND}),
    needed=frozenset({Topic.ORDER}),
    reach_reversals=True,
)

# A customer is new with the first order that counts, whoever sold it: an earlier order of a colleague
# takes it.
FIRST_ORDERS: Final = Stream(
    code="first_orders",
    rows=(
        Rows(
            table="intake_order f",
            columns={},
            where=(
                f"{BOUGHT} AND NOT EXISTS (SELECT 1 FROM intake_order e WHERE e.customer_id = f.customer_id"  # noqa: S608
                " AND (e.cancelled_day IS NULL OR e.cancelled_day >= e.day)"
                " AND (e.day < f.day OR (e.day = f.day AND e.id < f.id)))"
            ),
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    reach_everyone=True,
)

# Who was reached by a connected outbound call, and who bought; `contacted` of a buyer: a contact by the
# same agent (team) on the day of the order or at most the look-back before it.
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
            where=CONTACT,
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
        ),
    ),
    topics=frozenset({Topic.CALL, Topic.ORDER}),
    needed=frozenset({Topic.CALL, Topic.ORDER}),
    parameter="look_back_days",
    reach_days={Topic.CALL: "look_back_days"},
)

# Customers of the previous period, and who of them bought again in this one.
RETENTION: Final = Stream(
    code="retention",
    rows=(
        Rows(table="intake_order f", columns={"customer": "f.customer_id", "base": "0"}, where=BOUGHT),
        Rows(
            table="intake_order f",
            columns={"customer": "f.customer_id", "base": "1"},
            where=BOUGHT,
            shift=1,
        ),
    ),
    topics=frozenset({Topic.ORDER}),
    needed=frozenset({Topic.ORDER}),
    calendar_only=True,
    reach_periods=1,
)

# Distinct customers served: an answered call, an enquiry or an order.
SERVED: Final = Stream(
    code="served",
    rows=(
        Rows(
            table="intake_call f",
            columns={"customer": "f.customer_id"},
            where=f"f.customer_id IS NOT NULL AND {ANSWERED}",
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

STREAMS: Final[dict[str, Stream]] = {
    stream.code: stream
    for stream in (
        CALLS,
        ORDERS,
        REVERSALS,
        FIRST_ORDERS,
        OPENED,
        CLOSED,
        ENQUIRIES,
        SURVEYS,
        COMPLAINTS,
        EVALUATIONS,
        CONVERSION,
        RETENTION,
        SERVED,
    )
}
DISTINCT: Final = frozenset({"conversion", "retention", "served"})  # counted again at each level and grain
