"""Orders that name no agent: those that wait, those that were attributed, and who claims them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet

from apps.intake.choices import RowFate
from apps.intake.models import Attribution, Call, Claim, HeldRow, Order
from apps.intake.queries.desk import NO_AGENT, WRITTEN

MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An order without an agent that was attributed: to whom, by which call or by whose word."""

    order: Order
    attribution: Attribution
    call: Call | None  # None: by a person's word, or the call is gone


def parked_orders() -> QuerySet[HeldRow]:
    """Orders that name no agent and wait; `value` is the order's number."""
    rows = HeldRow.objects.filter(fate=RowFate.PARKED, code=NO_AGENT, settled_at__isnull=True)
    return rows.filter(batch__state__in=WRITTEN).select_related("batch__source").order_by("batch", "row")


def attribution_of(order: Order) -> Given | None:
    """Why an order that names no agent counts for its person; None where its file names the agent."""
    known = (
        Attribution.objects.filter(source=order.source_id, order_key=order.key, person=order.agent_id)
        .select_related("person", "by")
        .first()
    )
    return Given(order=order, attribution=known, call=_calls([known]).get(known.pk)) if known else None


def given_orders(*, person_ids: Collection[int] | None = None, since: date) -> list[Given]:
    """Attributed orders from a day on, of some persons or of all, the latest first. Three queries."""
    order = Order.objects.filter(
        source=OuterRef("source"), key=OuterRef("order_key"), agent=OuterRef("person"), day__gte=since
    )
    known = Attribution.objects.filter(Exists(order)).select_related("person", "by")
    if person_ids is not None:
        known = known.filter(person__in=person_ids)
    rows = list(known.order_by("-at", "-pk")[:MOST])
    orders = Order.objects.filter(key__in=[one.order_key for one in rows], day__gte=since)
    by_key = {(one.source_id, one.key): one for one in orders.filter(source__in={r.source_id for r in rows})}
    calls = _calls(rows)
    return [
        Given(order=found, attribution=one, call=calls.get(one.pk))
        for one in rows
        if (found := by_key.get((one.source_id, one.order_key))) is not None
    ]


def _calls(attributions: list[Attribution]) -> dict[int, Call]:
    """The calls that decided, by attribution, as far as they are still there."""
    by_rule = [one for one in attributions if one.by_id is None]
    keys, sources = {one.call_key for one in by_rule}, {one.call_source_id for one in by_rule}
    calls = {(c.source_id, c.key): c for c in Call.objects.filter(source__in=sources, key__in=keys)}
    found = {one.pk: calls.get((one.call_source_id or 0, one.call_key)) for one in by_rule}
    return {pk: call for pk, call in found.items() if call is not None}


def claims() -> QuerySet[Claim]:
    """Every claim, the open ones first, the latest first."""
    return Claim.objects.select_related("person", "source", "answered_by").order_by(
        F("answered_at").desc(nulls_first=True), "-at", "-pk"
    )
