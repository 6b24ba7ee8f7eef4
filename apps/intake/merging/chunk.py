"""One chunk of records into the facts, inside the caller's transaction.

Stage, meet the facts, hold the periods, put aside what touches closed or frozen days, then write: replaced
values, changed and new facts, links of refunds. Where no key can be known yet there is nothing to
meet, and the records go straight into their tables. The number of statements does not grow with the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.intake.choices import RecordType
from apps.intake.merging import confirmed, refunds, statements, unmet
from apps.intake.merging.differences import Differences, differences
from apps.intake.merging.frozen import TOUCHED_COLUMNS, Waiting, hold_touched, put_aside
from apps.intake.merging.left_out import StaysOut, any_left_out, keep_said, only_left_out, take_out
from apps.intake.merging.statements import CHANGED, LATE, NEW, SAME, Merge, Statement
from apps.intake.merging.touched import TOUCHED_FRAME, touched_rows
from apps.intake.models import Batch
from apps.intake.shapes import shape_of
from apps.intake.staging import PREFIX, Dialect, dialect
from apps.people.changes import ChangeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of a chunk's rows. `changed` is part of `accepted`; `waiting` are in neither count."""

    accepted: int
    changed: int
    unchanged: int
    waiting: tuple[Waiting, ...]
    touched: tuple[ChangeRow, ...]
    left_out: tuple[StaysOut, ...] = ()  # rows of which nothing counts, because somebody left it out


