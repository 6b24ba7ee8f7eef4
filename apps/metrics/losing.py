"""Who was lost: the customers behind retention and complaints, with what is known of each, and why.

Retention: customers of the period before who did not buy again with the team. Complaints: who complained
about its people. A reason is what the records say: a complaint, what came of the last talk, or no talk since.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from apps.intake.models import Complaint
from apps.metrics.sql import dialect

WITHIN: Final = (
    " JOIN people_placement p ON p.person_id = f.agent_id AND p.starts <= f.day AND p.ends > f.day"
    " JOIN people_teampath t ON t.descendant_id = p.team_id AND t.ancestor_id = %(team)s"
)


class Why(StrEnum):
    """Where a reason comes from."""

    COMPLAINT = "complaint"  # its cause
    OUTCOME = "outcome"  # of the last talk
    NO_TALK = "no_talk"  # since the last order
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A customer who did not come back. `detail` is the complaint's cause, or what came of the last talk."""

    customer_id: int
    agent_id: int  # of the last order
    last_order: date
    amount: int  # of the last order, in minor units
    last_talk: date | None
    why: Why
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complained:
    """A complaint, with what was last sold to the customer and when they were last talked to."""

    id: int
    customer_id: int | None
    agent_id: int
    day: date
    cause: str
    severity: str
    last_order: date | None
    last_talk: date | None


@dataclass(frozen=True, slots=True)
class Pareto:
    """A reason with how many it has, and how many it has together with all above it."""

    reason: tuple[str, str]
    count: int
    so_far: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A cause before and after a day, over as many days on either side."""

    cause: str
    days: int
    before: int
    after: int


def lost_customers(team_id: int, base_first: date, first: date, ends: date) -> list[Lost]:
    """Customers of [base_first, first) who did not buy from `first` until before `ends`. Three queries.

    The largest last order comes first.
    """
    values = {
        "team": team_id,
        "base": base_first.isoformat(),
        "first": first.isoformat(),
        "ends": ends.isoformat(),
    }
    rows = _fetch(
        "SELECT x.customer_id, x.agent_id, x.day, x.amount FROM ("  # noqa: S608
        "SELECT f.customer_id, f.agent_id, f.day, f.amount,"
        " ROW_NUMBER() OVER (PARTITION BY f.customer_id ORDER BY f.day DESC, f.id DESC) AS place"
        f" FROM intake_order f{WITHIN} WHERE f.customer_id IS NOT NULL"
        " AND (f.cancelled_day IS NULL OR f.cancelled_day >= f.day)"
        " AND f.day >= %(base)s AND f.day < %(ends)s) x"
        " WHERE x.place = 1 AND x.day < %(first)s ORDER BY x.amount DESC, x.customer_id",
        values,
    )
    customers = [row[0] for row in rows]
    talks = _last_talks(customers, ends)
    causes = _causes(customers, base_first, ends)
    return [_lost(row, talks, causes) for row in rows]


def _lost(
    row: tuple[Any, ...], talks: dict[int, tuple[date, str]], causes: dict[int, tuple[date, str]]
) -> Lost:
    customer, agent, day, amount = row
    bought = _day(day)
    talk = talks.get(customer)
    why, detail = Why.UNKNOWN, ""
    if customer in causes:
        why, detail = Why.COMPLAINT, causes[customer][1]
    elif talk is None or talk[0] <= bought:
        why = Why.NO_TALK
    elif talk[1]:
        why, detail = Why.OUTCOME, talk[1]
    return Lost(
        customer_id=customer,
        agent_id=agent,
        last_order=bought,
        amount=amount,
        last_talk=talk[0] if talk else None,
        why=why,
        detail=detail,
    )


def complaints_of(team_id: int, first: date, ends: date) -> list[Complained]:
    """Complaints about people of the team from `first` until before `ends`, newest first. Three queries."""
    values = {"team": team_id, "first": first.isoformat(), "ends": ends.isoformat()}
    rows = _fetch(
        "SELECT f.id, f.customer_id, f.agent_id, f.day, f.cause, f.severity"  # noqa: S608
        f" FROM intake_complaint f{WITHIN} WHERE f.day >= %(first)s AND f.day < %(ends)s"
        " ORDER BY f.day DESC, f.id DESC",
        values,
    )
    customers = {row[1] for row in rows if row[1] is not None}
    talks, orders = _last_talks(customers, ends), _last_orders(customers, ends)
    return [
        Complained(
            id=number,
            customer_id=customer,
            agent_id=agent,
            day=_day(day),
            cause=cause,
            severity=severity,
            last_order=orders.get(customer),
            last_talk=talks[customer][0] if customer in talks else None,
        )
        for number, customer, agent, day, cause, severity in rows
    ]


def pareto(reasons: Iterable[tuple[str, str]]) -> list[Pareto]:
    """The reasons by how often they are given, the most frequent first."""
    found: list[Pareto] = []
    counted = sorted(Counter(reasons).items(), key=lambda pair: (-pair[1], pair[0]))
    for reason, count in counted:
        found.append(Pareto(reason, count, count + (found[-1].so_far if found else 0)))
    return found


def recurrence(team_id: int, starts: date, until: date, most_days: int = 90) -> list[Recurrence]:
    """By cause: complaints in as many days before a day as have passed since, at most `most_days`.

    `until` is the last day with complete data. One query; nothing where no day has passed.
    """
    days = min(most_days, (until - starts).days + 1)
    if days <= 0:
        return []
    first, after = date.fromordinal(starts.toordinal() - days), date.fromordinal(starts.toordinal() + days)
    values = {"team": team_id, "first": first.isoformat(), "ends": after.isoformat()}
    rows = _fetch(
        f"SELECT f.cause, f.day FROM intake_complaint f{WITHIN}"  # noqa: S608
        " WHERE f.day >= %(first)s AND f.day < %(ends)s",
        values,
    )
    before, since = Counter[str](), Counter[str]()
    for cause, day in rows:
        (since if _day(day) >= starts else before)[cause] += 1
    return [
        Recurrence(cause=cause, days=days, before=before[cause], after=since[cause])
        for cause in sorted(before | since, key=lambda cause: (-before[cause] - since[cause], cause))
    ]


def _last_talks(customers: Collection[int], ends: date) -> dict[int, tuple[date, str]]:
    """Each one's last answered outbound call before a day, with what came of it. One query."""
    return _latest(
        customers,
        "SELECT f.customer_id, f.day, CASE WHEN f.disposition <> '' THEN f.disposition ELSE f.outcome END,"
        " f.id FROM intake_call f WHERE f.direction = 'out' AND f.answered AND f.customer_id IS NOT NULL"
        " AND f.day < %(ends)s",
        ends,
    )


