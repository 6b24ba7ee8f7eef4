"""The guards come and go with their migrations, and stand after the last one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from apps.people.models import CalendarDay, Organisation
from apps.people.overlaps import GUARDED

pytestmark = pytest.mark.django_db


def guards() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
                " UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
            )
        return {name for (name,) in cursor.fetchall()}


def expected() -> set[str]:
    if connection.vendor == "sqlite":
        trail = {f"audit_entry_no_{what}" for what in ("update", "delete", "replace")}
        return trail | {f"{rule.name}_{on}" for rule in GUARDED for on in ("insert", "update")}
    return {"audit_entry_no_change", "audit_entry_no_truncate"} | {rule.name for rule in GUARDED}


def test_every_guard_stands() -> None:
    assert expected() <= guards()


def test_the_calendar_is_there() -> None:
    assert CalendarDay.objects.count() == 11_323
    day = CalendarDay.objects.get(day="2027-01-01")
    assert (str(day.week), str(day.month), str(day.quarter)) == ("2026-12-28", "2027-01-01", "2027-01-01")


@pytest.mark.django_db
def test_the_organisation_is_named_by_the_migration() -> None:
    """By calling its step: a flush after a test that commits takes the row it made."""
    Organisation.objects.all().delete()
    step = import_module("apps.people.migrations.0002_guards_and_calendar")
    step.name_organisation(apps, None)
    assert (Organisation.objects.get().pk, Organisation.objects.get().name) == (1, "Goals & Rewards")


@pytest.mark.django_db(transaction=True)
def test_guards_are_reversible() -> None:
    """The two migrations that make them, back and forth; all later ones stay where they are."""
    loader = MigrationLoader(connection)
    keys = [("audit", "0002_guard"), ("people", "0002_guards_and_calendar")]
    steps = [(loader.get_migration(*key), loader.project_state([key], at_end=False)) for key in keys]
    for migration, before in steps:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            migration.unapply(before.clone(), editor)
    try:
        assert not expected() & guards()
    finally:
        for migration, before in steps:
            with connection.schema_editor(atomic=migration.atomic) as editor:
                migration.apply(before.clone(), editor)
    assert expected() <= guards()
    assert CalendarDay.objects.count() == 11_323
