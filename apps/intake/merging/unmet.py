"""Records of which no key can be known yet: they need not meet the facts one by one.

Most files bring the calls of a new day, numbered after all that came before. One look at the facts between
the least and the greatest key says so, and the records go straight into their table.
"""

import polars as pl
from django.db.backends.utils import CursorWrapper

from apps.intake.choices import RecordType
from apps.intake.merging.statements import Merge


def may_be_unmet(merge: Merge) -> bool:
    """Whether new records of this type touch nothing but their own agent's days."""
    shape = merge.shape
    alone = shape.agent and not shape.team and not shape.of_order
    return alone and shape.record_type != RecordType.ORDER


def is_unmet(cursor: CursorWrapper, merge: Merge, keys: pl.Series) -> bool:
    """Whether the source has no fact with a key in the range of these keys."""
    bounds = merge.dialect.bounds(cursor, keys)
    if bounds is None:
        return False
    cursor.execute(*merge.any_between(*bounds))
    return not cursor.fetchone()[0]


def days_of(merge: Merge, frame: pl.DataFrame) -> pl.DataFrame:
    """Whose figures of which days new records move, as rows of the table of touched days."""
    topic = pl.lit(merge.shape.record_type)
    days = [frame.select(topic.alias("topic"), "row", "agent_id", day=name) for name in merge.shape.days]
    return pl.concat(days).filter(pl.col("day").is_not_null())


def as_facts(merge: Merge, frame: pl.DataFrame) -> pl.DataFrame:
    """The records with the columns of their table that every fact of a batch shares."""
    return frame.with_columns(
        source_id=pl.lit(merge.source_id, dtype=pl.Int64), batch_id=pl.lit(merge.batch_id, dtype=pl.Int64)
    )
