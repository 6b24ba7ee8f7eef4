# ruff: noqa: S608 - every name in these statements comes from the code
"""Refunds find their orders, whichever of the two comes first."""

from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from apps.intake.choices import RecordType
from apps.intake.merging.statements import Merge, order_of
from apps.intake.models import Order, Refund
from apps.intake.tables import table
from apps.people.changes import ChangeRow

ORDER = table(Order)
REFUND = table(Refund)


def link(cursor: CursorWrapper, *, refunds: Merge | None, orders: Merge | None) -> list[ChangeRow]:
    """Link waiting refunds to staged orders, and staged refunds to known orders.

    Returns the changes of the former: what a refund of a known order touches is known from its own merge.
    """
    changes = _link_waiting(cursor, orders) if orders is not None else []
    if refunds is not None:
        cursor.execute(
            f"""UPDATE "{REFUND}" SET order_id = {order_of(f'"{REFUND}".order_key')}
                WHERE order_id IS NULL AND source_id = %s
                  AND "key" IN (SELECT "key" FROM "{refunds.stage}")""",
            [refunds.source_id],
        )
    return changes


def _link_waiting(cursor: CursorWrapper, orders: Merge) -> list[ChangeRow]:
    staged = f'SELECT "key" FROM "{orders.stage}"'
    waiting = f"order_id IS NULL AND order_key IN ({staged})"
    cursor.execute(
        f"""SELECT DISTINCT o.agent_id, r."day" FROM "{REFUND}" r
            JOIN "{ORDER}" o ON o.id = {order_of("r.order_key")} WHERE r.{waiting}"""
    )
    rows = [_change(agent, day) for agent, day in cursor.fetchall()]
    if rows:
        cursor.execute(
            f"""UPDATE "{REFUND}" SET order_id = {order_of(f'"{REFUND}".order_key')} WHERE {waiting}"""
        )
    return rows


def _change(agent_id: int, day: Any) -> ChangeRow:
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return ChangeRow(topic=RecordType.REFUND, person_id=agent_id, team_id=None, first_day=on, last_day=on)
