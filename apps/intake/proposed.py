"""What rows that wait would change if they were accepted: old → new, read and compared, nothing written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from apps.intake.matching import load_roster
from apps.intake.merging.differences import plain_value
from apps.intake.models import Batch, HeldRow
from apps.intake.shapes import SHAPES
from apps.intake.work import kept_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A record that a row would write: column → (old, new) of what differs; of a new one old is empty."""

    row: int
    record_type: str
    key: str
    new: bool
    fact_id: int | None  # of the record that would change
    agent_id: int | None  # whose it would be
    columns: dict[str, tuple[Any, Any]]


def proposals_of(held: Iterable[HeldRow]) -> dict[int, list[Proposal]]:
    """By id of the held row. A few queries for each batch and record type among them."""
    by_batch: defaultdict[int, list[HeldRow]] = defaultdict(list)
    for one in held:
        by_batch[one.batch_id].append(one)
    batches = Batch.objects.select_related("source", "mapping").in_bulk(by_batch)
    found: defaultdict[int, list[Proposal]] = defaultdict(list)
    for batch_id, rows in by_batch.items():
        ids = {one.row: one.pk for one in rows}
        for proposal in _of_batch(batches[batch_id], rows):
            found[ids[proposal.row]].append(proposal)
    return dict(found)


def _of_batch(batch: Batch, rows: list[HeldRow]) -> Iterator[Proposal]:
    work, block = kept_rows(batch, [one.row for one in rows], [one.raw for one in rows])
    matched = work.match(work.judge.judge(block), load_roster(batch.source))
    for rule in work.spec.records:
        shape, frame = SHAPES[rule.record_type], matched.records[rule.slot]
        known = {
            fact.key: fact
            for fact in shape.facts.filter(source=batch.source_id, key__in=frame["key"].to_list())
        }
        for record in frame.iter_rows(named=True):
            old = known.get(record["key"])
            said = {name: plain_value(shape, name, record.get(name)) for name in shape.columns}
            before = {
                name: plain_value(shape, name, getattr(old, name)) if old is not None else None
                for name in shape.columns
            }
            differing = {name: (before[name], said[name]) for name in shape.columns}
            yield Proposal(
                row=record["row"],
                record_type=shape.record_type,
                key=record["key"],
                new=old is None,
                fact_id=None if old is None else old.pk,
                agent_id=record.get("agent_id"),
                columns={name: pair for name, pair in differing.items() if _differs(*pair)},
            )


def _differs(old: Any, new: Any) -> bool:
    """Whether two values differ; nothing and an empty text are the same."""
    return bool(old != new and not {old, new} <= {None, ""})
