# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""Taking back what a batch said: each fact becomes its newest version that is not withdrawn, or goes.

The versions of a fact are the fact itself, other batches' confirmations of its value, and superseded values.
Facts of closed or frozen days stay until someone accepts that they go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.intake.choices import BatchState, RecordType
from apps.intake.merging import confirmed, statements
from apps.intake.merging.frozen import TOUCHED_COLUMNS, Waiting, hold_touched, put_aside
from apps.intake.merging.touched import touched_rows
from apps.intake.models import Batch, Order, Refund, SupersededFact
from apps.intake.shapes import SHAPES, Shape
from apps.intake.staging import PREFIX, dialect, type_of
from apps.intake.tables import table
from apps.people.changes import ChangeRow

PICKED: Final = f"{PREFIX}picked"
HEIRS: Final = f"{PREFIX}heirs"
SAYERS: Final = statements.SAYERS
TOUCHED: Final = statements.TOUCHED
UNSAID: Final = f"('{BatchState.WITHDRAWN}', '{BatchState.CANCELLED}')"
HEIR_COLUMNS: Final = {
    "topic": "text",
    "fact_id": "bigint",
    "kind": "bigint",
    "version_id": "bigint",
    "batch_id": "bigint",
    "row": "bigint",
}
CONFIRMED: Final = 1
REPLACED: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """`gone` facts have no older version, `restored` ones do; `waiting` rows must be decided first."""

    gone: int
    restored: int
    waiting: tuple[Waiting, ...]
    touched: tuple[ChangeRow, ...]


def retract(
    batch: Batch, record_types: Sequence[str], rows: Sequence[int] | None, *, pass_freezes: bool
) -> Retracted:
    """Take back the facts of a batch: all of them, or those of some rows of its file.

    The batch must already be marked withdrawn or cancelled, in the same transaction, which holds its source.
    """
    with connection.cursor() as cursor:
        work = _Retraction(cursor, batch, [SHAPES[name] for name in record_types])
        work.pick(rows)
        waiting = work.put_aside(pass_freezes=pass_freezes)
        gone, restored = work.take_back()
        return Retracted(gone=gone, restored=restored, waiting=waiting, touched=tuple(touched_rows(cursor)))


