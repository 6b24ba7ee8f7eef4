"""The import of a batch: each block one short transaction that either happens whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import polars as pl
from django.db import connection, transaction
from django.db.models import F

from apps.audit import operations as audit
from apps.intake import kept
from apps.intake.ahead import ahead
from apps.intake.choices import BatchState, RowFate
from apps.intake.matching import load_roster
from apps.intake.merging import Merged, Waiting, merge_records
from apps.intake.models import Batch, HeldRow, Source
from apps.intake.operations.attributing import keep_attributions
from apps.intake.operations.foreseeing import repeats_file
from apps.intake.operations.leases import Lease, LeaseLost, held_by, keep_lease, lease_end
from apps.intake.operations.profiling import Clock, find_repeats, without_repeats
from apps.intake.operations.skipping import skipped_left_out
from apps.intake.profile import start_of
from apps.intake.reading import Block, FileRefused
from apps.intake.staging import dialect
from apps.intake.tables import table
from apps.intake.validating import held as held_frame
from apps.intake.validating import raw_texts
from apps.intake.work import Work, open_work
from apps.people import changes
from apps.people.turns import Turns

ENDS: Final = ("accepted", "unchanged", *RowFate.values)  # every row has one of these


def import_batch(*, lease: Lease, clock: Clock) -> None:
    """Import from the checkpoint to the end. FileRefused, LeaseLost; what is written stays written."""
    batch = Batch.objects.select_related("source", "mapping", "file").get(pk=lease.batch_id)
    work, table = open_work(batch, partial(keep_lease, lease, clock))
    repeats = find_repeats(work, table, lease, clock)
    offset, row = start_of(table)
    if batch.checkpoint_row:
        offset, row = batch.checkpoint_offset, row + batch.checkpoint_row
    turns = Turns()
    for piece in ahead(kept.pieces(work, table, offset=offset, row=row)):
        turns.give_way()
        judged = without_repeats(work, piece.judged, repeats)
        import_block(work, lease, replace(piece, judged=judged), at=clock())
    finish_batch(lease=lease, at=clock())
    repeats_file(batch.pk).unlink(missing_ok=True)
    kept.forget(batch.pk)


@transaction.atomic
def import_block(work: Work, lease: Lease, piece: kept.Piece, *, at: datetime) -> None:
    """One block: facts, held rows, changes, counts and checkpoint, all or nothing.

    The lease is checked first; the row locks are batch, source, periods, in this order everywhere.
    """
    done = piece.first_row - work.first_row
    held_now = held_by(lease).filter(checkpoint_row=done)
    if not held_now.update(lease_until=lease_end(at), heartbeat_at=at, seen_rows=F("read")):
        raise LeaseLost
    source = hold_source(work.batch.source_id)
    matched = work.match(piece.judged, load_roster(source, work.spec))
    merged = merge_records(work.batch, matched.records, matched.customers)
    held = with_waiting(matched.judged.held, merged)
    write_held(work, piece.block, held)
    keep_attributions(source_id=work.batch.source_id, calls=matched.calls, held=held, at=at)
    changes.write(rows=merged.touched, cause=f"batch {lease.batch_id}", at=at)
    Batch.objects.filter(pk=lease.batch_id).update(
        checkpoint_row=done + piece.height,
        checkpoint_offset=piece.next_offset,
        read=F("read") + piece.height,
        **counted(merged, held),
    )


def hold_source(source_id: int) -> Source:
    """Lock a source until the transaction ends: batches of one source come one after the other."""
    return Source.objects.select_for_update().get(pk=source_id)


def with_waiting(held: pl.DataFrame, merged: Merged) -> pl.DataFrame:
    """The held rows, those that wait because of closed or frozen days, and those of records left out."""
    return pl.concat([held, *_waiting(merged.waiting), *skipped_left_out(merged.left_out)])


def _waiting(waiting: Sequence[Waiting]) -> Iterator[pl.DataFrame]:
    if waiting:
        reasons = pl.Series([one.reason for one in waiting])
        frame = pl.DataFrame({"row": [one.row for one in waiting]})
        yield held_frame(
            frame,
            fate=RowFate.QUEUED,
            code="frozen_day",
            value=pl.lit(pl.Series([one.day.isoformat() for one in waiting])),
            values=pl.struct(reason=pl.lit(reasons)).struct.json_encode(),
        )


def counted(merged: Merged, held: pl.DataFrame) -> dict[str, Any]:
    """What a block adds to its batch's counts."""
    fates = dict(held.group_by("fate").len().iter_rows())
    counts = {fate: fates.get(fate, 0) for fate in RowFate.values}
    counts |= {"accepted": merged.accepted, "changed": merged.changed, "unchanged": merged.unchanged}
    return {name: F(name) + count for name, count in counts.items()}


def write_held(work: Work, texts: Callable[[], Block], held: pl.DataFrame) -> None:
    """Keep held rows with all their texts, which are asked for only then."""
    if not held.height:
        return
    block = texts()
    rows_held = block.frame.with_columns(block.rows).join(held.select("row"), on="row", how="inner")
    raws = pl.DataFrame({"row": rows_held["row"], "raw": raw_texts(rows_held, work.names)})
    rows = held.join(raws, on="row", how="left").with_columns(batch_id=pl.lit(work.batch.pk))
    with connection.cursor() as cursor:
        dialect().load(cursor, table(HeldRow), rows)


@transaction.atomic
def finish_batch(*, lease: Lease, at: datetime) -> None:
    """Say that all rows are accounted for; the database refuses it where the counts do not add up."""
    _check_counts(Batch.objects.get(pk=lease.batch_id))
    done = held_by(lease).update(state=BatchState.IMPORTED, lease_until=None, heartbeat_at=at, finished_at=at)
    if not done:
        raise LeaseLost
    batch = Batch.objects.get(pk=lease.batch_id)
    after = {name: getattr(batch, name) for name in ("read", *ENDS)}
    audit.record(verb="batch.imported", subject=batch, by=batch.created_by, at=at, after=after)


def _check_counts(batch: Batch) -> None:
    counted = sum(getattr(batch, name) for name in ENDS)
    if batch.read != counted or batch.read != batch.total_rows:
        raise FileRefused("rows_unaccounted", read=batch.read, counted=counted, rows=batch.total_rows)
