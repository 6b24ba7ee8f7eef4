# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""Records that say what their facts say already: compared by one text each, and not staged as a whole.

A file that comes again brings little else. What is not the same by its text, be it only written otherwise in
the database, is staged and compared column by column, as everything else is.
"""

from typing import Final

import polars as pl
from django.db.backends.utils import CursorWrapper

from apps.intake.merging.statements import OWN, SAME, Merge
from apps.intake.merging.unmet import may_be_unmet
from apps.intake.staging import PREFIX, type_of

APART: Final = "\x1f"  # between the values of a record
LOOKED_AT: Final = 64  # keys of a chunk that say whether most of it is known
FEWEST: Final = 1_000  # records for which it is worth it
SAID: Final = f"{PREFIX}said"


def look_worthwhile(cursor: CursorWrapper, merge: Merge, records: pl.DataFrame) -> bool:
    """Whether most keys are known, and records can be told by a text: of a type without ties to others."""
    if records.height < FEWEST or not may_be_unmet(merge):
        return False
    step = records.height // LOOKED_AT
    keys = records["key"].gather_every(step).to_list()
    marks = ", ".join(["%s"] * len(keys))
    cursor.execute(
        f'SELECT COUNT(*) FROM "{merge.shape.table}" WHERE source_id = %s AND "key" IN ({marks})',
        [merge.source_id, *keys],
    )
    return 2 * int(cursor.fetchone()[0]) > len(keys) and not _has_sign(records)


def _has_sign(records: pl.DataFrame) -> bool:
    """Whether a text holds the sign that parts values."""
    texts = pl.col(pl.String).str.contains(APART, literal=True).any()
    return any(records.select(texts).row(0))


def find_same(cursor: CursorWrapper, merge: Merge, records: pl.DataFrame) -> pl.DataFrame:
    """Note the records that are the same as met; the others are given back."""
    row, text = type_of(merge.shape.model, "row"), type_of(merge.shape.model, "key")
    merge.dialect.create(cursor, SAID, {"row": row, "key": text, "said": text})
    fact = merge.dialect.text_of("f", merge.shape.model, merge.shape.columns, APART)
    said = pl.concat_str(merge.dialect.texts_of(records, merge.shape.columns), separator=APART)
    merge.dialect.load(cursor, SAID, records.select("row", "key", said=said))
    found, values = merge.dialect.by_key(SAID, merge.shape.table, merge.source_id)
    cursor.execute(
        f"""INSERT INTO "{merge.met}" ("row", fact_id, outcome)
            SELECT s."row", f.id, CASE f.batch_id WHEN %s THEN {OWN} ELSE {SAME} END
            FROM {found} AND s.said = {fact}""",
        [merge.batch_id, *values],
    )
    cursor.execute(f'SELECT "row" FROM "{merge.met}"')
    same = pl.Series("row", [row for (row,) in cursor.fetchall()], dtype=pl.Int64)
    return records.join(pl.DataFrame({"row": same}), on="row", how="anti", maintain_order="left")
