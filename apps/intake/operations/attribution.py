"""Whose orders are that name no agent: when calls come or go, and when a person says otherwise."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.choices import Direction, RecordType, RowFate
from apps.intake.mapping import parse
from apps.intake.matching.attribution import calls_for
from apps.intake.merging.standing import Touch, as_changes, first_waiting
from apps.intake.models import Attribution, Call, HeldRow, Order, Source
from apps.intake.operations.attributing import CALL
from apps.intake.operations.deciding import ReasonMissing
from apps.intake.operations.holding import hold_batch
from apps.intake.operations.leaving_out import DecisionWaits, RecordGone
from apps.intake.operations.sources import current_mapping
from apps.intake.queries.corrections import AGENT_WAITS
from apps.intake.queries.records import touches_of
from apps.intake.shapes import SHAPES
from apps.people import changes
from apps.people.models import Person, User
from apps.people.operations import notify
from apps.people.refusals import Refusal

AT_ONCE: Final = 500


class NotNobodys(Refusal):
    """The file names the order's agent."""

    sentence = _("The file names the agent of this order. Correct it in the source.")


def overrule(
    *, order: Order, person: Person, reason: str, by: User, at: datetime, pass_freezes: bool = False
) -> bool:
    """Give an order that names no agent to somebody else. False where it waits in the correction queue."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        held = _held_order(order.pk)
        if held is None:
            raise RecordGone
        known = Attribution.objects.filter(source=held.source_id, order_key=held.key).first()
        if known is None:
            raise NotNobodys
        before = known.person_id
        why = reason.strip()
        if not _give(held, person, why, pass_freezes=pass_freezes, at=at):
            return False
        Attribution.objects.filter(pk=known.pk).update(person=person, reason=why, by=by, at=at)
        audit.record(
            verb="attribution.changed",
            subject=known,
            by=by,
            at=at,
            before={"person": before},
            after={"person": person.pk, "order": held.key},
            reason=why,
        )
        _tell({before, person.pk}, held, person, at=at)
    return True


def accept_waiting(held: HeldRow, *, by: User, at: datetime) -> None:
    """Give the order as somebody had decided, now that a person has accepted it for closed days."""
    order = Order.objects.filter(pk=held.values["order"]).first()
    person = Person.objects.filter(pk=held.values["person"]).first()
    if order is not None and person is not None:
        overrule(order=order, person=person, reason=held.values["why"], by=by, at=at, pass_freezes=True)


def reattribute(*, at: datetime, batch_id: int | None = None) -> int:
    """Let the rule decide anew about orders whose call is gone, or whose customers a batch's calls reached.

    What a person said stays, and so does an order whose days are closed or frozen, or that no call is left
    for. Each order is a transaction. Returns how many changed hands.
    """
    moved = 0
    for source_id in list(_doubtful(batch_id).order_by("source").values_list("source", flat=True).distinct()):
        moved += _reattribute(source_id, batch_id, at)
    return moved


def _doubtful(batch_id: int | None) -> Any:
    """Attributions by rule whose call is not there any more, or that a batch's calls may change."""
    call = Call.objects.filter(
        source=OuterRef("call_source"),
        key=OuterRef("call_key"),
        agent=OuterRef("person"),
        day=OuterRef("call_day"),
        answered=True,
        direction=Direction.OUTBOUND,
    )
    doubt = ~Q(Exists(call))
    if batch_id is not None:
        reached = Call.objects.filter(batch=batch_id, customer__isnull=False).values("customer")
        doubt |= Q(
            Exists(
                Order.objects.filter(
                    source=OuterRef("source"), key=OuterRef("order_key"), customer__in=reached
                )
            )
        )
    return Attribution.objects.filter(doubt, by__isnull=True)


def _reattribute(source_id: int, batch_id: int | None, at: datetime) -> int:
    source = Source.objects.get(pk=source_id)
    days = rule_days(source)
    if not days:
        return 0
    moved = 0
    doubtful = _doubtful(batch_id).filter(source=source_id)
    noted = {key: tuple(rest) for key, *rest in doubtful.values_list("order_key", *CALL)}
    people, keys = Person.objects.in_bulk(), sorted(noted)
    for start in range(0, len(keys), AT_ONCE):
        orders = Order.objects.filter(source=source_id, key__in=keys[start : start + AT_ONCE])
        asked = list(orders.values_list("pk", "key", "customer", "day"))
        for pk, key, person_id, *call in calls_for(asked, days=days).iter_rows():
            if noted[key] != (person_id, *call):
                moved += _follow_call(pk, people[person_id], call, at)
    return moved


@transaction.atomic
def _follow_call(order_id: int, person: Person, call: Sequence[Any], at: datetime) -> bool:
    order = _held_order(order_id)
    if order is None:
        return False
    changed = order.agent_id != person.pk
    if changed and not _give(order, person, "", pass_freezes=False, at=at, wait=False):
        return False
    known = Attribution.objects.filter(source=order.source_id, order_key=order.key, by__isnull=True)
    source_id, key, day = call
    known.update(person=person, call_source=source_id, call_key=key, call_day=day, at=at)
    return changed


def _held_order(order_id: int) -> Order | None:
    """The order as it is now, its batch and source locked."""
    batch_id = Order.objects.filter(pk=order_id).values_list("batch", flat=True).first()
    if batch_id is None:
        return None
    hold_batch(batch_id)
    return Order.objects.filter(pk=order_id).first()


def _give(
    order: Order, person: Person, why: str, *, pass_freezes: bool, at: datetime, wait: bool = True
) -> bool:
    """Change an order's agent, unless its days are closed or frozen for either; then it waits."""
    shape = SHAPES[RecordType.ORDER]
    touched: list[Touch] = touches_of(shape, order)
    after = Order(pk=order.pk, key=order.key, agent=person)
    for name in shape.days:
        setattr(after, name, getattr(order, name))
    touched += touches_of(shape, after)
    waiting = first_waiting(touched, row=order.row, pass_freezes=pass_freezes)
    if waiting is not None:
        if wait:
            _wait(order, person, why, waiting.day.isoformat(), waiting.reason)
        return False
    Order.objects.filter(pk=order.pk).update(agent=person)
    changes.write(rows=as_changes(touched), cause=f"attribution {order.pk}", at=at)
    return True


def _wait(order: Order, person: Person, why: str, day: str, reason: str) -> None:
    held = HeldRow.objects.filter(batch=order.batch_id, row=order.row).first()
    if held is not None and held.fate == RowFate.QUEUED and held.settled_at is None:
        raise DecisionWaits
    about = {"order": order.pk, "key": order.key, "person": person.pk, "name": person.name, "why": why}
    HeldRow.objects.update_or_create(
        batch_id=order.batch_id,
        row=order.row,
        defaults={
            "fate": RowFate.QUEUED,
            "code": AGENT_WAITS,
            "value": day,
            "values": {"reason": reason, **about},
            "settled_at": None,
        },
    )


def rule_days(source: Source) -> int:
    """The days of a source's rule for orders without an agent; 0 where it has none."""
    mapping = current_mapping(source)
    rules = parse(mapping.spec).records if mapping is not None else ()
    return max((rule.agent.last_call_days for rule in rules if rule.agent is not None), default=0)


def _tell(person_ids: Iterable[int], order: Order, person: Person, *, at: datetime) -> None:
    notify(
        person_ids=sorted(person_ids),
        code="order.given",
        values={"order": order.key, "person": person.name},
        url=reverse("record", args=[RecordType.ORDER, order.pk]),
        at=at,
    )
