# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""Staged records that somebody left out: they stay out, and what is said of them now is kept beside.

There are few of them, so they are looked at one by one, where the source has any at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.backends.utils import CursorWrapper

from apps.intake.merging import confirmed
from apps.intake.merging.differences import plain_value
from apps.intake.merging.statements import Merge
from apps.intake.models import LeftOut, SupersededFact
from apps.intake.staging import quoted
from apps.intake.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class StaysOut:
    """A staged record whose key is left out: what it says now."""

    row: int
    key: str
    record_type: str
    reason: str
    left_out_id: int
    values: dict[str, Any]


def any_left_out(source_id: int) -> bool:
    """Whether a source has any record left out."""
    return LeftOut.objects.filter(source=source_id).exists()


def take_out(cursor: CursorWrapper, merge: Merge) -> list[StaysOut]:
    """Take the staged records that are left out from their staging table."""
    names = merge.shape.columns
    meet = f"""FROM "{merge.stage}" s JOIN "{table(LeftOut)}" l
               ON l.source_id = %s AND l.record_type = %s AND l."key" = s."key" """
    about: list[Any] = [merge.source_id, merge.shape.record_type]
    cursor.execute(f'SELECT s."row", s."key", l.reason, l.id, {quoted(names, "s")} {meet}', about)
    found = [
        StaysOut(
            row=row,
            key=key,
            record_type=merge.shape.record_type,
            reason=reason,
            left_out_id=left_out_id,
            values={
                name: plain_value(merge.shape, name, value) for name, value in zip(names, values, strict=True)
            },
        )
        for row, key, reason, left_out_id, *values in cursor.fetchall()
    ]
    if found:
        cursor.execute(
            f"""DELETE FROM "{merge.stage}" WHERE "key" IN (SELECT "key" FROM "{table(LeftOut)}"
                WHERE source_id = %s AND record_type = %s)""",
            about,
        )
    return found


def only_left_out(
    cursor: CursorWrapper, merges: Iterable[Merge], found: Sequence[StaysOut]
) -> tuple[StaysOut, ...]:
    """Those whose row has no other record: the row is skipped. Another record of it decides otherwise."""
    others: set[int] = set()
    rows = sorted({one.row for one in found})
    for merge in merges if rows else ():
        marks = ", ".join(["%s"] * len(rows))
        cursor.execute(f'SELECT "row" FROM "{merge.stage}" WHERE "row" IN ({marks})', rows)
        others |= {row for (row,) in cursor.fetchall()}
    first = {one.row: one for one in reversed(found) if one.row not in others}
    return tuple(first[row] for row in sorted(first))


def keep_said(found: Sequence[StaysOut], batch_id: int) -> None:
    """Note what a batch says of them: the same once more, a newer value, or an older one that comes late."""
    known = LeftOut.objects.in_bulk([one.left_out_id for one in found])
    for one in found:
        _keep(known[one.left_out_id], one, batch_id)


def _keep(left: LeftOut, said: StaysOut, batch_id: int) -> None:
    if left.batch_id == batch_id:
        return
    if left.values == said.values:
        same = pl.DataFrame({"fact_id": [left.fact_id], "row": [said.row]})
        confirmed.note(batch_id=batch_id, record_type=left.record_type, said=same)
        return
    if left.batch_id > batch_id:  # an older file that comes late
        _versions(left, said.values, [(batch_id, said.row)], replaced_by=left.batch_id)
        return
    fact = pl.Series([left.fact_id])
    others = confirmed.sayers(source_id=left.source_id, record_type=left.record_type, facts=fact)
    said_so = [(left.batch_id, left.row), *others.select("batch_id", "row").iter_rows()]
    _versions(left, left.values, said_so, replaced_by=batch_id)
    confirmed.forget(source_id=left.source_id, record_type=left.record_type, facts=fact)
    LeftOut.objects.filter(pk=left.pk).update(
        values=said.values, batch_id=batch_id, row=said.row, agent_id=said.values.get("agent_id")
    )


def _versions(
    left: LeftOut, values: dict[str, Any], said_by: Iterable[tuple[int, int]], *, replaced_by: int
) -> None:
    """Keep a value that is not the newest, once for each batch (with its row) that said it."""
    SupersededFact.objects.bulk_create(
        SupersededFact(
            record_type=left.record_type,
            source_id=left.source_id,
            key=left.key,
            batch_id=batch_id,
            replaced_by_id=replaced_by,
            row=row,
            values=values,
        )
        for batch_id, row in said_by
    )
