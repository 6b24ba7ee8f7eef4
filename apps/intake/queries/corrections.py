"""The records that corrections are about, as they are now or as they were left out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from apps.intake.choices import RecordType
from apps.intake.models import Batch, HeldRow, LeftOut
from apps.intake.queries.desk import WITHDRAWAL
from apps.intake.queries.reach import topics_of
from apps.intake.queries.records import fact_of
from apps.intake.shapes import SHAPES, Shape

LEAVE_OUT: Final = "leave_out_waits"
PUT_BACK: Final = "put_back_waits"
AGENT_WAITS: Final = "agent_waits"
Behind = tuple[Shape, Any]


def records_behind(page: Sequence[HeldRow]) -> dict[int, list[Behind]]:
    """By id of the held row: its record and the others that go with it. A few queries a record type."""
    found: defaultdict[int, list[Behind]] = defaultdict(list)
    named: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for held in page:
        for record_type, pk in _named(held):
            named[record_type][pk] = held.pk
    for record_type, ids in named.items():
        shape = SHAPES[record_type]
        for pk, fact in shape.facts.in_bulk(ids).items():
            found[ids[pk]].append((shape, fact))
    for pk, behind in _left_out([held for held in page if held.code == PUT_BACK]):
        found[pk].append(behind)
    for pk, behind in _of_rows([held for held in page if held.code == WITHDRAWAL]):
        found[pk].append(behind)
    return found


def _named(held: HeldRow) -> list[tuple[str, int]]:
    """The facts that a waiting decision names."""
    about = held.values
    if held.code == LEAVE_OUT:
        return [(about["type"], about["fact"]), *[(kind, pk) for kind, pk in about.get("also", [])]]
    return [(RecordType.ORDER, about["order"])] if held.code == AGENT_WAITS else []


def _left_out(rows: Sequence[HeldRow]) -> Iterable[tuple[int, Behind]]:
    left = LeftOut.objects.in_bulk([held.values["left_out"] for held in rows]) if rows else {}
    for held in rows:
        if one := left.get(held.values["left_out"]):
            shape = SHAPES[one.record_type]
            yield held.pk, (shape, fact_of(shape, one, one.values, batch_id=one.batch_id, row=one.row))


def _of_rows(rows: Sequence[HeldRow]) -> Iterable[tuple[int, Behind]]:
    """The facts that withdrawn rows have written."""
    if not rows:
        return
    places = {(held.batch_id, held.row): held.pk for held in rows}
    batches = {batch_id for batch_id, _row in places}
    specs = Batch.objects.filter(pk__in=batches).values_list("mapping__spec", flat=True)
    for record_type in sorted({topic for spec in specs for topic in topics_of(spec)}):
        shape = SHAPES[record_type]
        for fact in shape.facts.filter(batch__in=batches, row__in={row for _batch, row in places}):
            if pk := places.get((fact.batch_id, fact.row)):
                yield pk, (shape, fact)
