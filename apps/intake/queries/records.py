"""One record: what it says now and said before, which file and row it came from, which days it touches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import polars as pl
from django.db.models import Min, QuerySet

from apps.intake.choices import RecordType, RowFate
from apps.intake.merging import confirmed
from apps.intake.merging.differences import OWNERS, plain_value
from apps.intake.merging.standing import Touch
from apps.intake.models import Batch, HeldRow, LeftOut, Order, Refund, Source, SupersededFact
from apps.intake.queries.reach import topics_of
from apps.intake.shapes import SHAPES, Kind, Shape

MOST_VERSIONS: Final = 100
MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record, whether it counts or was left out. `fact` is not saved where it was left out."""

    shape: Shape
    fact: Any
    batch: Batch
    agent_id: int | None  # of a refund: the order's
    left_out: LeftOut | None

    @property
    def day(self) -> date | None:
        """The first of its days."""
        return min((day for day in self.days), default=None)

    @property
    def days(self) -> list[date]:
        """The days it counts on."""
        return [day for name in self.shape.days if (day := getattr(self.fact, name)) is not None]

    @property
    def values(self) -> dict[str, Any]:
        """Column → value, as JSON holds it."""
        return {name: plain_value(self.shape, name, getattr(self.fact, name)) for name in self.shape.columns}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a file said of a record. `now`: it is what counts; `withdrawn`: its file was taken back."""

    values: Mapping[str, Any]
    batch: Batch
    row: int
    now: bool
    same: bool  # another file's word for the value that counts

    @property
    def withdrawn(self) -> bool:
        """Whether its file was taken back."""
        return self.batch.state in {"withdrawn", "cancelled"}


def find_record(record_type: str, fact_id: int) -> Found | None:
    """A record by its type and number, among the facts or those left out. At most four queries."""
    shape = SHAPES.get(record_type)
    if shape is None:
        return None
    fact = shape.facts.filter(pk=fact_id).first()
    left = None
    if fact is None:
        left = LeftOut.objects.filter(record_type=record_type, fact_id=fact_id).select_related("by").first()
        if left is None:
            return None
        fact = fact_of(shape, left, left.values, batch_id=left.batch_id, row=left.row)
    batch = Batch.objects.select_related("source", "mapping", "file").get(pk=fact.batch_id)
    return Found(shape=shape, fact=fact, batch=batch, agent_id=agent_of(shape, fact), left_out=left)


def versions(found: Found) -> list[Version]:
    """All that files said of a record, the newest first: what counts now, who said the same, older values."""
    fact = found.fact
    same = confirmed.sayers(
        source_id=fact.source_id, record_type=found.shape.record_type, facts=pl.Series([fact.pk])
    ).sort("batch_id", descending=True)
    older = SupersededFact.objects.filter(
        record_type=found.shape.record_type, source=fact.source_id, key=fact.key
    ).select_related("batch")
    said = list(same.select("batch_id", "row").head(MOST_VERSIONS).iter_rows())
    batches = Batch.objects.in_bulk([batch_id for batch_id, _row in said])
    now = found.values
    listed = [Version(values=now, batch=found.batch, row=fact.row, now=True, same=False)]
    listed += [
        Version(values=now, batch=batches[batch_id], row=row, now=False, same=True)
        for batch_id, row in said
        if batch_id in batches
    ]
    listed += [
        Version(values=one.values, batch=one.batch, row=one.row, now=False, same=False)
        for one in older.order_by("-batch", "-pk")[:MOST_VERSIONS]
    ]
    return listed


def waits_for_decision(found: Found) -> HeldRow | None:
    """What waits in the correction queue about its row."""
    rows = HeldRow.objects.filter(batch=found.batch, row=found.fact.row, fate=RowFate.QUEUED)
    return rows.filter(settled_at__isnull=True).first()


def agent_of(shape: Shape, fact: Any) -> int | None:
    """Whose a record is; a refund or a line is its order's agent's."""
    if shape.agent:
        agent_id: int | None = fact.agent_id
        return agent_id
    orders = Order.objects.filter(key=fact.order_key)
    if isinstance(fact, Refund):
        orders = Order.objects.filter(pk__in=[fact.order_id])
    return orders.order_by("pk").values_list("agent", flat=True).first()


def touches_of(shape: Shape, fact: Any) -> list[Touch]:
    """Whose figures of which days rest on a record; an order's refunds go with it, or to another's order."""
    agent_id = agent_of(shape, fact)
    days = (getattr(fact, name) for name in shape.days)
    touched: list[Touch] = [(shape.record_type, agent_id, day) for day in days if day is not None]
    if shape.record_type == RecordType.ORDER:
        others = Order.objects.filter(key=fact.key).exclude(pk=fact.pk)
        agents: set[int] = {fact.agent_id, *others.values_list("agent", flat=True)}
        refunds = Refund.objects.filter(order_key=fact.key).values_list("day", flat=True)
        touched += [(RecordType.REFUND, one, day) for day in refunds for one in sorted(agents)]
    return touched


def fact_of(shape: Shape, left: LeftOut, values: Mapping[str, Any], *, batch_id: int, row: int) -> Any:
    """A record left out as the fact it was, not saved, with some version's values."""
    columns = {name: _value(shape, name, values.get(name)) for name in shape.columns}
    fact = shape.model(
        pk=left.fact_id, source_id=left.source_id, key=left.key, batch_id=batch_id, row=row, **columns
    )
    if isinstance(fact, Refund):
        fact.order_id = Order.objects.filter(key=fact.order_key).aggregate(first=Min("pk"))["first"]
    return fact


