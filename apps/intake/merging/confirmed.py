"""Which other files said the same of a fact, packed: one stored row for each block of unchanged rows.

A re-import confirms every row it brings, so that a row of the database for each of them would cost more than
the import. Facts are numbered as they are written, and so a block names near ones: steps compress well.
"""

import io
from collections.abc import Iterator
from typing import Final

import polars as pl

from apps.intake.models import Confirmation

SAID: Final = {"fact_id": pl.Int64, "row": pl.Int64}
SAYERS: Final = {"fact_id": pl.Int64, "batch_id": pl.Int64, "row": pl.Int64}
SAYER_COLUMNS: Final = {"fact_id": "bigint", "batch_id": "bigint", "row": "bigint"}
STEPS: Final = pl.all().diff().fill_null(pl.all().first())


def pack(said: pl.DataFrame) -> bytes:
    """Facts and rows of the file, ordered by fact, as the steps from one to the next."""
    packed = io.BytesIO()
    said.sort("fact_id", "row").select(STEPS).write_ipc(packed, compression="zstd")
    return packed.getvalue()


def unpack(packed: bytes) -> pl.DataFrame:
    """The facts and rows of `pack`."""
    return pl.read_ipc(io.BytesIO(packed)).select(pl.all().cum_sum())


def note(*, batch_id: int, record_type: str, said: pl.DataFrame) -> None:
    """Keep that the rows of a batch's file (fact_id, row) say what the facts say already."""
    if said.height:
        Confirmation.objects.create(batch_id=batch_id, record_type=record_type, **_packed(said))


def sayers(*, source_id: int, record_type: str, facts: pl.Series) -> pl.DataFrame:
    """The other files that said the same of some facts: fact, batch, row."""
    found = [pl.DataFrame(schema=SAYERS)]
    for part, said in _parts(source_id, record_type, facts):
        hits = said.filter(pl.col("fact_id").is_in(facts.implode()))
        found.append(hits.select("fact_id", batch_id=pl.lit(part.batch_id, dtype=pl.Int64), row="row"))
    return pl.concat(found).unique(("fact_id", "batch_id"), keep="first", maintain_order=True)


def forget(*, source_id: int, record_type: str, facts: pl.Series, batch_id: int | None = None) -> None:
    """What was said of some facts holds no more, or not as what one of the files said beside another."""
    for part, said in _parts(source_id, record_type, facts, batch_id):
        left = said.filter(~pl.col("fact_id").is_in(facts.implode()))
        if not left.height:
            part.delete()
        elif left.height < said.height:
            Confirmation.objects.filter(pk=part.pk).update(**_packed(left))


def _packed(said: pl.DataFrame) -> dict[str, object]:
    return {
        "first_fact": said["fact_id"].min(),
        "last_fact": said["fact_id"].max(),
        "count": said.height,
        "facts": pack(said),
    }


def _parts(
    source_id: int, record_type: str, facts: pl.Series, batch_id: int | None = None
) -> Iterator[tuple[Confirmation, pl.DataFrame]]:
    """The stored rows that may name some of the facts, one in memory at a time."""
    if not facts.len():
        return
    parts = Confirmation.objects.filter(
        batch__source=source_id,
        record_type=record_type,
        first_fact__lte=facts.max(),
        last_fact__gte=facts.min(),
    )
    if batch_id is not None:
        parts = parts.filter(batch=batch_id)
    for number in list(parts.order_by("pk").values_list("pk", flat=True)):
        part = Confirmation.objects.get(pk=number)
        yield part, unpack(bytes(part.facts))
