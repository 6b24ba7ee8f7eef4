"""The database, not the code, keeps the trail: whoever asks, an entry stays as it was written."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from apps.audit.models import Entry
from apps.audit.operations import record
from apps.people.clock import organisation

AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    return record(
        verb="organisation.changed",
        subject=organisation(),
        by=None,
        at=AT,
        before={"currency": "USD"},
        after={"currency": "HKD"},
        reason="moved",
    )


def _save(entry: Entry) -> None:
    entry.verb = "nothing.happened"
    entry.save()


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


ATTEMPTS: dict[str, Callable[[Entry], object]] = {
    "save": _save,
    "delete": lambda entry: entry.delete(),
    "queryset update": lambda entry: Entry.objects.filter(pk=entry.pk).update(reason="forged"),
    "queryset delete": lambda _: Entry.objects.all().delete(),
    "bulk update": lambda entry: Entry.objects.bulk_update([Entry(pk=entry.pk, reason="x")], ["reason"]),
    "raw update": lambda _: _execute("UPDATE audit_entry SET actor_label = 'someone else'"),
    "raw delete": lambda _: _execute("DELETE FROM audit_entry"),
    "replace by the same id": lambda _: _execute(
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE true"
        " ON CONFLICT (id) DO UPDATE SET verb = 'forged'"
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_entry_can_neither_be_changed_nor_deleted(entry: Entry, attempt: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ATTEMPTS[attempt](entry)
    kept = Entry.objects.get()
    assert (kept.pk, kept.verb, kept.actor_label, kept.reason) == (
        entry.pk,
        "organisation.changed",
        "portal",
        "moved",
    )


@pytest.mark.sqlite
def test_sqlite_cannot_replace_an_entry(entry: Entry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _execute("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry")
    assert Entry.objects.get().verb == "organisation.changed"


@pytest.mark.postgres
def test_postgresql_cannot_truncate_the_trail(entry: Entry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _execute("TRUNCATE audit_entry")
    assert Entry.objects.count() == 1


def test_entries_are_added_one_after_the_other(entry: Entry) -> None:
    second = record(verb="organisation.changed", subject=organisation(), by=None, at=AT)
    assert second.pk > entry.pk
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_flush_between_tests_empties_the_trail_and_leaves_its_guard(turn: int) -> None:
    assert Entry.objects.count() == 0
    record(verb="organisation.changed", subject=organisation(), by=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all().delete()
    assert Entry.objects.count() == 1