class _Retraction:
    """The steps, one record type after the other."""

    def __init__(self, cursor: CursorWrapper, batch: Batch, shapes: Sequence[Shape]) -> None:
        self._cursor = cursor
        self._dialect = dialect()
        self._batch = batch
        self._shapes = shapes

    def pick(self, rows: Sequence[int] | None) -> None:
        """Note the facts meant, and the days they lie on."""
        self._dialect.create(self._cursor, PICKED, {"topic": "text", "row": "bigint", "fact_id": "bigint"})
        self._dialect.create(self._cursor, HEIRS, HEIR_COLUMNS)
        self._dialect.create(self._cursor, TOUCHED, TOUCHED_COLUMNS)
        wanted = f"{PREFIX}wanted"
        self._dialect.create(self._cursor, wanted, {"row": "bigint"})
        if rows is not None:
            self._dialect.load(
                self._cursor, wanted, pl.DataFrame({"row": list(rows)}, schema={"row": pl.Int64})
            )
        only = f'AND "row" IN (SELECT "row" FROM "{wanted}")' if rows is not None else ""
        for shape in self._shapes:
            self._cursor.execute(
                f"""INSERT INTO "{PICKED}" (topic, "row", fact_id)
                    SELECT '{shape.record_type}', "row", id FROM "{shape.table}"
                    WHERE batch_id = %s {only}""",
                [self._batch.pk],
            )
            self._find_sayers(shape)
            self._find_heirs(shape)
            self._touch(shape)
            self._touch_restored(shape)

    def _touch(self, shape: Shape) -> None:
        """The days on which the picked facts lie now."""
        order = table(Order)
        if shape.of_order:
            self._cursor.execute(statements.touch_into(shape, list(self._touches_of_part(shape))))
            return
        agent = "f.agent_id" if shape.agent else "o.agent_id"
        join = "" if shape.agent else f'LEFT JOIN "{order}" o ON o.id = {statements.order_of_fact(shape)}'
        team = ", f.team_id" if shape.team else ""
        picked = f"""FROM "{PICKED}" p JOIN "{shape.table}" f ON f.id = p.fact_id {join}"""
        kind = shape.record_type
        selects = [
            f"""SELECT '{kind}', p."row", {agent}, f."{day}"{team} {picked}
                WHERE p.topic = '{kind}' AND f."{day}" IS NOT NULL"""
            for day in shape.days
        ]
        if kind == RecordType.ORDER:
            selects.append(
                f"""SELECT '{RecordType.REFUND}', p."row", f.agent_id, r."day" {picked}
                    JOIN "{table(Refund)}" r ON r.order_id = f.id WHERE p.topic = '{kind}'"""
            )
            # another source may have an order of this number: its agent takes the refunds over
            selects.append(
                f"""SELECT '{RecordType.REFUND}', p."row", n.agent_id, r."day" {picked}
                    JOIN "{table(Refund)}" r ON r.order_id = f.id
                    JOIN "{order}" n ON n.id = {statements.order_of('f."key"', but="f.id")}
                    WHERE p.topic = '{kind}'"""
            )
        self._cursor.execute(statements.touch_into(shape, selects))

    def _touches_of_part(self, shape: Shape) -> Iterator[str]:
        """A line or a credit moves figures of the order's day: of its agent, and of whoever has a share."""
        kind, order = shape.record_type, table(Order)
        for agent in ("o.agent_id", *(("f.agent_id",) if shape.agent else ())):
            yield f"""SELECT '{kind}', p."row", {agent}, o."day" FROM "{PICKED}" p
                JOIN "{shape.table}" f ON f.id = p.fact_id
                JOIN "{order}" o ON o.id = {statements.order_of_fact(shape)} WHERE p.topic = '{kind}'"""

    def _restored_of_part(self, shape: Shape) -> Iterator[str]:
        """The same for the values that come back."""
        kind, order = shape.record_type, table(Order)
        named = statements.order_of(self._version_value(shape, "order_key"))
        shares = (self._version_value(shape, "agent_id"),) if shape.agent else ()
        for agent in ("o.agent_id", *shares):
            yield f"""SELECT '{kind}', p."row", {agent}, o."day" FROM "{PICKED}" p
                JOIN "{HEIRS}" h ON h.topic = p.topic AND h.fact_id = p.fact_id AND h.kind = {REPLACED}
                JOIN "{table(SupersededFact)}" v ON v.id = h.version_id
                JOIN "{order}" o ON o.id = {named} WHERE p.topic = '{kind}'"""

    def _version_value(self, shape: Shape, column: str) -> str:
        """SQL of a column of a superseded value `v`."""
        return self._dialect.json_column('v."values"', column, type_of(shape.model, column))

    def _touch_restored(self, shape: Shape) -> None:
        """The days of the values that come back."""
        kind = shape.record_type
        if shape.of_order:
            self._cursor.execute(statements.touch_into(shape, list(self._restored_of_part(shape))))
            return
        agent, join = "o.agent_id", ""
        team = f", {self._version_value(shape, 'team_id')}" if shape.team else ""
        if shape.agent:
            agent = self._version_value(shape, "agent_id")
        else:
            order = statements.order_of(self._version_value(shape, "order_key"))
            join = f'LEFT JOIN "{table(Order)}" o ON o.id = {order}'
        selects = [
            f"""SELECT '{kind}', p."row", {agent}, {self._version_value(shape, day)}{team} FROM "{PICKED}" p
                JOIN "{HEIRS}" h ON h.topic = p.topic AND h.fact_id = p.fact_id AND h.kind = {REPLACED}
                JOIN "{table(SupersededFact)}" v ON v.id = h.version_id {join}
                WHERE p.topic = '{kind}' AND {self._version_value(shape, day)} IS NOT NULL"""
            for day in shape.days
        ]
        self._cursor.execute(statements.touch_into(shape, selects))

    def put_aside(self, *, pass_freezes: bool) -> tuple[Waiting, ...]:
        """Leave the rows of closed and frozen days as they are; the periods are held either way."""
        if pass_freezes:
            hold_touched(self._cursor)
            return ()
        waiting = put_aside(self._cursor, self._dialect)
        if waiting:
            self._cursor.execute(
                f'DELETE FROM "{PICKED}" WHERE "row" IN (SELECT "row" FROM "{statements.QUEUE}")'
            )
            self._cursor.execute(
                f"""DELETE FROM "{HEIRS}" WHERE NOT EXISTS (SELECT 1 FROM "{PICKED}" p
                    WHERE p.topic = "{HEIRS}".topic AND p.fact_id = "{HEIRS}".fact_id)"""
            )
        return waiting

    def take_back(self) -> tuple[int, int]:
        """Facts that went, and facts that became an older version."""
        counts = [self._take_back(shape) for shape in self._shapes]
        return sum(gone for gone, _ in counts), sum(restored for _, restored in counts)

    def _take_back(self, shape: Shape) -> tuple[int, int]:
        restored = self._hand_over(shape) + self._restore(shape)
        return self._delete(shape), restored

    def _find_sayers(self, shape: Shape) -> None:
        """The other files that say the same of the picked facts."""
        kind = shape.record_type
        picked = self._facts(f"SELECT fact_id FROM \"{PICKED}\" WHERE topic = '{kind}'")
        said = confirmed.sayers(source_id=self._batch.source_id, record_type=kind, facts=picked)
        self._dialect.create(self._cursor, SAYERS, confirmed.SAYER_COLUMNS)
        self._dialect.load(self._cursor, SAYERS, said)

    def _find_heirs(self, shape: Shape) -> None:
        """For each picked fact its newest other version whose batch still counts."""
        kind, batch = shape.record_type, table(Batch)
        counts = f"JOIN {batch} b ON b.id = v.batch_id AND b.state NOT IN {UNSAID}"
        self._cursor.execute(
            f"""INSERT INTO "{HEIRS}" (topic, fact_id, kind, version_id, batch_id, "row")
                SELECT '{kind}', fact_id, kind, version_id, batch_id, "row" FROM (
                    SELECT a.*, ROW_NUMBER() OVER (
                        PARTITION BY fact_id ORDER BY batch_id DESC, kind, version_id DESC) AS place
                    FROM (
                        SELECT p.fact_id, {CONFIRMED} AS kind, 0 AS version_id, v.batch_id, v."row"
                        FROM "{PICKED}" p JOIN "{SAYERS}" v ON v.fact_id = p.fact_id {counts}
                        WHERE p.topic = '{kind}'
                        UNION ALL
                        SELECT p.fact_id, {REPLACED}, v.id, v.batch_id, v."row"
                        FROM "{PICKED}" p JOIN "{shape.table}" f ON f.id = p.fact_id
                        JOIN "{table(SupersededFact)}" v
                            ON v.record_type = '{kind}' AND v.source_id = f.source_id AND v."key" = f."key"
                            {counts}
                        WHERE p.topic = '{kind}'
                    ) a
                ) ranked WHERE place = 1"""
        )

    def _hand_over(self, shape: Shape) -> int:
        """The value stands, in another batch's name."""
        self._cursor.execute(
            f"""UPDATE "{shape.table}" SET batch_id = h.batch_id, "row" = h."row" FROM "{HEIRS}" h
                WHERE h.topic = '{shape.record_type}' AND h.kind = {CONFIRMED}
                  AND "{shape.table}".id = h.fact_id"""
        )
        count = int(self._cursor.rowcount)
        heirs = f"""FROM "{HEIRS}" WHERE topic = '{shape.record_type}' AND kind = {CONFIRMED}"""
        self._cursor.execute(f"SELECT DISTINCT batch_id {heirs}")
        for (batch_id,) in self._cursor.fetchall():
            facts = self._facts(f"SELECT fact_id {heirs} AND batch_id = {int(batch_id)}")
            self._forget_sayers(shape, facts, batch_id=batch_id)
        return count

    def _restore(self, shape: Shape) -> int:
        """The value becomes the one that was replaced."""
        pairs = [f'"{name}" = {self._version_value(shape, name)}' for name in shape.columns]
        if shape.record_type == RecordType.REFUND:
            order = statements.order_of(self._version_value(shape, "order_key"))
            pairs.append(f"order_id = {order}")
        versions = table(SupersededFact)
        self._cursor.execute(
            f"""UPDATE "{shape.table}" SET batch_id = h.batch_id, "row" = h."row", {", ".join(pairs)}
                FROM "{HEIRS}" h JOIN "{versions}" v ON v.id = h.version_id
                WHERE h.topic = '{shape.record_type}' AND h.kind = {REPLACED}
                  AND "{shape.table}".id = h.fact_id"""
        )
        count = int(self._cursor.rowcount)
        restored = f"""FROM "{HEIRS}" WHERE topic = '{shape.record_type}' AND kind = {REPLACED}"""
        self._forget_sayers(shape, self._facts(f"SELECT fact_id {restored}"))
        # a version that has become the fact is no longer beside it
        self._cursor.execute(f'DELETE FROM "{versions}" WHERE id IN (SELECT version_id {restored})')
        return count

    def _facts(self, statement: str) -> pl.Series:
        """The numbers of facts that a statement selects."""
        self._cursor.execute(statement)
        return pl.Series("fact_id", [number for (number,) in self._cursor.fetchall()], dtype=pl.Int64)

    def _forget_sayers(self, shape: Shape, facts: pl.Series, batch_id: int | None = None) -> None:
        """A file that has become the fact's own is no longer beside it; nor one that said what is gone."""
        confirmed.forget(
            source_id=self._batch.source_id, record_type=shape.record_type, facts=facts, batch_id=batch_id
        )

    def _delete(self, shape: Shape) -> int:
        """Nobody else says it: it goes. Its refunds find another source's order of the number, or wait."""
        orphans = f"""SELECT p.fact_id FROM "{PICKED}" p WHERE p.topic = '{shape.record_type}'
                      AND NOT EXISTS (SELECT 1 FROM "{HEIRS}" h
                                      WHERE h.topic = p.topic AND h.fact_id = p.fact_id)"""
        if shape.record_type == RecordType.ORDER:
            refund = table(Refund)
            other = statements.order_of(f'"{refund}".order_key', but=f'"{refund}".order_id')
            self._cursor.execute(f'UPDATE "{refund}" SET order_id = {other} WHERE order_id IN ({orphans})')
        self._forget_sayers(shape, self._facts(orphans))
        self._cursor.execute(f'DELETE FROM "{shape.table}" WHERE id IN ({orphans})')
        return int(self._cursor.rowcount)
