"""Rows that waited: parked ones once their agent is known, queued ones once someone has decided."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl
from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.audit import operations as audit
from apps.intake.choices import BatchState, RowFate
from apps.intake.matching import load_roster
from apps.intake.merging import merge_records, retract
from apps.intake.models import Batch, HeldRow, Source
from apps.intake.operations.attributing import keep_attributions
from apps.intake.operations.attribution import accept_waiting
from apps.intake.operations.deciding import ReasonMissing
from apps.intake.operations.holding import hold_batch
from apps.intake.operations.importing import with_waiting
from apps.intake.operations.leaving_out import decide_waiting
from apps.intake.queries import topics_of
from apps.intake.queries.corrections import AGENT_WAITS, LEAVE_OUT, PUT_BACK
from apps.intake.work import kept_rows
from apps.people import changes
from apps.people.models import User

ROWS_AT_ONCE: Final = 20_000
COUNTED: Final = (BatchState.IMPORTED, BatchState.IMPORTING, BatchState.FAILED)
REASON: Final = ("fate", "code", "column", "value", "values", "ref")  # what a held row says of itself
WITHDRAWAL: Final = "withdrawal_waits"
# What somebody decided about one record, whose row is counted already: what its acceptance does.
ACTS: Final = {LEAVE_OUT: decide_waiting, PUT_BACK: decide_waiting, AGENT_WAITS: accept_waiting}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of rows that waited."""

    accepted: int = 0
    unchanged: int = 0
    still: int = 0  # wait on: for the agent, or because of closed days, or cannot be read

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(
            accepted=self.accepted + other.accepted,
            unchanged=self.unchanged + other.unchanged,
            still=self.still + other.still,
        )


def rerun_parked(
    *,
    at: datetime,
    source: Source | None = None,
    refs: Collection[str] | None = None,
    codes: Collection[str] | None = None,
) -> Settled:
    """Try parked rows again: of a source, of some names or reasons in it, or all.

    One transaction for each `ROWS_AT_ONCE` rows of a batch.
    """
    parked = HeldRow.objects.filter(fate=RowFate.PARKED, settled_at__isnull=True, batch__state__in=COUNTED)
    if source is not None:
        parked = parked.filter(batch__source=source)
    if refs is not None:
        parked = parked.filter(ref__in=refs)
    if codes is not None:
        parked = parked.filter(code__in=codes)
    return rerun_rows(parked, at=at)


def rerun_rows(rows: QuerySet[HeldRow], *, at: datetime) -> Settled:
    """Try kept rows again, those of a batch at most `ROWS_AT_ONCE` in a transaction."""
    done = Settled()
    for batch_id in list(rows.order_by("batch").values_list("batch", flat=True).distinct()):
        for part in _parts(rows.filter(batch=batch_id)):
            done += _settle_batch(batch_id, part, at=at, pass_freezes=False)
    return done


def _parts(rows: QuerySet[HeldRow]) -> Iterable[QuerySet[HeldRow]]:
    """The rows of a batch, at most `ROWS_AT_ONCE` at a time: those that wait on do not hold up the next."""
    numbers = list(rows.order_by("row").values_list("row", flat=True))
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        part = numbers[start : start + ROWS_AT_ONCE]
        yield rows.filter(row__gte=part[0], row__lte=part[-1])


def decide_queued(
    *, held_rows: Iterable[HeldRow], accept: bool, reason: str, by: User, at: datetime
) -> Settled:
    """Accept or decline rows that wait because of closed or frozen days. Acceptance alone may pass a freeze.

    Each batch is one transaction; a row that someone decided before is left as it is, and so is a correction
    of a batch that was withdrawn meanwhile.
    """
    if not reason.strip():
        raise ReasonMissing
    ids = [row.pk for row in held_rows]
    counted = Q(batch__state__in=COUNTED) | Q(code=WITHDRAWAL)
    queued = HeldRow.objects.filter(counted, pk__in=ids, fate=RowFate.QUEUED, settled_at__isnull=True)
    done = Settled()
    for batch_id in list(queued.order_by("batch").values_list("batch", flat=True).distinct()):
        rows = queued.filter(batch=batch_id)
        done += _decide(batch_id, rows, accept=accept, reason=reason.strip(), by=by, at=at)
    return done


