"""What importing a batch would do: every block is tried, and nothing is written."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db import connection, transaction

from apps.intake.choices import RowFate
from apps.intake.forecast import Forecast
from apps.intake.matching import load_roster
from apps.intake.merging import Chunk
from apps.intake.models import Batch, HeldRow
from apps.intake.operations.skipping import skipped_left_out
from apps.intake.profile import start_of
from apps.intake.reading import Block, Table
from apps.intake.tuning import scratch
from apps.intake.validating import Judged, Ledger, apply_repeats, raw_texts
from apps.intake.work import Work, open_work


def foresee(work: Work, blocks: Iterable[Judged]) -> Forecast:
    """Try the judged blocks of a file, each in a transaction that is taken back."""
    forecast = Forecast()
    for judged in blocks:
        with transaction.atomic():
            _try(work, judged, forecast)
            transaction.set_rollback(True)
    return forecast


def _try(work: Work, judged: Judged, forecast: Forecast) -> None:
    matched = work.match(judged, load_roster(work.batch.source))
    with connection.cursor() as cursor:
        chunk = Chunk(cursor, work.batch, matched.records)
        waiting = chunk.weigh()
        accepted, changed, rows = chunk.forecast()
        if changed:
            forecast.add_differences(chunk.differences(forecast.room))
        left_out = chunk.left_out(waiting)
    held = pl.concat([matched.judged.held, *skipped_left_out(left_out)])
    forecast.held.add_held(held)
    forecast.add_waiting(waiting)
    forecast.counts.update({"new": accepted - changed, "changed": changed, "unchanged": rows - accepted})
    forecast.counts.update(dict(held.group_by("fate").len().iter_rows()))
    forecast.counts.update({RowFate.QUEUED.value: len(waiting)})


def foreseen_rows(batch: Batch, *, fate: str, code: str = "") -> Iterator[HeldRow]:
    """The rows that a preview counts as held, with their texts, in the order of the file; nothing is stored.

    The file is read again, piece by piece. FileRefused where it is gone. Rows of closed days are not among
    them: these are known only beside all others.
    """
    work, table = open_work(batch)
    repeats, roster = _repeats(work, table), load_roster(batch.source)
    for block in table.blocks(*start_of(table)):
        header = work.binding.header(work.spec.records[0].key[0])
        judged = apply_repeats(work.judge.judge(block), repeats, header)
        held = work.match(judged, roster).judged.held.filter(pl.col("fate") == fate).sort("row")
        yield from _rows(batch, work, block, held.filter(pl.col("code") == code) if code else held)


def _repeats(work: Work, table: Table) -> pl.DataFrame:
    """The rows that repeat or contradict others, as noted by the profile, or found anew."""
    path = repeats_file(work.batch.pk)
    if path.exists():
        return pl.read_ipc(path)
    with TemporaryDirectory(dir=scratch()) as folder:
        ledger = Ledger(Path(folder) / "keys", work.batch.file.size)
        for block in table.blocks(*start_of(table)):
            ledger.add(work.judge.judge(block).records)
        return ledger.repeats()


def _rows(batch: Batch, work: Work, block: Block, held: pl.DataFrame) -> Iterator[HeldRow]:
    if not held.height:
        return
    kept = block.frame.with_columns(block.rows).join(held.select("row"), on="row", how="inner").sort("row")
    for line, raw in zip(held.iter_rows(named=True), raw_texts(kept, work.names), strict=True):
        values = json.loads(line.pop("values"))
        yield HeldRow(batch=batch, **line, values=values, raw=json.loads(raw))


def repeats_file(batch_id: int) -> Path:
    """Where the rows that repeat or contradict others are noted between profile and import."""
    return scratch() / f"repeats-{batch_id}.arrow"
