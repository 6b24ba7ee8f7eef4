"""Five records to look at, drawn at random by a fixed seed within the pattern: never the worst."""

from datetime import date
from random import Random
from typing import Any, Final

from django.db.models import QuerySet

from apps.coaching.choices import Pattern
from apps.coaching.models import Assignment
from apps.goals.amounts import MICROS
from apps.intake.choices import Direction
from apps.intake.models import Call, Order

FIVE: Final = 5
BY_ORDER: Final = frozenset({"average_order_value", "sales_amount", "refund_amount", "new_customers"})
Json = dict[str, Any]


def draw(assignment: Assignment, first: date, last: date) -> Json:
    """Five calls (orders, where the coaching is on what was sold) of the person in these days. Two queries.

    The seed is the assignment's number, so that a second draw gives the same; `pool` says of how many.
    """
    seed = assignment.pk
    orders = assignment.kpi_code in BY_ORDER
    pool: QuerySet[Any] = _orders(assignment, first, last) if orders else _calls(assignment, first, last)
    ids = list(pool.order_by("pk").values_list("pk", flat=True))
    chosen = Random(seed).sample(ids, min(FIVE, len(ids)))  # noqa: S311  a draw, no secret
    rows = [_order(row) if orders else _call(row) for row in pool.model.objects.filter(pk__in=chosen)]
    rows.sort(key=lambda row: (row["at"], row["id"]))
    return {"seed": seed, "pool": len(ids), "kind": "order" if orders else "call", "rows": rows}


def _orders(assignment: Assignment, first: date, last: date) -> QuerySet[Order]:
    return Order.objects.filter(agent_id=assignment.person_id, day__gte=first, day__lte=last)


def _calls(assignment: Assignment, first: date, last: date) -> QuerySet[Call]:
    calls = Call.objects.filter(agent_id=assignment.person_id, day__gte=first, day__lte=last, answered=True)
    rule = assignment.rule
    if rule is not None and rule.pattern == Pattern.FAST_BUT_UNHAPPY:
        return calls.filter(talk_seconds__lt=rule.second_micros // MICROS)
    if assignment.kpi_code == "callbacks_on_time":
        return calls.filter(outcome="callback")
    if assignment.kpi_code in {"conversion_rate", "outbound_calls"}:
        return calls.filter(direction=Direction.OUTBOUND)
    return calls


def _call(row: Call) -> Json:
    return {
        "id": row.pk,
        "at": row.started_at.isoformat() if row.started_at else row.day.isoformat(),
        "seconds": row.talk_seconds,
        "what": row.disposition or row.topic,
        "list": row.list_code or row.campaign,
    }


def _order(row: Order) -> Json:
    return {
        "id": row.pk,
        "at": row.day.isoformat(),
        "amount": row.amount,
        "currency": row.currency,
        "what": row.product,
        "list": row.campaign,
    }
