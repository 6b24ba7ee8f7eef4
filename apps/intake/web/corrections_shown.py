"""Corrections in words: what each would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.intake.choices import RecordType
from apps.intake.models import HeldRow
from apps.intake.proposed import Proposal, proposals_of
from apps.intake.queries.rows import reason_of
from apps.intake.shapes import SHAPES
from apps.intake.web.columns import Readable, label
from apps.people.clock import organisation

FROZEN = "frozen_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordShown:
    """A record that would come or change: kind, key, and column, old, new of what differs."""

    kind: str
    key: str
    new: bool
    columns: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionShown:
    """A row that waits: why, and what its acceptance would do."""

    held: HeldRow
    why: str
    records: list[RecordShown]


def corrections_shown(page: Sequence[HeldRow]) -> list[CorrectionShown]:
    """The rows of a page; those that bring values of a file with old and new ones."""
    proposals = proposals_of(held for held in page if held.code == FROZEN)
    readable = Readable(currency="")
    every = [one for found in proposals.values() for one in found]
    readable.look_up((name, value) for one in every for name, pair in one.columns.items() for value in pair)
    return [
        CorrectionShown(
            held=held,
            why=reason_of(held)[0],
            records=[_record(held, one, readable) for one in proposals.get(held.pk, [])],
        )
        for held in page
    ]


def _record(held: HeldRow, one: Proposal, readable: Readable) -> RecordShown:
    shape = SHAPES[one.record_type]
    readable.currency = held.batch.source.currency or organisation().currency
    return RecordShown(
        kind=str(RecordType(one.record_type).label),
        key=one.key,
        new=one.new,
        columns=[
            (label(name), readable.text(shape, name, old), readable.text(shape, name, new))
            for name, (old, new) in one.columns.items()
        ],
    )