def _last_orders(customers: Collection[int], ends: date) -> dict[int, date]:
    found = _latest(
        customers,
        "SELECT f.customer_id, f.day, f.product, f.id FROM intake_order f"
        " WHERE f.day < %(ends)s AND (f.cancelled_day IS NULL OR f.cancelled_day >= f.day)",
        ends,
    )
    return {customer: day for customer, (day, _product) in found.items()}


def _latest(customers: Collection[int], text: str, ends: date) -> dict[int, tuple[date, str]]:
    if not customers:
        return {}
    spell = dialect()
    values = {"customers": spell.list_value(sorted(customers)), "ends": ends.isoformat()}
    rows = _fetch(f"{text} AND {spell.in_list('f.customer_id', 'customers')} ORDER BY f.day, f.id", values)
    return {customer: (_day(day), words) for customer, day, words, _id in rows}


def _causes(customers: Sequence[int], first: date, ends: date) -> dict[int, tuple[date, str]]:
    """Each one's last complaint of the days. One query, as complaints are few."""
    wanted = set(customers)
    rows = Complaint.objects.filter(day__gte=first, day__lt=ends, customer__isnull=False)
    found = rows.order_by("day", "pk").values_list("customer_id", "day", "cause")
    return {customer: (day, cause) for customer, day, cause in found if customer in wanted and customer}


def _fetch(text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
