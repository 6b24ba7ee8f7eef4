"""`manage.py erase_database --yes`: delete every table of the portal (`run.py --fresh`)."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

# Functions that migrations made, by their app's prefix; those of extensions are not ours.
FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace AND split_part(p.proname, '_', 1) = ANY(%s)
"""


class Command(BaseCommand):
    help = "Delete every table of the portal and all that is in them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="really do it")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["yes"]:
            raise CommandError("This deletes everything in the database; say --yes if you mean it.")
        if connection.vendor == "sqlite":
            erase_sqlite()
        else:
            erase_postgresql()


def tables() -> list[str]:
    """The tables of Django's and our models that exist, and the list of applied migrations."""
    existing = set(connection.introspection.table_names())
    ours = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    return [connection.ops.quote_name(name) for name in sorted(ours | ({"django_migrations"} & existing))]


def erase_sqlite() -> None:
    """Triggers go with their tables; the order does not matter with the checks off."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"DROP TABLE {table}")


@transaction.atomic
def erase_postgresql() -> None:
    """Tables, then the functions of their triggers."""
    labels = [config.label for config in apps.get_app_configs() if config.name.startswith("apps.")]
    with connection.cursor() as cursor:
        if found := tables():
            cursor.execute(f"DROP TABLE {', '.join(found)} CASCADE")
        cursor.execute(FUNCTIONS, [labels])
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")
