"""What a stream of records is made of, as data; `apps.metrics.sql.statement` makes a statement of streams.

A stream is one record type (or several, where customers are counted once over all of them) with the day
each row counts on, whose it is, and the day whose team placement decides. Rules of calculation, sections 1
and 2.

Texts are SQL that SQLite and PostgreSQL both read; `{name}` is filled by the statement (numbers and choices
of the version, the contact test, and what the two databases spell differently). No text comes from a user.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from apps.people.choices import Topic

# An order cancelled before it reached its state (booked, unless a version says otherwise) never counts.
COUNTS: Final = "(f.cancelled_day IS NULL OR f.cancelled_day >= {order_day})"
BOOKED: Final = "(f.cancelled_day IS NULL OR f.cancelled_day >= f.day)"
OWN_MONEY: Final = "f.currency = {currency}"
BOUGHT: Final = f"f.customer_id IS NOT NULL AND {BOOKED}"

CALL_DIMENSIONS: Final = {
    "direction": "f.direction",
    "disposition": "f.disposition",
    "outcome": "f.outcome",
    "campaign": "f.campaign",
    "product": "f.product",
    "market": "f.market",
    "scenario": "f.scenario",
    "queue": "f.queue",
    "list_code": "f.list_code",
    "script_version": "f.script_version",
}
ORDER_DIMENSIONS: Final = {
    "campaign": "f.campaign",
    "product": "f.product",
    "market": "f.market",
    "scenario": "f.scenario",
    "amount": "f.amount",
}
DEAL_DIMENSIONS: Final = {
    "campaign": "f.campaign",
    "product": "f.product",
    "market": "f.market",
    "amount": "f.amount",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Records of one table. `f` is the table whose agent they belong to."""

    table: str
    columns: Mapping[str, str]  # name in the stream -> SQL
    where: str = ""
    agent: str = "f.agent_id"
    team: str = ""  # of what is said of a team itself: its id; no agent has a share in it
    customer: str = "f.customer_id"  # of an order's refund, the order's
    day: str = "f.day"  # the local day a row counts on
    placed: str = "f.day"  # the day whose team placement decides
    shift: int = 0  # periods forward: 1 counts the row as the base of the next period
    of_period: bool = False  # `day` is the first day of a period, and counts also where the range cuts it
    undated: str = ""  # of a grain without dates (total): which rows without a day count, too
    dimensions: Mapping[str, str] = field(default_factory=dict)  # what a version may narrow it by -> SQL


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """Rows that are aggregated together, and how far a change to a record of a topic reaches.

    topics: what its figures rest on. `needed`: without a source for one of them there is no figure at all.
    """

    code: str
    rows: tuple[Rows, ...]
    topics: frozenset[Topic]
    needed: frozenset[Topic]
    numbers: tuple[str, ...] = ()  # of KpiVersion.parameters that it reads: days, months
    choices: tuple[str, ...] = ()  # order_state, contact, measurement
    calendar_only: bool = False  # has no meaning without a period before (no figure for a total)
    months_only: bool = False  # nor for a day or a week
    reach_days: Mapping[Topic, str] = field(default_factory=dict)  # days forward, by name of the parameter
    reach_months: Mapping[Topic, str] = field(default_factory=dict)  # months forward
    reach_periods: int = 0  # periods forward
    reach_reversals: bool = False  # as far forward as orders are refunded, cancelled or reach a state
    reach_everyone: bool = False  # a record of one agent decides about all others', from its day on

    @property
    def dimensions(self) -> frozenset[str]:
        """What it can be narrowed by: what some of its rows know."""
        return frozenset(name for rows in self.rows for name in rows.dimensions)


def single(
    code: str, table: str, topic: Topic, columns: Mapping[str, str], *, where: str = "", **other: object
) -> Stream:
    """A stream of one table and one topic."""
    rows = Rows(table=f"{table} f", columns=columns, where=where, **other)  # type: ignore[arg-type]
    topics = frozenset({topic})
    return Stream(code=code, rows=(rows,), topics=topics, needed=topics)
