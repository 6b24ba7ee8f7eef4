"""Records that a program pushes: a small batch, imported inside the request, whole or not at all.

The same reading, matching and merging as of a file; what was pushed is stored as one, JSON Lines.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

import polars as pl
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.choices import BatchState, RowFate, Way
from apps.intake.controls import NO_CONTROL, Control, NothingToSum, has_amounts
from apps.intake.matching import load_roster
from apps.intake.merging import Merged, merge_records
from apps.intake.models import Batch, HeldRow, Push, Source, SourceToken, StoredFile, SupersededFact
from apps.intake.operations.attributing import keep_attributions
from apps.intake.operations.importing import counted, hold_source, with_waiting, write_held
from apps.intake.operations.receiving import NoMapping
from apps.intake.operations.sources import current_mapping
from apps.intake.profile import Profile, check_control, check_keys
from apps.intake.queries import topics_of
from apps.intake.reading import Block, FileRefused
from apps.intake.shapes import SHAPES
from apps.intake.storage import store
from apps.intake.tuning import scratch
from apps.intake.validating import Judged, Ledger, apply_repeats
from apps.intake.work import Work, kept_rows
from apps.people import changes
from apps.people.clock import local_day
from apps.people.refusals import Refusal

Record = Mapping[str, str]  # header of the mapping → text
NUL: Final = "\x00"
FIRST_LINE: Final = 1  # of the stored file: a record's row is its line
KEY_LENGTH: Final = 120
# What became of a record, as a letter in `Push.outcomes`.
OUTCOMES: Final[Mapping[str, str]] = {
    "N": "accepted",
    "C": "changed",
    "U": "unchanged",
    "R": RowFate.REJECTED.value,
    "P": RowFate.PARKED.value,
    "Q": RowFate.QUEUED.value,
    "S": RowFate.SKIPPED.value,
}
LETTERS: Final = {outcome: letter for letter, outcome in OUTCOMES.items()}


class KeyUsed(Refusal):
    """The sender used this key for something else."""

    sentence = _("The key “%(key)s” came before with other records (batch %(batch)s). Use a new key.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Everything a push says: its records, and what its sender declares of them."""

    records: Sequence[Record]
    covers_first: date | None = None
    covers_last: date | None = None
    control: Control = NO_CONTROL

    def sha256(self) -> str:
        """Equal for equal contents, whatever the order of names within a record."""
        days = [day and day.isoformat() for day in (self.covers_first, self.covers_last)]
        control = [self.control.rows, self.control.total]
        text = json.dumps([list(map(dict, self.records)), days, control], sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The answer to a push: what became of each record. `again`: it came before, nothing was done now."""

    batch: Batch
    outcomes: tuple[str, ...]  # in the order of the records: values of OUTCOMES
    held: Mapping[int, HeldRow] = field(default_factory=dict)  # row → why it did not become a fact
    again: bool = False


def push_records(*, source: Source, token: SourceToken, key: str, said: Said, at: datetime) -> Pushed:
    """Import what a program pushes. The same key with the same contents gives the same answer again.

    Raises `KeyUsed`, `NoMapping`; FileRefused where the records as a whole cannot be read as the mapping
    says: nothing is kept then, and the key may be used again.
    """
    known = _answered(source, key, said)
    if known is not None:
        return known
    lines = "".join(f"{json.dumps(dict(record), ensure_ascii=False)}\n" for record in said.records)
    stored = store(BytesIO(lines.encode()))
    with transaction.atomic():
        hold_source(source.pk)
        known = _answered(source, key, said)  # another one was first
        return known or _push(source, token, key, said, stored=stored, at=at)


def _answered(source: Source, key: str, said: Said) -> Pushed | None:
    push = Push.objects.select_related("batch").filter(source=source, key=key).first()
    if push is None:
        return None
    if push.said_sha256 != said.sha256():
        raise KeyUsed(key=key, batch=push.batch_id)
    return _pushed(push, again=True)


def _pushed(push: Push, *, again: bool) -> Pushed:
    held = HeldRow.objects.filter(batch=push.batch).defer("raw")
    return Pushed(
        batch=push.batch,
        outcomes=tuple(OUTCOMES[letter] for letter in push.outcomes),
        held={row.row: row for row in held},
        again=again,
    )


def _push(
    source: Source, token: SourceToken, key: str, said: Said, *, stored: StoredFile, at: datetime
) -> Pushed:
    batch = _begin(source, said, stored, at, name=key)
    work, block = _opened(batch, said.records)
    profile = Profile()
    judged, repeats = _judged(work, block, profile)
    matched = work.match(judged, load_roster(source))
    merged = merge_records(batch, matched.records, matched.customers)
    held = with_waiting(matched.judged.held, merged)
    write_held(work, lambda: block, held)
    keep_attributions(source_id=work.batch.source_id, calls=matched.calls, held=held, at=at)
    changes.write(rows=merged.touched, cause=f"batch {batch.pk}", at=at)
    profile.add(matched.judged.held, matched.records, block.frame.height)
    profile.add_repeats(repeats)
    _finish(batch, profile.as_json(work), counted(merged, held), rows=block.frame.height)
    push = Push.objects.create(
        batch=Batch.objects.select_related("source").get(pk=batch.pk),
        source=source,
        key=key,
        said_sha256=said.sha256(),
        outcomes=_outcomes(batch, block, held, merged),
    )
    after = {"token": token.name, "key": key, "read": block.frame.height, "accepted": merged.accepted}
    audit.record(verb="batch.pushed", subject=batch, by=None, at=at, after=after)
    return _pushed(push, again=False)


def _begin(source: Source, said: Said, stored: StoredFile, at: datetime, *, name: str) -> Batch:
    mapping = current_mapping(source)
    if mapping is None:
        raise NoMapping(source=source.name)
    if said.control.total is not None and not has_amounts(mapping.spec):
        raise NothingToSum(source=source.name)
    first, last = _covered(source, said, at)
    return Batch.objects.create(
        source=source,
        mapping=mapping,
        file=stored,
        filename=f"{name}.jsonl",
        way=Way.PUSH,
        auto_import=True,
        created_at=at,
        started_at=at,
        covers_first=first,
        covers_last=last,
        control_rows=said.control.rows,
        control_sum=said.control.total,
    )


def _covered(source: Source, said: Said, at: datetime) -> tuple[date | None, date | None]:
    """The days a push speaks for: as declared, up to the day it comes.

    Else the day of the push before, once that is over: a sender that goes on has sent all of that day. A day
    on which nothing was pushed stays missing.
    """
    today = local_day(at)
    if said.covers_last is not None:
        last = min(said.covers_last, today)
        first = said.covers_first or last
        return (first, last) if first <= last else (None, None)
    before = Batch.objects.filter(source=source, way=Way.PUSH, state=BatchState.IMPORTED)
    newest = before.order_by("-pk").values_list("created_at", flat=True).first()
    day = local_day(newest) if newest is not None else today
    return (day, day) if day < today else (None, None)


def _opened(batch: Batch, records: Sequence[Record]) -> tuple[Work, Block]:
    """The records as a block of a table. FileRefused where it lacks what the mapping needs."""
    work, block = kept_rows(batch, range(FIRST_LINE, FIRST_LINE + len(records)), records)
    if work.binding.twice:
        raise FileRefused("duplicate_header", headers=", ".join(work.binding.twice))
    if work.binding.missing:
        raise FileRefused("missing_column", columns=", ".join(work.binding.missing))
    has_nul = any(NUL in text for record in records for text in record.values())
    return work, replace(block, has_nul=has_nul)


def _judged(work: Work, block: Block, profile: Profile) -> tuple[Judged, pl.DataFrame]:
    """The records without those that repeat or contradict others of the same push; and these."""
    judged = work.judge.judge(block)
    check_keys(work, judged)
    work.weigh(profile.totals, block, judged)
    check_control(work.batch, profile.totals)
    ledger = Ledger(scratch() / f"keys-push-{work.batch.pk}", work.batch.file.size)
    try:
        ledger.add(judged.records)
        repeats = ledger.repeats()
    finally:
        ledger.close()
    header = work.binding.header(work.spec.records[0].key[0])
    return apply_repeats(judged, repeats, header), repeats


def _finish(batch: Batch, profile: dict[str, Any], counts: Mapping[str, Any], *, rows: int) -> None:
    """Counts and state in one statement: the database refuses them where they do not add up."""
    Batch.objects.filter(pk=batch.pk).update(
        **counts,
        read=rows,
        total_rows=rows,
        profile=profile,
        state=BatchState.IMPORTED,
        checkpoint_row=rows,
        heartbeat_at=batch.created_at,
        finished_at=batch.created_at,
    )


def _outcomes(batch: Batch, block: Block, held: pl.DataFrame, merged: Merged) -> str:
    """A letter for each record, in their order."""
    letters = dict.fromkeys(block.rows.to_list(), LETTERS["unchanged"])
    if merged.accepted:
        letters |= _written(batch)
    letters |= {row: LETTERS[fate] for row, fate in held.select("row", "fate").iter_rows()}
    return "".join(letters.values())


def _written(batch: Batch) -> dict[int, str]:
    """The rows that a batch has just written: new, or changed where one of their facts was known."""
    replaced = set(SupersededFact.objects.filter(replaced_by=batch).values_list("record_type", "key"))
    found: dict[int, str] = {}
    for topic in sorted(topics_of(batch.mapping.spec)):
        facts = SHAPES[topic].facts.filter(batch=batch)
        for row, key in facts.values_list("row", "key"):
            if found.get(row) != LETTERS["changed"]:
                found[row] = LETTERS["changed" if (topic, key) in replaced else "accepted"]
    return found
