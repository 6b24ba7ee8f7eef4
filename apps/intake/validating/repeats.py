"""Rows of one file that say the same thing twice, or two things under one key.

Found while the file is profiled: hashes of keys and values are spilled to partition files, so that memory
stays flat, and each partition is looked at alone. Keys are compared by 128 bits, values by 64.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from apps.intake.choices import RowFate
from apps.intake.tuning import MB
from apps.intake.validating.held import held
from apps.intake.validating.rows import Judged

PARTITION_BYTES: Final = 8 * MB  # of the file, a partition
REPEATS_SCHEMA: Final = {"row": pl.Int64, "other": pl.Int64, "conflict": pl.Boolean}


class Ledger:
    """Collects the keys of a file's records, then names the rows that repeat or contradict others."""

    def __init__(self, folder: Path, file_bytes: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._folder = folder
        self._partitions = max(1, -(-file_bytes // PARTITION_BYTES))
        self._blocks = 0

    def add(self, records: Mapping[str, pl.DataFrame]) -> None:
        """Note the keys of one block's records."""
        hashed = pl.concat([_hashed(name, frame) for name, frame in records.items()])
        hashed = hashed.with_columns(records=pl.len().over("row"))
        for partition in range(self._partitions):
            part = hashed.filter(pl.col("low") % self._partitions == partition)
            part.write_ipc(self._folder / f"{partition}-{self._blocks}.arrow")
        self._blocks += 1

    def repeats(self) -> pl.DataFrame:
        """Rows that another row of the file repeats or contradicts: row, the other row, conflict or not.

        A conflict in any record is the row's. A repeat is one only where every record of the row is.
        """
        found = pl.concat([self._of(partition) for partition in range(self._partitions)])
        by_row = found.group_by("row").agg(
            other=pl.col("other").min(),
            conflict=pl.col("conflict").any(),
            whole=pl.len() == pl.col("records").first(),
        )
        kept = by_row.filter(pl.col("conflict") | pl.col("whole"))
        return kept.select(pl.col(name).cast(kind) for name, kind in REPEATS_SCHEMA.items()).sort("row")

    def close(self) -> None:
        """Remove the partition files."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _of(self, partition: int) -> pl.DataFrame:
        files = [self._folder / f"{partition}-{n}.arrow" for n in range(self._blocks)]
        rows = pl.concat([pl.read_ipc(file) for file in files])
        twice = rows.filter(pl.len().over("low", "high") > 1)
        key = ("low", "high")
        first = pl.col("row").min().over(key)
        second = pl.col("row").sort().get(1).over(key)
        marked = twice.with_columns(
            other=pl.when(pl.col("row") == first).then(second).otherwise(first),
            conflict=pl.col("value").n_unique().over(key) > 1,
            first=pl.col("row") == first,
        )
        return marked.filter(pl.col("conflict") | ~pl.col("first")).select(
            "row", "records", "other", "conflict"
        )


def _hashed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    said = pl.struct(pl.all().exclude("row", "key"))
    key = pl.concat_str(pl.lit(f"{name.partition('#')[0]}\t"), pl.col("key"))
    return frame.select("row", low=key.hash(1), high=key.hash(2), value=said.hash(3))


def apply_repeats(judged: Judged, repeats: pl.DataFrame, header: str) -> Judged:
    """Hold the block's rows that are in `repeats`: contradictions rejected, exact repeats skipped."""
    records = list(judged.records.values())
    rows = pl.concat([frame.select("row", "key") for frame in records]).unique("row", maintain_order=True)
    hit = rows.join(repeats, on="row", how="inner")
    if not hit.height:
        return judged
    values = pl.concat_str(pl.lit('{"other_row": '), pl.col("other").cast(pl.String), pl.lit("}"))
    conflicts = held(
        hit.filter("conflict"),
        fate=RowFate.REJECTED,
        code="two_values_one_key",
        column=header,
        value=pl.col("key"),
        values=values,
    )
    doubles = held(hit.filter(~pl.col("conflict")), fate=RowFate.SKIPPED, code="duplicate_row", values=values)
    return judged.without(pl.concat([conflicts, doubles]))