def _value(shape: Shape, column: str, value: Any) -> Any:
    """A column's value as the model takes it, out of JSON of either database."""
    if value is None or column in OWNERS:
        return value
    kind = shape.field(column).kind
    if kind is Kind.DAY:
        return date.fromisoformat(value[:10])
    if kind is Kind.INSTANT:
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return bool(value) if kind is Kind.YES_NO else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A record in a list. `left_out`: by whom it was left out, and why."""

    record_type: str
    fact_id: int
    key: str
    source: str
    person: str
    day: date | None
    left_out: LeftOut | None


def records_of_key(key: str) -> list[Line]:
    """The records that carry a key, of every source and type, those left out too. A query for each type.

    Written in small or in capital letters; in a mixture of them only where nothing is called so exactly.
    """
    return _called(key__in={key, key.lower(), key.upper()}) or _called(key__iexact=key)


def _called(**key: Any) -> list[Line]:
    sources = dict(Source.objects.values_list("pk", "name"))
    found: list[Line] = []
    for shape in SHAPES.values():
        facts = shape.facts.filter(source__in=sources, **key).order_by("source", "pk")
        facts = (facts.select_related("agent") if shape.agent else facts)[:MOST_LISTED]
        found += [_line(shape, fact, sources[fact.source_id]) for fact in facts]
    return found + _lines_left_out(LeftOut.objects.filter(**key))


def records_of_batch(batch: Batch, *, record_type: str, after: int, row: int | None = None) -> list[Line]:
    """The records of one type that a batch wrote last, or those of one row: at most `MOST_LISTED` after one.

    One query. The source must have been read with the batch.
    """
    shape = SHAPES[record_type]
    facts = shape.facts.filter(batch=batch, pk__gt=after).order_by("pk")
    facts = facts.filter(row=row) if row is not None else facts
    facts = (facts.select_related("agent") if shape.agent else facts)[:MOST_LISTED]
    return [_line(shape, fact, batch.source.name) for fact in facts]


def beside(found: Found) -> list[Line]:
    """The other records of its row, those left out too: a call and its survey answer. A query a type."""
    batch, row = found.batch, found.fact.row
    types = topics_of(batch.mapping.spec)
    lines: list[Line] = []
    for shape in (shape for shape in SHAPES.values() if shape.record_type in types):
        facts = shape.facts.filter(batch=batch, row=row).order_by("pk")
        facts = (facts.select_related("agent") if shape.agent else facts)[:MOST_LISTED]
        lines += [_line(shape, fact, batch.source.name) for fact in facts]
    lines += left_out_records(batch=batch, row=row)
    own = (found.shape.record_type, found.fact.pk)
    return [line for line in lines if (line.record_type, line.fact_id) != own]


def left_out_records(*, batch: Batch | None = None, row: int | None = None) -> list[Line]:
    """Records left out, the latest first: of a batch's rows or of one row, where given."""
    left = LeftOut.objects.all()
    if batch is not None:
        left = left.filter(batch=batch)
    if row is not None:
        left = left.filter(row=row)
    return _lines_left_out(left)


def _lines_left_out(left: QuerySet[LeftOut]) -> list[Line]:
    listed = left.select_related("source", "agent", "by").order_by("-at", "-pk")
    return [
        Line(
            record_type=one.record_type,
            fact_id=one.fact_id,
            key=one.key,
            source=one.source.name,
            person=one.agent.name if one.agent else "",
            day=_value(SHAPES[one.record_type], "day", one.values.get("day")),
            left_out=one,
        )
        for one in listed[:MOST_LISTED]
    ]


def _line(shape: Shape, fact: Any, source: str) -> Line:
    agent = fact.agent if shape.agent else None
    return Line(
        record_type=shape.record_type,
        fact_id=fact.pk,
        key=fact.key,
        source=source,
        person=agent.name if agent else "",
        day=fact.day,
        left_out=None,
    )
