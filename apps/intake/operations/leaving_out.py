"""Leaving a record out (a test call, training, a wrong booking), and putting it back.

A record left out is no fact: no figure counts it. Its value, its versions and its file stay known, and a file
that brings it again keeps it left out. What lies on closed or frozen days waits in the correction queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.choices import RecordType, RowFate
from apps.intake.merging import confirmed
from apps.intake.merging.differences import plain_value
from apps.intake.merging.standing import Touch, as_changes, first_waiting
from apps.intake.models import Batch, HeldRow, LeftOut, Order, Refund, SupersededFact
from apps.intake.models.batch import UNDONE_STATES
from apps.intake.operations.deciding import ReasonMissing
from apps.intake.operations.holding import hold_batch
from apps.intake.queries.corrections import LEAVE_OUT, PUT_BACK
from apps.intake.queries.records import fact_of, touches_of
from apps.intake.shapes import SHAPES, Shape
from apps.people import changes
from apps.people.models import User
from apps.people.refusals import Refusal


class RecordGone(Refusal):
    """The record is not there any more, or has been left out or put back by now."""

    sentence = _("This record has changed by now; look at it again.")


class DecisionWaits(Refusal):
    """Something about this row waits for a decision already."""

    sentence = _("A correction of this row waits already. Decide it first, in the correction queue.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """A value of a record that comes back, and who said it."""

    values: dict[str, Any]
    batch_id: int
    row: int
    older: SupersededFact | None  # where it is not the value that was left out


Named = tuple[str, int]  # a record: its type and the number of its fact


def leave_out(
    *,
    record_type: str,
    fact_id: int,
    reason: str,
    by: User,
    at: datetime,
    also: Iterable[Named] = (),
    pass_freezes: bool = False,
) -> bool:
    """Take a record out of every figure, with other records of its row. False where they wait instead.

    All go together, or all wait in the correction queue. RecordGone where one of `also` is not of the row.
    """
    if not reason.strip():
        raise ReasonMissing
    named = list(dict.fromkeys([(record_type, fact_id), *also]))
    with transaction.atomic():
        return _leave_out(named, reason=reason.strip(), by=by, at=at, pass_freezes=pass_freezes)


def _leave_out(named: list[Named], *, reason: str, by: User, at: datetime, pass_freezes: bool) -> bool:
    first, *others = [(SHAPES[record_type], _held_fact(record_type, pk)) for record_type, pk in named]
    shape, fact = first
    if any((one.batch_id, one.row) != (fact.batch_id, fact.row) for _shape, one in others):
        raise RecordGone
    about = {"type": shape.record_type, "fact": fact.pk, "key": fact.key, "why": reason}
    about |= {"also": [[other.record_type, one.pk] for other, one in others]} if others else {}
    for other, one in [first, *others]:
        touched, team_id = touches_of(other, one), getattr(one, "team_id", None)
        if not _free(touched, fact, LEAVE_OUT, about, pass_freezes=pass_freezes, team_id=team_id):
            return False
    for other, one in [first, *others]:
        _take_away(other, one, reason=reason, by=by, at=at)
    return True


def _take_away(shape: Shape, fact: Any, *, reason: str, by: User, at: datetime) -> None:
    """A fact becomes a record left out; its days are written as changed."""
    touched = touches_of(shape, fact)
    left = LeftOut.objects.create(
        record_type=shape.record_type,
        source_id=fact.source_id,
        key=fact.key,
        fact_id=fact.pk,
        batch_id=fact.batch_id,
        row=fact.row,
        agent_id=getattr(fact, "agent_id", None),
        values={name: plain_value(shape, name, getattr(fact, name)) for name in shape.columns},
        reason=reason,
        by=by,
        at=at,
    )
    if shape.record_type == RecordType.ORDER:
        _hand_refunds_on(fact.pk)
    shape.facts.filter(pk=fact.pk).delete()
    rows = as_changes(touched, team_id=getattr(fact, "team_id", None))
    changes.write(rows=rows, cause=f"left out {left.pk}", at=at)
    audit.record(verb="record.left_out", subject=left, by=by, at=at, after=_said(left), reason=reason)


def put_back(*, left_out: LeftOut, by: User, at: datetime, pass_freezes: bool = False) -> bool:
    """Let a record count again, with its newest value that is not withdrawn.

    False where it waits in the correction queue instead. Where every file that said it was withdrawn, it
    goes for good.
    """
    with transaction.atomic():
        return _put_back(left_out.pk, by=by, at=at, pass_freezes=pass_freezes)


def _put_back(left_out_id: int, *, by: User, at: datetime, pass_freezes: bool) -> bool:
    left = LeftOut.objects.filter(pk=left_out_id).first()
    if left is None:
        raise RecordGone
    hold_batch(left.batch_id)
    left = LeftOut.objects.select_related("batch").filter(pk=left_out_id).first()
    if left is None:
        raise RecordGone
    version = _newest(left)
    touched: list[Touch] = []
    team_id = None
    if version is not None:
        team_id = version.values.get("team_id")
        shape = SHAPES[left.record_type]
        fact = fact_of(shape, left, version.values, batch_id=version.batch_id, row=version.row)
        touched = touches_of(shape, fact)
        about = {"left_out": left.pk, "key": left.key, "why": left.reason}
        if not _free(touched, left, PUT_BACK, about, pass_freezes=pass_freezes, team_id=team_id):
            return False
        fact.save(force_insert=True)
        if left.record_type == RecordType.ORDER:
            _take_refunds(fact)
        _no_version_any_more(left, version)
    audit.record(verb="record.put_back", subject=left, by=by, at=at, before=_said(left), reason=left.reason)
    changes.write(rows=as_changes(touched, team_id=team_id), cause=f"put back {left.pk}", at=at)
    left.delete()
    return True


def _held_fact(record_type: str, fact_id: int) -> Any:
    """The fact, with its batch and source locked."""
    facts = SHAPES[record_type].facts
    batch_id = facts.filter(pk=fact_id).values_list("batch", flat=True).first()
    if batch_id is None:
        raise RecordGone
    hold_batch(batch_id)
    fact = facts.filter(pk=fact_id, batch=batch_id).first()
    if fact is None:
        raise RecordGone
    return fact


def _free(
    touched: list[Touch],
    record: Any,
    code: str,
    about: dict[str, Any],
    *,
    pass_freezes: bool,
    team_id: int | None,
) -> bool:
    """Whether it may happen now; where a day is closed or frozen, it is noted as waiting."""
    waiting = first_waiting(touched, row=record.row, pass_freezes=pass_freezes, team_id=team_id)
    if waiting is None:
        return True
    held = HeldRow.objects.filter(batch=record.batch_id, row=record.row).first()
    if held is not None and held.fate == RowFate.QUEUED and held.settled_at is None:
        raise DecisionWaits
    values = {
        "fate": RowFate.QUEUED,
        "code": code,
        "value": waiting.day.isoformat(),
        "values": {"reason": waiting.reason, **about},
        "settled_at": None,
    }
    HeldRow.objects.update_or_create(batch_id=record.batch_id, row=record.row, defaults=values)
    return False


def decide_waiting(held: HeldRow, *, by: User, at: datetime) -> None:
    """Do what waited, now that somebody has accepted it; what has become pointless meanwhile is let be."""
    if held.code == LEAVE_OUT:
        about = held.values
        named = [(about["type"], about["fact"]), *[(kind, pk) for kind, pk in about.get("also", [])]]
        left = [(kind, pk) for kind, pk in named if SHAPES[kind].facts.filter(pk=pk).exists()]
        if left:
            (record_type, fact_id), *also = left
            leave_out(
                record_type=record_type,
                fact_id=fact_id,
                also=also,
                reason=about["why"],
                by=by,
                at=at,
                pass_freezes=True,
            )
    else:
        out = LeftOut.objects.filter(pk=held.values["left_out"]).first()
        if out is not None:
            put_back(left_out=out, by=by, at=at, pass_freezes=True)


def _said(left: LeftOut) -> dict[str, Any]:
    return {"record": left.record_type, "key": left.key, "batch": left.batch_id, "row": left.row}


# Versions


def _no_version_any_more(left: LeftOut, version: _Version) -> None:
    """What has become the fact is no longer beside it."""
    fact = pl.Series([left.fact_id])
    about: dict[str, Any] = {"source_id": left.source_id, "record_type": left.record_type, "facts": fact}
    if version.older is not None:
        version.older.delete()
        confirmed.forget(**about)
    else:
        confirmed.forget(**about, batch_id=version.batch_id)


def _newest(left: LeftOut) -> _Version | None:
    """The newest value that is not withdrawn: its own, another file's word for it, or an older one."""
    if left.batch.state not in UNDONE_STATES:
        return _Version(values=left.values, batch_id=left.batch_id, row=left.row, older=None)
    counted = Batch.objects.exclude(state__in=UNDONE_STATES).values("pk")
    same = confirmed.sayers(
        source_id=left.source_id, record_type=left.record_type, facts=pl.Series([left.fact_id])
    )
    alive = set(counted.filter(pk__in=same["batch_id"].to_list()).values_list("pk", flat=True))
    older = SupersededFact.objects.filter(
        record_type=left.record_type, source=left.source_id, key=left.key, batch__in=counted
    )
    found = [
        _Version(values=left.values, batch_id=batch_id, row=row, older=None)
        for batch_id, row in same.select("batch_id", "row").iter_rows()
        if batch_id in alive
    ]
    found += [
        _Version(values=one.values, batch_id=one.batch_id, row=one.row, older=one)
        for one in older.order_by("-batch", "-pk")[:1]
    ]
    return max(found, key=lambda version: version.batch_id, default=None)


def _hand_refunds_on(order_id: int) -> None:
    """Refunds of an order that goes find another source's order of the number, or wait for one."""
    other = Order.objects.filter(key=OuterRef("order_key")).exclude(pk=order_id).order_by("pk")
    Refund.objects.filter(order=order_id).update(order=Subquery(other.values("pk")[:1]))


def _take_refunds(order: Order) -> None:
    """Refunds that name an order which comes back, and stand by none or by a later one, are its again."""
    waiting = Refund.objects.filter(Q(order__isnull=True) | Q(order__gt=order.pk), order_key=order.key)
    waiting.update(order=order)