class Chunk:
    """The merge of some records of a batch: `weigh` says what would happen, then `write` does it."""

    def __init__(self, cursor: CursorWrapper, batch: Batch, records: Mapping[str, pl.DataFrame]) -> None:
        self._cursor = cursor
        self._batch = batch
        self._dialect: Dialect = dialect()
        named = records.get(RecordType.ORDER)
        orders = f"{PREFIX}{RecordType.ORDER}" if named is not None and named.height else ""
        self._merges = {
            name: Merge(
                shape=shape_of(name),
                slot=name,
                dialect=self._dialect,
                source_id=batch.source_id,
                batch_id=batch.pk,
                orders=orders,
            )
            for name, frame in records.items()
            if frame.height
        }
        self._records = {name: _once(merge, records[name]) for name, merge in self._merges.items()}
        self._straight = False  # no key can be known: nothing is staged
        self._days = pl.DataFrame(schema=TOUCHED_FRAME)  # touched ones beside those in the table
        self._outcomes: dict[str, dict[int, int]] = {}
        self._stays_out: list[StaysOut] = []

    def weigh(self, *, pass_freezes: bool = False) -> tuple[Waiting, ...]:
        """Find what each record would do; returns the rows that must wait."""
        self._create(statements.TOUCHED, TOUCHED_COLUMNS)
        for merge in self._merges.values():
            self._create(merge.stage, merge.stage_columns())
            self._create(merge.met, merge.met_columns(), key="row")
        left_out = any_left_out(self._batch.source_id)
        self._straight = not left_out and self._none_is_known()
        if self._straight:
            self._days = pl.concat(
                unmet.days_of(merge, self._records[name]) for name, merge in self._merges.items()
            )
        else:
            for name, merge in self._merges.items():
                self._stage(merge, self._records[name], left_out=left_out)
        self._count_outcomes()
        for name, merge in self._merges.items():
            if not self._straight and self._writes(name):
                self._run(merge.touch())
        return self._put_aside(pass_freezes=pass_freezes)

    def write(self, customers: pl.DataFrame, waiting: Sequence[Waiting] = ()) -> Merged:
        """Write what `weigh` found."""
        if self._stays_out or any(self._names(name) for name in self._merges):
            self._write_customers(customers)  # unchanged ones have theirs
        keep_said(self._stays_out, self._batch.pk)
        for name, merge in self._merges.items():
            if self._straight:
                self._dialect.load(
                    self._cursor, merge.shape.table, unmet.as_facts(merge, self._records[name])
                )
            else:
                self._write(name, merge)
        touched = touched_rows(self._cursor, self._days)
        touched += refunds.link(
            self._cursor,
            refunds=self._merges.get(RecordType.REFUND),
            orders=self._merges.get(RecordType.ORDER),
        )
        accepted, changed, rows = self._counts()
        return Merged(
            accepted=accepted,
            changed=changed,
            unchanged=rows - accepted,
            waiting=tuple(waiting),
            touched=tuple(touched),
            left_out=self.left_out(waiting),
        )

    def left_out(self, waiting: Sequence[Waiting]) -> tuple[StaysOut, ...]:
        """After `weigh`: the rows of which nothing counts or waits, because somebody left it out."""
        rows = {one.row for one in waiting}
        alone = only_left_out(self._cursor, self._merges.values(), self._stays_out)
        return tuple(one for one in alone if one.row not in rows)

    def forecast(self) -> tuple[int, int, int]:
        """After `weigh`: rows that would be accepted, those of them that change something, and all rows."""
        return self._counts()

    def differences(self, limit: int) -> Differences:
        """After `weigh`: what changes, the first `limit` records of it with their old and new values."""
        return differences(self._cursor, self._merges.values(), limit)

    # Staging

    def _none_is_known(self) -> bool:
        """Whether no fact can have any of the keys, so that every record is new."""
        return (
            bool(self._merges)
            and all(unmet.may_be_unmet(merge) for merge in self._merges.values())
            and all(
                unmet.is_unmet(self._cursor, merge, self._records[name]["key"])
                for name, merge in self._merges.items()
            )
        )

    def _stage(self, merge: Merge, records: pl.DataFrame, *, left_out: bool) -> None:
        self._dialect.load(self._cursor, merge.stage, records)
        if left_out:
            self._stays_out += take_out(self._cursor, merge)
        self._dialect.analyze(self._cursor, merge.stage)
        self._run(merge.meet())

    def _put_aside(self, *, pass_freezes: bool) -> tuple[Waiting, ...]:
        """Take the rows whose days are closed or frozen out of the chunk; the periods are held either way."""
        if pass_freezes:
            hold_touched(self._cursor, self._days)
            return ()
        waiting = put_aside(self._cursor, self._dialect, self._days)
        if waiting:
            rows = pl.col("row").is_in([item.row for item in waiting])
            self._days = self._days.filter(~rows)
            self._records = {name: frame.filter(~rows) for name, frame in self._records.items()}
            for merge in self._merges.values():
                for statement in merge.forget_queued():
                    self._run(statement)
            self._count_outcomes()
        return waiting

    def _writes(self, name: str) -> bool:
        """Whether any record of a type is new or changes something."""
        return bool(self._outcomes[name].get(NEW) or self._outcomes[name].get(CHANGED))

    def _names(self, name: str) -> bool:
        """Whether any record of a type may name a customer that is not known: as a fact, or as a version."""
        return self._writes(name) or bool(self._outcomes[name].get(LATE))

    def _count_outcomes(self) -> None:
        """How many records are left, by outcome."""
        for name, merge in self._merges.items():
            if self._straight:
                self._outcomes[name] = {NEW: self._records[name].height}
            else:
                self._run(merge.outcomes())
                self._outcomes[name] = dict(self._cursor.fetchall())

    # Writing

    def _write(self, name: str, merge: Merge) -> None:
        met = self._outcomes[name]
        if met.get(CHANGED):
            self._keep_replaced(merge)
            self._run(merge.update())
        if met.get(LATE):
            self._run(merge.keep_late())
        if met.get(SAME):
            said = self._facts_of(merge, SAME)
            confirmed.note(batch_id=merge.batch_id, record_type=merge.shape.record_type, said=said)
        if met.get(NEW):
            self._run(merge.insert())

    def _keep_replaced(self, merge: Merge) -> None:
        """Save the values about to be replaced, for every file that said them."""
        facts = self._facts_of(merge, CHANGED)["fact_id"]
        kind = merge.shape.record_type
        said = confirmed.sayers(source_id=merge.source_id, record_type=kind, facts=facts)
        self._create(statements.SAYERS, confirmed.SAYER_COLUMNS)
        self._dialect.load(self._cursor, statements.SAYERS, said)
        self._run(merge.keep_replaced())
        if said.height:
            confirmed.forget(source_id=merge.source_id, record_type=kind, facts=facts)

    def _facts_of(self, merge: Merge, outcome: int) -> pl.DataFrame:
        self._run(merge.facts_of(outcome))
        return pl.DataFrame(self._cursor.fetchall(), schema=confirmed.SAID, orient="row")

    def _write_customers(self, customers: pl.DataFrame) -> None:
        """Make the customers that are not known; in order of their number, so that writers cannot block."""
        if not customers.height:
            return
        self._create(statements.CUSTOMERS, {"id": "bigint", "label": "text"})
        known = customers.unique("id", keep="first", maintain_order=True)
        self._dialect.load(self._cursor, statements.CUSTOMERS, known)
        self._cursor.execute(statements.NEW_CUSTOMERS)

    def _counts(self) -> tuple[int, int, int]:
        """Rows accepted, of those changed, and all staged rows."""
        if len(self._outcomes) != 1:
            return self._counts_by_row()
        (outcomes,) = self._outcomes.values()
        changed = outcomes.get(CHANGED, 0)
        return outcomes.get(NEW, 0) + changed, changed, sum(outcomes.values())

    def _counts_by_row(self) -> tuple[int, int, int]:
        """The same where a row yields several records: it is accepted when any of them is."""
        if not self._merges:
            return 0, 0, 0
        if self._straight:
            rows = pl.concat(frame["row"] for frame in self._records.values()).n_unique()
            return rows, 0, rows
        counts = statements.counts_by_row(list(self._merges.values()))
        accepted, replaced, total = self._fetch(counts)[0]
        return int(accepted), int(replaced), int(total)

    # The cursor

    def _create(self, table: str, columns: Mapping[str, str], key: str = "") -> None:
        self._dialect.create(self._cursor, table, columns, key)

    def _run(self, statement: Statement) -> None:
        self._cursor.execute(*statement)

    def _fetch(self, sql: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql)
        return list(self._cursor.fetchall())


def _once(merge: Merge, records: pl.DataFrame) -> pl.DataFrame:
    """The columns of the facts, in the order of the keys, which is that of the index they meet.

    One row may say what another says too, beside something of its own: the key is taken once.
    """
    once = records.unique("key", keep="first", maintain_order=True)
    return once.select(list(merge.stage_columns())).sort("key")


def merge_records(
    batch: Batch,
    records: Mapping[str, pl.DataFrame],
    customers: pl.DataFrame,
    *,
    pass_freezes: bool = False,
) -> Merged:
    """Merge records into the facts. Must run inside a transaction that holds the batch's source."""
    with connection.cursor() as cursor:
        chunk = Chunk(cursor, batch, records)
        waiting = chunk.weigh(pass_freezes=pass_freezes)
        return chunk.write(customers, waiting)