@transaction.atomic
def _decide(
    batch_id: int, queued: QuerySet[HeldRow], *, accept: bool, reason: str, by: User, at: datetime
) -> Settled:
    batch = hold_batch(batch_id)
    withdrawals = queued.filter(code=WITHDRAWAL)
    rows = list(withdrawals.values_list("row", flat=True))
    acts = list(queued.filter(code__in=list(ACTS)).order_by("row").defer("raw"))
    corrections = queued.exclude(code__in=(WITHDRAWAL, *ACTS))
    verb = "corrections.accepted" if accept else "corrections.declined"
    count = queued.count()
    done = Settled()
    if accept:
        done = _settle(batch, corrections, at=at, pass_freezes=True)
        done += _withdraw(batch, rows, at=at)
        for act in acts:
            ACTS[act.code](act, by=by, at=at)
        done += Settled(accepted=len(acts))
    else:
        _decline(batch, corrections, reason)
    HeldRow.objects.filter(batch=batch, row__in=rows, code=WITHDRAWAL).update(settled_at=at)
    HeldRow.objects.filter(pk__in=[act.pk for act in acts]).update(settled_at=at)
    audit.record(verb=verb, subject=batch, by=by, at=at, after={"rows": count}, reason=reason)
    return done


def _decline(batch: Batch, corrections: QuerySet[HeldRow], reason: str) -> None:
    count = corrections.update(fate=RowFate.REJECTED, code="declined", values={"reason": reason})
    Batch.objects.filter(pk=batch.pk).update(queued=F("queued") - count, rejected=F("rejected") + count)


def _withdraw(batch: Batch, rows: Sequence[int], *, at: datetime) -> Settled:
    if not rows:
        return Settled()
    done = retract(batch, sorted(topics_of(batch.mapping.spec)), rows, pass_freezes=True)
    changes.write(rows=done.touched, cause=f"batch {batch.pk}", at=at)
    return Settled(accepted=done.gone + done.restored)


@transaction.atomic
def _settle_batch(batch_id: int, rows: QuerySet[HeldRow], *, at: datetime, pass_freezes: bool) -> Settled:
    return _settle(hold_batch(batch_id), rows, at=at, pass_freezes=pass_freezes)


def _settle(batch: Batch, rows: QuerySet[HeldRow], *, at: datetime, pass_freezes: bool) -> Settled:
    """Run kept rows as their batch's, and move them to what they have become."""
    kept = list(rows.order_by("row").values_list("row", "fate", "raw")[:ROWS_AT_ONCE])
    if not kept:
        return Settled()
    work, block = kept_rows(batch, [row for row, _, _ in kept], [raw for _, _, raw in kept])
    matched = work.match(work.judge.judge(block), load_roster(batch.source))
    merged = merge_records(batch, matched.records, matched.customers, pass_freezes=pass_freezes)
    held = with_waiting(matched.judged.held, merged)
    keep_attributions(source_id=batch.source_id, calls=matched.calls, held=held, at=at)
    changes.write(rows=merged.touched, cause=f"batch {batch.pk}", at=at)
    before = {row: fate for row, fate, _ in kept}
    _move(batch, before, held, at=at)
    # One statement: the counts of an imported batch add up at every moment.
    Batch.objects.filter(pk=batch.pk).update(
        accepted=F("accepted") + merged.accepted,
        changed=F("changed") + merged.changed,
        unchanged=F("unchanged") + merged.unchanged,
        **_moved_counts(before, held),
    )
    return Settled(accepted=merged.accepted, unchanged=merged.unchanged, still=held.height)


def _move(batch: Batch, before: dict[int, str], held: pl.DataFrame, *, at: datetime) -> None:
    """Settle the rows that became facts, and give the others their new reason."""
    after = {row["row"]: row for row in held.iter_rows(named=True)}
    settled = [row for row in before if row not in after]
    lines = HeldRow.objects.filter(batch=batch)
    lines.filter(row__in=settled).update(settled_at=at)
    for reason, group in _grouped(after).items():
        # who still parks keeps the line; who is still rejected may be so for another reason
        moved = [row for row in group if before[row] != reason[0] or before[row] == RowFate.REJECTED]
        if moved:
            said = dict(zip(REASON, reason, strict=True))
            lines.filter(row__in=moved).update(**said | {"values": json.loads(said["values"])})


def _moved_counts(before: dict[int, str], held: pl.DataFrame) -> dict[str, Any]:
    """How many rows came to each fate less those that left it."""
    came, left = Counter(held["fate"].to_list()), Counter(before.values())
    return {fate: F(fate) + came[fate] - left[fate] for fate in RowFate.values}


def _grouped(after: dict[int, dict[str, str]]) -> dict[tuple[str, ...], list[int]]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, row in after.items():
        groups.setdefault(tuple(row[name] for name in REASON), []).append(number)
    return groups
