# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""The SQL of a merge, one text for both databases; `Shape` says which table and columns.

Staged rows meet the facts of their source by key. Tables of a chunk, all temporary:
stage (the records), met (of those whose key is known: which fact, and the outcome), touched (per record and
day: whose figures move), frozen (days that may not change), queue (rows that wait for a decision).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from apps.intake.choices import RecordType
from apps.intake.models import Customer, Order, Refund, SupersededFact
from apps.intake.shapes import Shape
from apps.intake.staging import PREFIX, Dialect, quoted, type_of
from apps.intake.tables import table
from apps.people.models import Placement, TeamPath

NEW: Final = -1
SAME: Final = 0
CHANGED: Final = 1
LATE: Final = 2  # a newer batch has spoken already: kept as an older version
OWN: Final = 3  # the same, and this batch has said it before

TOUCHED: Final = f"{PREFIX}touched"
FROZEN: Final = f"{PREFIX}frozen"
QUEUE: Final = f"{PREFIX}queue"
CUSTOMERS: Final = f"{PREFIX}customers"
SAYERS: Final = f"{PREFIX}sayers"  # other files that say the same of facts

Statement = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The statements for one record type in one chunk of a batch."""

    shape: Shape
    slot: str  # of the mapping: two records of one type in a row are merged one after the other
    dialect: Dialect
    source_id: int
    batch_id: int
    orders: str = ""  # the table of staged orders of the same chunk, where it has any

    @property
    def stage(self) -> str:
        """The staged records."""
        return f"{PREFIX}{self.slot}"

    @property
    def met(self) -> str:
        """Staged records whose key is known, with their fact and outcome."""
        return f"{PREFIX}{self.slot}_met"

    def stage_columns(self) -> dict[str, str]:
        """Name → type of the staged columns."""
        columns = {"row": type_of(self.shape.model, "row"), "key": type_of(self.shape.model, "key")}
        return columns | {name: type_of(self.shape.model, name) for name in self.shape.columns}

    def met_columns(self) -> dict[str, str]:
        """Name → type of the met table."""
        whole = type_of(self.shape.model, "row")
        return {"row": whole, "fact_id": whole, "outcome": whole}

    def _differs(self, columns: frozenset[str] | tuple[str, ...]) -> str:
        return " OR ".join(f's."{name}" IS DISTINCT FROM f."{name}"' for name in sorted(columns)) or "1 = 0"

    def any_between(self, first: str, last: str) -> Statement:
        """Whether the source has any fact with a key from `first` to `last`."""
        return (
            f"""SELECT EXISTS (SELECT 1 FROM "{self.shape.table}"
                WHERE source_id = %s AND "key" >= %s AND "key" <= %s)""",
            [self.source_id, first, last],
        )

    def meet(self) -> Statement:
        """Find facts that staged keys name, each by the index of its source and key."""
        found, values = self.dialect.by_key(self.stage, self.shape.table, self.source_id)
        return (
            f"""INSERT INTO "{self.met}" ("row", fact_id, outcome)
                SELECT s."row", f.id,
                       CASE WHEN NOT ({self._differs(self.shape.columns)})
                            THEN CASE f.batch_id WHEN %s THEN {OWN} ELSE {SAME} END
                            WHEN f.batch_id > %s THEN {LATE} ELSE {CHANGED} END
                FROM {found}""",
            [self.batch_id, self.batch_id, *values],
        )

    def touch(self) -> Statement:
        """Whose figures of which days move: all days of new records, old and new ones of changed ones."""
        if self.shape.of_order:
            return touch_into(self.shape, self._touches_of_orders_part()), []
        selects = [part for day in self.shape.days for part in self._touches(day)]
        if self.shape.record_type == RecordType.ORDER:
            selects += [self._touches_of_refunds(), self._touches_of_unlinked(), self._touches_of_voided()]
        return touch_into(self.shape, selects), []

    def _touches(self, day: str) -> list[str]:
        topic = f"'{self.shape.record_type}'"
        new_join, new_agent, old_join, old_agent = self._agents()
        new_team, old_team = (", s.team_id", ", f.team_id") if self.shape.team else ("", "")
        moved = self._differs(self.shape.days[day])
        changed = f"""JOIN "{self.met}" m ON m."row" = s."row" AND m.outcome = {CHANGED}
                      JOIN "{self.shape.table}" f ON f.id = m.fact_id"""
        return [
            f"""SELECT {topic}, s."row", {new_agent}, s."{day}"{new_team} FROM "{self.stage}" s {new_join}
                WHERE s."{day}" IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM "{self.met}" m WHERE m."row" = s."row")""",
            f"""SELECT {topic}, s."row", {new_agent}, s."{day}"{new_team}
                FROM "{self.stage}" s {changed} {new_join}
                WHERE s."{day}" IS NOT NULL AND ({moved})""",
            f"""SELECT {topic}, s."row", {old_agent}, f."{day}"{old_team}
                FROM "{self.stage}" s {changed} {old_join}
                WHERE f."{day}" IS NOT NULL AND ({moved})""",
        ]

    def _touches_of_orders_part(self) -> list[str]:
        """A line or a credit moves figures of the order's day: of its agent, and of whoever has a share."""
        order, moved = table(Order), self._differs(self.shape.columns)
        changed = f"""JOIN "{self.met}" m ON m."row" = s."row" AND m.outcome = {CHANGED}
                      JOIN "{self.shape.table}" f ON f.id = m.fact_id"""
        found = []
        for agent in ("n.agent_id", *(("{of}.agent_id",) if self.shape.agent else ())):
            new, old = agent.format(of="s"), agent.format(of="f")
            found += [
                f"""SELECT '{self.shape.record_type}', s."row", {new}, n."day" FROM "{self.stage}" s
                    JOIN "{order}" n ON n.id = {order_of("s.order_key")}
                    WHERE NOT EXISTS (SELECT 1 FROM "{self.met}" m WHERE m."row" = s."row")""",
                f"""SELECT '{self.shape.record_type}', s."row", {new}, n."day" FROM "{self.stage}" s {changed}
                    JOIN "{order}" n ON n.id = {order_of("s.order_key")} WHERE {moved}""",
                f"""SELECT '{self.shape.record_type}', s."row", {old}, n."day" FROM "{self.stage}" s {changed}
                    JOIN "{order}" n ON n.id = {order_of('f."order_key"')} WHERE {moved}""",
            ]
        return found

    def _agents(self) -> tuple[str, str, str, str]:
        """Join and expression of the agent of a staged record, and of its fact; or of the order it names."""
        if self.shape.agent:
            return "", "s.agent_id", "", "f.agent_id"
        order = table(Order)
        agent = "n.agent_id"
        if self.orders:  # an order that comes with it is not written yet
            staged = f'SELECT MIN(x.agent_id) FROM "{self.orders}" x WHERE x."key" = s.order_key'
            agent = f"COALESCE(n.agent_id, ({staged}))"
        return (
            f'LEFT JOIN "{order}" n ON n.id = {order_of("s.order_key")}',
            agent,
            f'LEFT JOIN "{order}" o ON o.id = {order_of_fact(self.shape)}',
            "o.agent_id",
        )

    def _touches_of_refunds(self) -> str:
        """An order that changes hands, or day, takes its refunds with it."""
        return " UNION ALL ".join(
            f"""SELECT '{RecordType.REFUND}', s."row", {side}.agent_id, r."day" FROM "{self.stage}" s
                JOIN "{self.met}" m ON m."row" = s."row" AND m.outcome = {CHANGED}
                JOIN "{self.shape.table}" f ON f.id = m.fact_id
                JOIN "{table(Refund)}" r ON r.order_id = f.id
                WHERE s.agent_id <> f.agent_id OR s."day" <> f."day" """
            for side in ("s", "f")
        )

    def _touches_of_unlinked(self) -> str:
        """A new order brings the refunds that came before it, on their own days."""
        return f"""SELECT '{RecordType.REFUND}', s."row", s.agent_id, r."day" FROM "{self.stage}" s
                JOIN "{table(Refund)}" r ON r.order_id IS NULL AND r.order_key = s."key"
                WHERE r."day" >= s."day"
                  AND NOT EXISTS (SELECT 1 FROM "{self.met}" m WHERE m."row" = s."row")"""

    def _touches_of_voided(self) -> str:
        """Cancelled before it was booked an order never counts: to become so moves its own day, and back."""
        void = '({0}.cancelled_day IS NOT NULL AND {0}.cancelled_day < {0}."day")'
        return f"""SELECT '{RecordType.ORDER}', s."row", f.agent_id, f."day" FROM "{self.stage}" s
                JOIN "{self.met}" m ON m."row" = s."row" AND m.outcome = {CHANGED}
                JOIN "{self.shape.table}" f ON f.id = m.fact_id
                WHERE {void.format("s")} <> {void.format("f")}"""

    def forget_queued(self) -> list[Statement]:
        """Take the rows that wait for a decision out of the chunk."""
        queued = f'SELECT "row" FROM "{QUEUE}"'
        return [(f'DELETE FROM "{table}" WHERE "row" IN ({queued})', []) for table in (self.stage, self.met)]

    def outcomes(self) -> Statement:
        """How many records are left, by outcome; those whose key is new under `NEW`."""
        return (
            f"""SELECT outcome, COUNT(*) FROM "{self.met}" GROUP BY outcome
                UNION ALL
                SELECT {NEW}, (SELECT COUNT(*) FROM "{self.stage}") - (SELECT COUNT(*) FROM "{self.met}")""",
            [],
        )

    def facts_of(self, outcome: int) -> Statement:
        """The facts that met a record with an outcome, and the record's row."""
        return f'SELECT fact_id, "row" FROM "{self.met}" WHERE outcome = {outcome}', []

    def keep_replaced(self) -> Statement:
        """Save the values about to be replaced, once for each batch that said them."""
        values = self.dialect.json_object("f", self.shape.columns)
        kind = self.shape.record_type
        changed = f"""FROM "{self.met}" m JOIN "{self.shape.table}" f ON f.id = m.fact_id"""
        return (
            f"""INSERT INTO "{table(SupersededFact)}"
                    (record_type, source_id, "key", batch_id, "row", replaced_by_id, "values")
                SELECT '{kind}', f.source_id, f."key", f.batch_id, f."row", %s, {values} {changed}
                WHERE m.outcome = {CHANGED}
                UNION ALL
                SELECT '{kind}', f.source_id, f."key", c.batch_id, c."row", %s, {values} {changed}
                JOIN "{SAYERS}" c ON c.fact_id = f.id
                WHERE m.outcome = {CHANGED}""",
            [self.batch_id, self.batch_id],
        )

    def keep_late(self) -> Statement:
        """An older batch that comes after a newer one: its values are versions, not facts."""
        values = self.dialect.json_object("s", self.shape.columns)
        return (
            f"""INSERT INTO "{table(SupersededFact)}"
                    (record_type, source_id, "key", batch_id, "row", replaced_by_id, "values")
                SELECT '{self.shape.record_type}', f.source_id, f."key", %s, s."row", f.batch_id, {values}
                FROM "{self.met}" m JOIN "{self.stage}" s ON s."row" = m."row"
                JOIN "{self.shape.table}" f ON f.id = m.fact_id WHERE m.outcome = {LATE}""",
            [self.batch_id],
        )

    def update(self) -> Statement:
        """Give changed facts their new values. A refund looks for its order anew."""
        pairs = ", ".join(f'"{name}" = s."{name}"' for name in self.shape.columns)
        unlink = ", order_id = NULL" if self.shape.record_type == RecordType.REFUND else ""
        return (
            f"""UPDATE "{self.shape.table}" SET batch_id = %s, "row" = s."row", {pairs}{unlink}
                FROM "{self.met}" m JOIN "{self.stage}" s ON s."row" = m."row"
                WHERE m.outcome = {CHANGED} AND "{self.shape.table}".id = m.fact_id""",
            [self.batch_id],
        )

    def insert(self) -> Statement:
        """Write the records whose key is new."""
        columns = self.shape.columns
        return (
            f"""INSERT INTO "{self.shape.table}" (source_id, "key", batch_id, "row", {quoted(columns)})
                SELECT %s, s."key", %s, s."row", {quoted(columns, "s")} FROM "{self.stage}" s
                WHERE NOT EXISTS (SELECT 1 FROM "{self.met}" m WHERE m."row" = s."row")""",
            [self.source_id, self.batch_id],
        )


