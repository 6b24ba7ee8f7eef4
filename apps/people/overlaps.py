"""What keeps dated rows of one key from overlapping: the database itself, so that a race cannot get past it.

PostgreSQL: exclusion constraints over ranges (whole numbers as ranges of one, so that no extension is
needed). SQLite: triggers. A migration that lets SQLite rebuild one of these tables must create its triggers
again; a test looks.
"""

from dataclasses import dataclass
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOverlap:
    """Rows of `table` with equal `keys` (whole numbers or texts) never share a day."""

    table: str
    keys: tuple[str, ...]
    starts: str = "starts"
    ends: str = "ends"
    inclusive: bool = False  # whether `ends` is itself the last day

    @property
    def name(self) -> str:
        """The name of the constraint, and of the triggers before `_insert` and `_update`."""
        return f"{self.table}_no_overlap"


GUARDED: Final = (
    NoOverlap(table="people_placement", keys=("person_id",)),
    NoOverlap(table="people_membership", keys=("person_id", "kind")),
    NoOverlap(table="people_employeenumber", keys=("number",)),
    NoOverlap(table="people_rolegrant", keys=("person_id", "role")),
    NoOverlap(table="people_leadership", keys=("team_id", "person_id")),
    NoOverlap(table="people_leave", keys=("person_id",), starts="first_day", ends="last_day", inclusive=True),
)


def _sqlite(rule: NoOverlap) -> list[str]:
    same = " AND ".join(f"other.{key} = NEW.{key}" for key in rule.keys)
    sign = "<=" if rule.inclusive else "<"
    clash = (
        f"SELECT 1 FROM {rule.table} AS other WHERE {same}"  # noqa: S608  names from the constants above
        f" AND other.{rule.starts} {sign} COALESCE(NEW.{rule.ends}, '9999-12-31')"
        f" AND NEW.{rule.starts} {sign} COALESCE(other.{rule.ends}, '9999-12-31')"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{rule.name}'); END"
    on_insert = (
        f"CREATE TRIGGER {rule.name}_insert BEFORE INSERT ON {rule.table} WHEN EXISTS ({clash}) {refuse}"
    )
    clash += " AND other.id <> NEW.id"
    on_update = (
        f"CREATE TRIGGER {rule.name}_update BEFORE UPDATE ON {rule.table} WHEN EXISTS ({clash}) {refuse}"
    )
    return [on_insert, on_update]


def _postgresql(rule: NoOverlap) -> list[str]:
    text = " || ':' || ".join(f"{key}::text" for key in rule.keys)
    # Half of the hash's range, so that the range of one number never runs over its end.
    key = "person_id::bigint" if rule.keys == ("person_id",) else f"(hashtextextended({text}, 0) >> 1)"
    bounds = "[]" if rule.inclusive else "[)"
    numbers, days = f"int8range({key}, {key}, '[]')", f"daterange({rule.starts}, {rule.ends}, '{bounds}')"
    never = f"EXCLUDE USING gist ({numbers} WITH &&, {days} WITH &&)"
    return [f"ALTER TABLE {rule.table} ADD CONSTRAINT {rule.name} {never}"]


def guard(connection: BaseDatabaseWrapper) -> None:
    """Create constraints or triggers for every table of `GUARDED`."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    _execute(connection, [statement for rule in GUARDED for statement in make(rule)])


def guard_again(connection: BaseDatabaseWrapper, table: str) -> None:
    """Create the triggers of one table again where SQLite lost them by making the table anew."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        there = {name for (name,) in cursor.fetchall()}
    for rule in GUARDED:
        if rule.table == table and f"{rule.name}_insert" not in there:
            _execute(connection, _sqlite(rule))


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Drop what `guard` created."""
    if connection.vendor == "sqlite":
        drops = [f"DROP TRIGGER {rule.name}_{on}" for rule in GUARDED for on in ("insert", "update")]
    else:
        drops = [f"ALTER TABLE {rule.table} DROP CONSTRAINT {rule.name}" for rule in GUARDED]
    _execute(connection, drops)


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
