"""The trail becomes append-only."""

from django.db import migrations

from apps.audit.guard import GUARD, UNGUARD, execute_all


def guard(_apps, schema_editor):
    execute_all(schema_editor.connection, GUARD)


def unguard(_apps, schema_editor):
    execute_all(schema_editor.connection, UNGUARD)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
