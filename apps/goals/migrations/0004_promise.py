"""Published targets and weights are a promise: the database refuses to change them, whoever writes."""

from django.db import migrations

FIXED = "('published', 'retired')"
SAID = "published targets and weights do not change"
CARD = "goals_scorecard"
KEPT = ("team_id", "starts", "ends", "scope", "no_data", "minimum_days", "joiner_months")
PARTS = {
    "goals_line": "SELECT s.state FROM goals_scorecard s WHERE s.id = {row}.scorecard_id",
    "goals_linemonth": "SELECT s.state FROM goals_scorecard s JOIN goals_line l ON l.scorecard_id = s.id"
    " WHERE l.id = {row}.line_id",
    "goals_persontarget": "SELECT s.state FROM goals_scorecard s JOIN goals_line l ON l.scorecard_id = s.id"
    " WHERE l.id = {row}.line_id",
}
VERBS = {"insert": "NEW", "update": "OLD", "delete": "OLD"}


def _sqlite():
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)
    yield (
        f"CREATE TRIGGER {CARD}_promise BEFORE UPDATE ON {CARD} WHEN OLD.state IN {FIXED} AND ({changed})"
        f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    )
    for table, state in PARTS.items():
        for verb, row in VERBS.items():
            yield (
                f"CREATE TRIGGER {table}_promise_{verb} BEFORE {verb.upper()} ON {table}"
                f" WHEN ({state.format(row=row)}) IN {FIXED} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )


def _postgresql():
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
    yield f"""
CREATE FUNCTION {CARD}_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';
END $$"""
    yield (
        f"CREATE TRIGGER {CARD}_promise BEFORE UPDATE ON {CARD} FOR EACH ROW"
        f" WHEN (OLD.state IN {FIXED} AND ({changed})) EXECUTE FUNCTION {CARD}_promise()"
    )
    for table, state in PARTS.items():
        yield f"""
CREATE FUNCTION {table}_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF ({state.format(row="OLD")}) IN {FIXED} THEN
            RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF ({state.format(row="NEW")}) IN {FIXED} THEN
        RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$"""
        yield (
            f"CREATE TRIGGER {table}_promise BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION {table}_promise()"
        )


def keep(_apps, editor):
    for statement in _sqlite() if editor.connection.vendor == "sqlite" else _postgresql():
        editor.execute(statement)


def lift(_apps, editor):
    sqlite = editor.connection.vendor == "sqlite"
    if sqlite:
        editor.execute(f"DROP TRIGGER {CARD}_promise")
    else:
        editor.execute(f"DROP TRIGGER {CARD}_promise ON {CARD}")
        editor.execute(f"DROP FUNCTION {CARD}_promise")
    for table in PARTS:
        if sqlite:
            for verb in VERBS:
                editor.execute(f"DROP TRIGGER {table}_promise_{verb}")
        else:
            editor.execute(f"DROP TRIGGER {table}_promise ON {table}")
            editor.execute(f"DROP FUNCTION {table}_promise")


class Migration(migrations.Migration):
    dependencies = [("goals", "0003_targets_agreed")]
    operations = [migrations.RunPython(keep, lift)]