def touch_into(shape: Shape, selects: Sequence[str]) -> str:
    """SQL that notes touched days: topic, row, agent and day, and the team where a shape has one."""
    team = ", team_id" if shape.team else ""
    return f'INSERT INTO "{TOUCHED}" (topic, "row", agent_id, "day"{team}) {" UNION ALL ".join(selects)}'


def order_of(key: str, but: str = "") -> str:
    """SQL of the order a refund names (not the one `but`); the first where two sources use the number."""
    other = f"AND x.id <> {but}" if but else ""
    return f"""(SELECT MIN(x.id) FROM "{table(Order)}" x WHERE x."key" = {key} {other}
               AND x.source_id IN (SELECT id FROM intake_source))"""


def order_of_fact(shape: Shape) -> str:
    """SQL of the order that a fact `f` of a shape without agents names: linked (refunds) or looked up."""
    return "f.order_id" if shape.record_type == RecordType.REFUND else order_of('f."order_key"')


def counts_by_row(merges: Sequence[Merge]) -> str:
    """How many rows have a new or changed record, how many a changed one, and how many there are."""
    changed = " UNION ".join(f'SELECT "row" FROM "{m.met}" WHERE outcome = {CHANGED}' for m in merges)
    new = " UNION ".join(
        f"""SELECT s."row" FROM "{m.stage}" s
            WHERE NOT EXISTS (SELECT 1 FROM "{m.met}" k WHERE k."row" = s."row")"""
        for m in merges
    )
    rows = " UNION ".join(f'SELECT "row" FROM "{m.stage}"' for m in merges)
    parts = (f"{changed} UNION {new}", changed, rows)
    return "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM ({part}) c)" for part in parts)


