"""Corrections in words: what each would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.intake.choices import RecordType
from apps.intake.models import HeldRow
from apps.intake.proposed import Proposal, proposals_of
from apps.intake.queries.corrections import AGENT_WAITS, LEAVE_OUT, PUT_BACK, Behind, records_behind
from apps.intake.queries.desk import WITHDRAWAL
from apps.intake.queries.rows import reason_of
from apps.intake.shapes import SHAPES, Kind
from apps.intake.web.columns import DASH, PEOPLE, Readable, label
from apps.people.clock import organisation

FROZEN: Final = "frozen_day"
COUNTED: Final = frozenset({Kind.MONEY, Kind.POINTS, Kind.SECONDS, Kind.QUANTITY, Kind.VALUE, Kind.SHARE})
EFFECTS: Final[dict[str, Promise]] = {
    LEAVE_OUT: _("Counts in no figure any more"),
    PUT_BACK: _("Counts again, with its newest value"),
    AGENT_WAITS: _("Counts for somebody else"),
    WITHDRAWAL: _("Its value goes, or the one before returns"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordShown:
    """A record that would come, change or go: kind, key, whose, and column, old, new of what differs.

    `fact_id`: its page, where it has one.
    """

    record_type: str
    fact_id: int | None
    kind: str
    key: str
    agent: str
    new: bool
    columns: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionShown:
    """A row that waits: why, and what its acceptance would do."""

    held: HeldRow
    why: str
    effect: str | Promise
    records: list[RecordShown]


def corrections_shown(page: Sequence[HeldRow]) -> list[CorrectionShown]:
    """The rows of a page; those that bring values of a file with old and new ones."""
    proposals = proposals_of(held for held in page if held.code == FROZEN)
    behind = records_behind([held for held in page if held.code != FROZEN])
    readable = Readable(currency="")
    readable.look_up(_named(proposals, behind))
    return [
        CorrectionShown(
            held=held,
            why=reason_of(held)[0],
            effect=EFFECTS.get(held.code, ""),
            records=[
                *(_proposed(held, one, readable) for one in proposals.get(held.pk, [])),
                *(_behind(held, one, readable) for one in behind.get(held.pk, [])),
            ],
        )
        for held in page
    ]


def _named(
    proposals: dict[int, list[Proposal]], behind: dict[int, list[Behind]]
) -> Iterator[tuple[str, Any]]:
    """Every column with its value, behind which a name may be."""
    for one in (one for found in proposals.values() for one in found):
        yield PEOPLE, one.agent_id
        yield from ((name, value) for name, pair in one.columns.items() for value in pair)
    for _shape, fact in (one for found in behind.values() for one in found):
        yield PEOPLE, getattr(fact, PEOPLE, None)


def _proposed(held: HeldRow, one: Proposal, readable: Readable) -> RecordShown:
    shape = SHAPES[one.record_type]
    readable.currency = held.batch.source.currency or organisation().currency
    return RecordShown(
        record_type=one.record_type,
        fact_id=one.fact_id,
        kind=str(RecordType(one.record_type).label),
        key=one.key,
        agent=_agent(one.agent_id, readable),
        new=one.new,
        columns=[
            (label(name), readable.text(shape, name, old), readable.text(shape, name, new))
            for name, (old, new) in one.columns.items()
        ],
    )


def _behind(held: HeldRow, one: Behind, readable: Readable) -> RecordShown:
    shape, fact = one
    readable.currency = held.batch.source.currency or organisation().currency
    agent = _agent(getattr(fact, PEOPLE, None), readable)
    figures = [(field.name, getattr(fact, field.name)) for field in shape.fields if field.kind in COUNTED]
    texts = [(label(name), readable.text(shape, name, value)) for name, value in figures if value is not None]
    columns = {
        LEAVE_OUT: [(name, text, DASH) for name, text in texts],
        PUT_BACK: [(name, DASH, text) for name, text in texts],
        AGENT_WAITS: [(label(PEOPLE), agent, str(held.values.get("name", "")))],
    }
    return RecordShown(
        record_type=shape.record_type,
        fact_id=fact.pk,
        kind=str(RecordType(shape.record_type).label),
        key=fact.key,
        agent=agent,
        new=False,
        columns=columns.get(held.code, []),
    )


def _agent(person_id: int | None, readable: Readable) -> str:
    return "" if person_id is None else readable.people.get(person_id, f"#{person_id}")
