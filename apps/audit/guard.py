"""What makes the trail append-only: triggers by which the database refuses to change or delete an entry.

A migration that lets SQLite rebuild `audit_entry` (AlterField does) must end with `GUARD`, as the rebuilding
drops triggers; a test looks whether they are there after the last migration.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSED: Final = "audit entries are never changed or deleted"

GUARD: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        f"""CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
        f"""CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
        # INSERT OR REPLACE deletes the old row without firing the trigger above.
        f"""CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",  # noqa: S608  no input in it
    ),
    "postgresql": (
        f"""CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
        """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
    ),
}

UNGUARD: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        "DROP TRIGGER audit_entry_no_update",
        "DROP TRIGGER audit_entry_no_delete",
        "DROP TRIGGER audit_entry_no_replace",
    ),
    "postgresql": (
        "DROP TRIGGER audit_entry_no_truncate ON audit_entry",
        "DROP TRIGGER audit_entry_no_change ON audit_entry",
        "DROP FUNCTION audit_entry_refuse()",
    ),
}


def execute_all(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    """Run the vendor's statements one by one."""
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
