"""The profile of a batch: everything is read, nothing is written; then it is ready, or refused as a whole."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import polars as pl
from django.db import transaction

from apps.intake import kept
from apps.intake.ahead import ahead
from apps.intake.choices import BatchState
from apps.intake.matching import load_roster
from apps.intake.models import Batch
from apps.intake.operations.foreseeing import foresee, repeats_file
from apps.intake.operations.leases import Lease, LeaseLost, held_by, keep_lease
from apps.intake.operations.seeing import READ, TRIED, Seen
from apps.intake.operations.telling import batch_url, tell_stewards
from apps.intake.profile import Profile, check_control, check_keys, check_numbers, start_of
from apps.intake.queries.limits import Beyond, beyond_limits
from apps.intake.reading import Block, Table
from apps.intake.tuning import scratch
from apps.intake.validating import Judged, Ledger, apply_repeats
from apps.intake.work import Work, open_work
from apps.people.clock import local_day
from apps.people.days import ONE_DAY

Clock = Callable[[], datetime]


def profile_batch(*, lease: Lease, clock: Clock) -> None:
    """Read the whole file and say what importing it would do. FileRefused, LeaseLost."""
    batch = Batch.objects.select_related("source", "mapping", "file").get(pk=lease.batch_id)
    work, table = open_work(batch, partial(keep_lease, lease, clock))
    keeper = kept.Keeper(work, lease.token)
    try:
        profile, repeats = _read(work, table, lease, clock, keeper)
        check_control(batch, profile.totals)
        keeper.finish()
    except BaseException:
        keeper.drop()
        raise
    repeats.write_ipc(repeats_file(batch.pk))
    values: dict[str, Any] = profile.as_json(work)
    beyond = beyond_limits(batch, rows=profile.rows, rejected=profile.rejected)
    if beyond or not batch.auto_import:
        values |= foresee(work, _judged(work, table, repeats, lease, clock)).as_json()
        kept.forget(batch.pk)
    days = sorted(profile.days)
    _ready(batch, lease, values, rows=profile.rows, days=days, beyond=beyond, at=clock())


@transaction.atomic
def _ready(
    batch: Batch,
    lease: Lease,
    values: dict[str, Any],
    *,
    rows: int,
    days: list[date],
    beyond: Beyond | None,
    at: datetime,
) -> None:
    """Ready, or held for a person where it goes beyond what may be imported by itself."""
    first, last = _covered(batch, days)
    updated = held_by(lease).update(
        state=BatchState.HELD if beyond else BatchState.READY,
        error_code=beyond.code if beyond else "",
        error_values=beyond.values if beyond else {},
        lease_until=None,
        profile=values,
        total_rows=rows,
        covers_first=first,
        covers_last=last,
    )
    if not updated:
        raise LeaseLost
    if beyond:
        told = {"source": batch.source.name, "file": batch.filename}
        tell_stewards(code="intake.held", values=told, url=batch_url(batch.pk), at=at)


def _covered(batch: Batch, days: list[date]) -> tuple[date | None, date | None]:
    """The first and the last day the file speaks for: as declared, else those of its rows (ascending).

    The day it came was not over: rows of that day do not make it complete, and only a person may say that it
    is. No file speaks for a later day. No last day where none is left: it completes nothing.
    """
    received = local_day(batch.created_at)
    first = batch.covers_first or (days[0] if days else None)
    if batch.covers_last is not None:
        last: date | None = min(batch.covers_last, received)
    else:
        last = min(days[-1], received - ONE_DAY) if days else None
    if first is not None and last is not None and last < first:
        last = None
    return first, last


def _read(
    work: Work, table: Table, lease: Lease, clock: Clock, keeper: kept.Keeper | None = None
) -> tuple[Profile, pl.DataFrame]:
    profile = Profile()
    roster = load_roster(work.batch.source)
    ledger = Ledger(scratch() / f"keys-{lease.batch_id}-{lease.token}", work.batch.file.size)
    try:
        offset = start_of(table)[0]
        seen = Seen(lease, READ, end=table.end, clock=clock)
        for block, judged in ahead(_blocks(work, table)):
            seen.note(block.frame.height, block.next_offset)
            check_keys(work, judged)
            check_numbers(work, block, judged)
            profile.full_width.update(judged.full_width)
            ledger.add(judged.records)
            work.weigh(profile.totals, block, judged)
            known = work.match_agents(judged, roster)
            profile.add(known.held, judged.records, block.frame.height)
            if keeper is not None:
                keeper.add(block, work.match_customers(judged), offset=offset)
            offset = block.next_offset
        repeats = keep_lease(lease, clock, ledger.repeats)
        profile.add_repeats(repeats)
        return profile, repeats
    finally:
        ledger.close()


def _blocks(work: Work, table: Table) -> Iterator[tuple[Block, Judged]]:
    for block in table.blocks(*start_of(table)):
        yield block, work.judge.judge(block)


def find_repeats(work: Work, table: Table, lease: Lease, clock: Clock) -> pl.DataFrame:
    """The noted rows; found anew where the note is gone (another machine, a cleaned folder)."""
    path = repeats_file(lease.batch_id)
    if path.exists():
        return pl.read_ipc(path)
    return _read(work, table, lease, clock)[1]


def _judged(work: Work, table: Table, repeats: pl.DataFrame, lease: Lease, clock: Clock) -> Iterator[Judged]:
    """The file once more, without the rows that repeat or contradict others."""
    seen = Seen(lease, TRIED, end=table.end, clock=clock)
    offset, row = start_of(table)
    for piece in ahead(kept.pieces(work, table, offset=offset, row=row)):
        seen.note(piece.height, piece.next_offset)
        yield without_repeats(work, piece.judged, repeats)


def without_repeats(work: Work, judged: Judged, repeats: pl.DataFrame) -> Judged:
    """Records without the rows that repeat or contradict others."""
    key = work.binding.header(work.spec.records[0].key[0])
    return apply_repeats(judged, repeats, key)
