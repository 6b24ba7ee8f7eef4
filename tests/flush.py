"""Emptying the test database after a test that commits: past the triggers, and what migrations fill stays.

In production nothing lifts these guards; here the flush between tests does, for its own length only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import flush
from django.db import connection

# Filled by migrations and never changed by a test that commits: kept, as filling them again would cost more.
KEPT = {
    "people_calendarday",
    "metrics_kpi",
    "metrics_kpiversion",
    "coaching_cause",
    "coaching_guidequestion",
}

_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_POSTGRESQL = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"


@contextmanager
def triggers_lifted() -> Iterator[None]:
    """Every trigger of the database off, and on again."""
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)
        found = cursor.fetchall()
        off, on = _switches(found)
        for statement in off:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in on:
                cursor.execute(statement)


def _switches(found: list[tuple[str, ...]]) -> tuple[list[str], list[str]]:
    if connection.vendor == "sqlite":
        return [f'DROP TRIGGER "{name}"' for name, _ in found], [sql for _, sql in found]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER USER" for (table,) in found],
        [f"ALTER TABLE {table} ENABLE TRIGGER USER" for (table,) in found],
    )


def _sql_flush(style: Any, flushed: Any, **options: Any) -> list[str]:
    existing = flushed.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [table for table in existing if table not in KEPT]
    statements: list[str] = flushed.ops.sql_flush(style, tables, **options)
    return statements


@contextmanager
def flushing_past_guards() -> Iterator[None]:
    """Let Django's own `flush` pass the triggers and keep the tables of `KEPT`."""
    handle, sql_flush = flush.Command.handle, flush.sql_flush  # type: ignore[attr-defined]

    def unguarded_handle(command: flush.Command, *args: Any, **options: Any) -> None:
        with triggers_lifted():
            handle(command, *args, **options)

    flush.Command.handle = unguarded_handle  # type: ignore[method-assign,assignment]
    flush.sql_flush = _sql_flush  # type: ignore[attr-defined]
    try:
        yield
    finally:
        flush.Command.handle = handle  # type: ignore[method-assign]
        flush.sql_flush = sql_flush  # type: ignore[attr-defined]
