"""Rows of a file whose record somebody left out: they are skipped, and say so."""

from collections.abc import Iterator, Sequence

import polars as pl

from apps.intake.choices import RowFate
from apps.intake.merging import StaysOut
from apps.intake.validating import held


def skipped_left_out(rows: Sequence[StaysOut]) -> Iterator[pl.DataFrame]:
    """Rows whose record somebody left out, as held rows; nothing where there are none."""
    if rows:
        reasons = pl.Series([one.reason for one in rows])
        yield held(
            pl.DataFrame({"row": [one.row for one in rows]}),
            fate=RowFate.SKIPPED,
            code="left_out",
            value=pl.lit(pl.Series([one.key for one in rows])),
            values=pl.struct(reason=pl.lit(reasons)).struct.json_encode(),
        )