# In order of their number, so that two writers cannot block each other.
NEW_CUSTOMERS: Final = f"""
    INSERT INTO "{table(Customer)}" (id, label)
    SELECT id, label FROM "{CUSTOMERS}" WHERE true ORDER BY id ON CONFLICT DO NOTHING"""
TOUCHED_DAYS: Final = f'SELECT MIN("day"), MAX("day") FROM "{TOUCHED}"'
TOUCHED_PAIRS: Final = f"""SELECT DISTINCT topic, agent_id, team_id, "day" FROM "{TOUCHED}"
    WHERE agent_id IS NOT NULL OR team_id IS NOT NULL ORDER BY topic, agent_id, team_id, "day" """
FORGET_TOUCHED: Final = f'DELETE FROM "{TOUCHED}" WHERE "row" IN (SELECT "row" FROM "{QUEUE}")'

# A row waits when any of its days is closed for everyone, or frozen for its agent or a team the agent was in,
# or for the team it speaks of, or one that this belongs to.
FIND_QUEUED: Final = f"""
    INSERT INTO "{QUEUE}" ("row", "day", reason)
    SELECT hit."row", MIN(hit."day"), MIN(hit.reason) FROM (
        SELECT t."row", t."day", z.reason FROM "{TOUCHED}" t JOIN "{FROZEN}" z
            ON z.person_id IS NULL AND z.team_id IS NULL AND t."day" BETWEEN z.first_day AND z.last_day
        UNION ALL
        SELECT t."row", t."day", z.reason FROM "{TOUCHED}" t JOIN "{FROZEN}" z
            ON z.person_id = t.agent_id AND t."day" BETWEEN z.first_day AND z.last_day
        UNION ALL
        SELECT t."row", t."day", z.reason FROM "{TOUCHED}" t
            JOIN "{table(Placement)}" p
                ON p.person_id = t.agent_id AND p.starts <= t."day" AND p.ends > t."day"
            JOIN "{table(TeamPath)}" q ON q.descendant_id = p.team_id
            JOIN "{FROZEN}" z ON z.team_id = q.ancestor_id AND t."day" BETWEEN z.first_day AND z.last_day
        UNION ALL
        SELECT t."row", t."day", z.reason FROM "{TOUCHED}" t
            JOIN "{table(TeamPath)}" q ON q.descendant_id = t.team_id
            JOIN "{FROZEN}" z ON z.team_id = q.ancestor_id AND t."day" BETWEEN z.first_day AND z.last_day
    ) hit GROUP BY hit."row" """
READ_QUEUED: Final = f'SELECT "row", "day", reason FROM "{QUEUE}" ORDER BY "row"'
