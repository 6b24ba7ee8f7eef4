"""A full disk, a file that is gone, a database that is away: said clearly, resumed or refused whole."""

import errno
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from apps.intake import operations
from apps.intake.faults import is_database_full, is_full
from apps.intake.models import Batch, Call, HeldRow, StoredFile
from apps.intake.operations import importing, profiling
from apps.intake.operations.receiving import StorageFull
from apps.intake.reasons import file_reason
from apps.intake.storage import stored_path
from tests import deliveries as d

LATER = timedelta(seconds=31)


@pytest.fixture
def company() -> None:
    d.organisation()
    for n in range(5):
        d.agent(f"Agent {n}", str(n))


def calls(rows: int) -> str:
    made = (
        f"c{n},{n % 5},2026-11-{n % 20 + 1:02} 10:00:00,out,6{n % 50:07},Y,{n % 99},5" for n in range(rows)
    )
    return d.lines(d.CALLS, *made)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As a full disk: the system refuses every byte beyond, whoever writes it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def after(blocks: int, happens: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let something happen before a block is imported."""
    real: Callable[..., None] = importing.import_block
    done: list[int] = []

    def block(*arguments: Any, **given: Any) -> None:
        if len(done) == blocks:
            happens()
        real(*arguments, **given)
        done.append(1)

    monkeypatch.setattr(importing, "import_block", block)


def test_a_full_disk_is_known_by_whoever_says_so(tmp_path: Path) -> None:
    with no_file_larger_than(1000):
        with pytest.raises(OSError, match="large") as by_python:
            (tmp_path / "a").write_bytes(b"x" * 2000)
        with pytest.raises(OSError, match="large") as by_polars:
            pl.DataFrame({"a": range(9000)}).write_ipc(tmp_path / "b")
    assert is_full(by_python.value)
    assert is_full(by_polars.value)
    assert is_full(OSError(errno.ENOSPC, "No space left on device"))
    assert not is_full(FileNotFoundError(errno.ENOENT, "gone"))
    assert is_database_full(OperationalError("database or disk is full"))
    assert not is_database_full(OperationalError("database is locked"))


@pytest.mark.django_db
class TestFullDisk:
    def test_a_file_that_cannot_be_stored_leaves_nothing(self, company: None, settings: Settings) -> None:
        to, root = d.source(), Path(settings.MEDIA_ROOT)
        before = {path for path in root.rglob("*") if path.is_file()}
        # The database has files of its own, which are larger than this one.
        content = calls(400_000)
        with no_file_larger_than(16_000_000), pytest.raises(StorageFull, match="no room"):
            d.bring(to, content)
        assert {path for path in root.rglob("*") if path.is_file()} == before
        assert not Batch.objects.exists()
        assert not StoredFile.objects.exists()

    def test_a_preview_without_room_refuses_the_file_whole(
        self, company: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        to = d.source()
        with monkeypatch.context() as patch:
            patch.setattr(profiling.Ledger, "add", _full)
            batch = d.deliver(to, calls(50))
        assert (batch.state, batch.error_code, batch.lease_until) == ("refused", "disk_full", None)
        sentence, remedy = file_reason(batch.error_code, batch.error_values)
        assert "full" in sentence
        assert "again" in remedy
        assert not Call.objects.exists()
        assert d.deliver(to, calls(50)).state == "imported"

    def test_an_import_without_room_stops_and_is_resumed(
        self, company: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        with monkeypatch.context() as patch:
            after(2, _full, patch)
            batch = d.deliver(d.source(), calls(200))
        assert (batch.state, batch.error_code) == ("failed", "disk_full")
        assert 0 < batch.read == Call.objects.count() < 200
        operations.start_import(batch=batch, by=None, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.counts(d.fresh(batch)) == {"accepted": 200}
        assert Call.objects.count() == 200

    def test_a_full_database_is_said_and_not_tried_for_ever(
        self, company: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        batch = d.bring(d.source(), calls(200))
        with monkeypatch.context() as patch:
            after(1, _database_full, patch)
            with pytest.raises(OperationalError):
                operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        stopped = d.fresh(batch)
        assert (stopped.state, stopped.error_code) == ("failed", "database_full")
        assert stopped.read == Call.objects.count()
        assert not operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT + LATER)


def _full(*_arguments: Any) -> None:
    raise OSError("No space left on device (os error 28)")


def _database_full(*_arguments: Any) -> None:
    raise OperationalError("database or disk is full")


@pytest.mark.django_db
class TestFileRemoved:
    def test_before_the_preview_it_is_refused(self, company: None) -> None:
        batch = d.bring(d.source(), calls(50))
        stored_path(batch.file).unlink()
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert (d.fresh(batch).state, d.fresh(batch).error_code) == ("refused", "file_gone")

    def test_between_preview_and_import_it_stops_and_the_same_file_heals_it(self, company: None) -> None:
        to = d.source()
        batch = d.deliver(to, calls(50), auto=False)
        stored_path(batch.file).unlink()
        operations.start_import(batch=batch, by=None, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert (d.fresh(batch).state, d.fresh(batch).error_code) == ("failed", "file_gone")
        assert not Call.objects.exists()
        assert not HeldRow.objects.exists()
        again = d.bring(to, calls(50))
        assert (again.pk, again.was_known) == (batch.pk, True)
        operations.start_import(batch=batch, by=None, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.counts(d.fresh(batch)) == {"accepted": 50}

    def test_in_the_middle_of_an_import_nothing_is_lost(
        self, company: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        to = d.source()
        batch = d.bring(to, calls(200))

        def gone() -> None:
            stored_path(batch.file).unlink()
            raise FileNotFoundError(errno.ENOENT, "gone")

        with monkeypatch.context() as patch:
            after(2, gone, patch)
            operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert (d.fresh(batch).state, d.fresh(batch).error_code) == ("failed", "file_gone")
        d.bring(to, calls(200))
        operations.start_import(batch=batch, by=None, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.counts(d.fresh(batch)) == {"accepted": 200}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_in_the_middle_is_gone_on_with(
    company: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INTAKE_BLOCK_BYTES = 2_000
    batch = d.bring(d.source(), calls(200))

    def cut_off() -> None:
        if connection.vendor == "sqlite":  # a file does not go away: another writer holds it for too long
            raise OperationalError("database is locked")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        after(2, cut_off, patch)
        with pytest.raises(OperationalError):
            operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    connection.close()
    stopped = d.fresh(batch)
    assert (stopped.state, stopped.error_code) == ("importing", "")
    assert stopped.read == Call.objects.count() > 0
    assert operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT + LATER)
    assert d.counts(d.fresh(batch)) == {"accepted": 200}
    assert Call.objects.count() == 200


@pytest.mark.django_db
def test_the_same_file_three_times_with_its_rows_shuffled_says_the_same(company: None) -> None:
    to = d.source()
    header, *rows = calls(120).splitlines()
    first = d.deliver(to, d.lines(header, *rows))
    facts = set(Call.objects.values_list("key", "agent", "day", "customer", "talk_seconds"))
    for order in (rows[::-1], rows[60:] + rows[:60]):
        again = d.deliver(to, d.lines(header, *order))
        assert d.counts(again) == {"unchanged": 120}
    assert set(Call.objects.values_list("key", "agent", "day", "customer", "talk_seconds")) == facts
    assert set(Call.objects.values_list("batch", flat=True)) == {first.pk}
