"""Published rules, and the lines and inputs of a locked run, never change: the database refuses it."""

from django.db import migrations

LOCKED = "('locked', 'exported', 'acknowledged')"
PARTS = ("incentives_runline", "incentives_runinput")
RULES = "a published plan version never changes"
RUNS = "a locked payout run never changes"

SQLITE_UP = f"""
CREATE TRIGGER incentives_plan_version_fixed BEFORE UPDATE OF spec, starts, plan_id, version, edited_by_id
ON incentives_planversion WHEN OLD.published_at IS NOT NULL AND (
    NEW.spec IS NOT OLD.spec OR NEW.starts IS NOT OLD.starts OR NEW.plan_id IS NOT OLD.plan_id
    OR NEW.version IS NOT OLD.version OR NEW.edited_by_id IS NOT OLD.edited_by_id)
BEGIN SELECT RAISE(ABORT, '{RULES}'); END;
""" + "".join(
    f"""
CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table}
WHEN EXISTS (SELECT 1 FROM incentives_payoutrun r WHERE r.id = OLD.run_id AND r.state IN {LOCKED})
BEGIN SELECT RAISE(ABORT, '{RUNS}'); END;
CREATE TRIGGER {table}_complete BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM incentives_payoutrun r WHERE r.id = NEW.run_id AND r.state IN {LOCKED})
BEGIN SELECT RAISE(ABORT, '{RUNS}'); END;
"""
    for table in PARTS
)
SQLITE_DOWN = "DROP TRIGGER incentives_plan_version_fixed;" + "".join(
    f"DROP TRIGGER {table}_fixed; DROP TRIGGER {table}_complete;" for table in PARTS
)

POSTGRES_UP = f"""
CREATE FUNCTION incentives_refuse_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{RULES}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER incentives_plan_version_fixed BEFORE UPDATE ON incentives_planversion FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL AND (
    NEW.spec IS DISTINCT FROM OLD.spec OR NEW.starts IS DISTINCT FROM OLD.starts
    OR NEW.plan_id IS DISTINCT FROM OLD.plan_id OR NEW.version IS DISTINCT FROM OLD.version
    OR NEW.edited_by_id IS DISTINCT FROM OLD.edited_by_id))
EXECUTE FUNCTION incentives_refuse_rules();
CREATE FUNCTION incentives_refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM incentives_payoutrun r WHERE r.id = NEW.run_id AND r.state IN {LOCKED}) THEN
        RAISE EXCEPTION '{RUNS}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_fixed BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
EXECUTE FUNCTION incentives_refuse_locked();
"""
    for table in PARTS
)
POSTGRES_DOWN = (
    "DROP TRIGGER incentives_plan_version_fixed ON incentives_planversion;"
    + "".join(f"DROP TRIGGER {table}_fixed ON {table};" for table in PARTS)
    + "DROP FUNCTION incentives_refuse_rules(); DROP FUNCTION incentives_refuse_locked();"
)


def _run(editor, *, sqlite, postgres):
    if editor.connection.vendor == "sqlite":
        for statement in filter(str.strip, _statements(sqlite)):
            editor.execute(statement)
    else:
        editor.execute(postgres)


def _statements(script):
    """The script's statements; a trigger's body ends with END."""
    parts, current = [], ""
    for piece in script.split(";"):
        current += piece + ";"
        if "BEGIN" in current and not current.rstrip("; \n").endswith("END"):
            continue
        parts.append(current if current.strip("; \n") else "")
        current = ""
    return parts


def install(apps, editor):
    _run(editor, sqlite=SQLITE_UP, postgres=POSTGRES_UP)


def remove(apps, editor):
    _run(editor, sqlite=SQLITE_DOWN, postgres=POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("incentives", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
