"""The batch machine: one worker at a time, whole blocks or nothing, and every state with its evidence."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.audit.models import Entry
from apps.intake import operations, tasks
from apps.intake.models import Batch, Call, HeldRow
from apps.intake.operations import importing, leases, profiling
from apps.people import changes
from apps.people.clock import now
from apps.people.models import Change, User
from tests import deliveries as d
from tests.racing import race

LATER = timedelta(seconds=31)


@pytest.fixture
def company() -> None:
    d.organisation()
    for n in range(5):
        d.agent(f"Agent {n}", str(n))


@pytest.fixture
def steward() -> User:
    return User.objects.create_user(username="steward")


def calls(first: int, last: int, *, talk: int = 60) -> str:
    rows = (
        f"c{n},{n % 5},2026-11-{n % 20 + 1:02} 10:00:00,out,6{n % 50:07},Y,{talk},5"
        for n in range(first, last)
    )
    return d.lines(d.CALLS, *rows)


def claim(batch: Batch, at: datetime = d.AT) -> operations.Lease | None:
    return operations.claim_batch(worker="w", at=at, batch_id=batch.pk)


@pytest.mark.django_db
class TestLeases:
    def test_one_worker_has_it_until_the_lease_runs_out(self) -> None:
        batch = d.bring(d.source(), calls(0, 1))
        first = claim(batch)
        assert first is not None
        assert claim(batch) is None
        assert claim(batch, d.AT + timedelta(seconds=29)) is None
        second = claim(batch, d.AT + timedelta(seconds=30))
        assert second is not None
        assert second.token == first.token + 1

    def test_the_old_worker_is_stopped_at_its_next_write(self, company: None) -> None:
        batch = d.bring(d.source(), calls(0, 10))
        first = claim(batch)
        assert first is not None
        claim(batch, d.AT + LATER)
        with pytest.raises(operations.LeaseLost):
            profiling.profile_batch(lease=first, clock=lambda: d.AT)
        assert d.fresh(batch).state == "profiling"

    def test_an_extended_lease_holds(self) -> None:
        batch = d.bring(d.source(), calls(0, 1))
        lease = claim(batch)
        assert lease is not None
        leases.extend_lease(lease, at=d.AT + timedelta(seconds=20))
        assert claim(batch, d.AT + timedelta(seconds=45)) is None

    def test_without_a_batch_the_oldest_is_taken(self) -> None:
        to = d.source()
        first, second = d.bring(to, calls(0, 1)), d.bring(to, calls(1, 2))
        taken = [operations.claim_batch(worker="w", at=d.AT) for _ in range(3)]
        assert [lease and lease.batch_id for lease in taken] == [first.pk, second.pk, None]


def stop_after(blocks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is gone after some blocks, as by kill -9: nothing more of it runs."""
    real: Callable[..., None] = importing.import_block
    done: list[int] = []

    def block(*arguments: Any, **given: Any) -> None:
        if len(done) == blocks:
            raise KeyboardInterrupt
        real(*arguments, **given)
        done.append(1)

    monkeypatch.setattr(importing, "import_block", block)


@pytest.mark.django_db
class TestResuming:
    @pytest.mark.parametrize("blocks", [0, 1, 3])
    def test_the_next_worker_goes_on_from_the_checkpoint(
        self, company: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, blocks: int
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        batch = d.bring(d.source(), calls(0, 200))
        with monkeypatch.context() as patch:
            stop_after(blocks, patch)
            with pytest.raises(KeyboardInterrupt):
                operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        stopped = d.fresh(batch)
        assert stopped.state == "importing"
        assert Call.objects.count() == stopped.read == stopped.checkpoint_row
        assert (stopped.read == 0) == (blocks == 0)
        assert not operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT + LATER)
        assert d.counts(d.fresh(batch)) == {"accepted": 200}
        assert Call.objects.count() == 200

    def test_a_block_is_whole_or_nothing(
        self, company: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        batch = d.bring(d.source(), calls(0, 100).replace(",60,5", ",x,5", 1))
        with monkeypatch.context() as patch:
            patch.setattr(changes, "write", _raise)
            with pytest.raises(RuntimeError):
                operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        failed = d.fresh(batch)
        assert (failed.state, failed.error_code, failed.read, failed.lease_until) == (
            "failed",
            "unexpected",
            0,
            None,
        )
        assert not Call.objects.exists()
        assert not HeldRow.objects.exists()
        operations.start_import(batch=batch, by=None, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.counts(d.fresh(batch)) == {"accepted": 99, "rejected": 1}

    def test_repeats_are_found_anew_where_the_note_is_gone(self, company: None) -> None:
        text = calls(0, 10) + calls(3, 4).splitlines()[1] + "\n"
        batch = d.bring(d.source(), text, auto=False)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        profiling.repeats_file(batch.pk).unlink()
        operations.start_import(batch=batch, by=None, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.counts(d.fresh(batch)) == {"accepted": 10, "skipped": 1}


def _raise(**_given: object) -> None:
    raise RuntimeError


@pytest.mark.django_db
class TestDeciding:
    def test_a_preview_says_what_would_happen_and_writes_nothing(self, company: None) -> None:
        to = d.source()
        d.deliver(to, calls(0, 10))
        changed = calls(5, 15).replace(",60,5", ",61,5", 2).replace("c14,4", "c14,99")
        batch = d.bring(to, changed, auto=False)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        ready = d.fresh(batch)
        assert (ready.state, ready.total_rows) == ("ready", 10)
        assert ready.profile["forecast"] == {
            "new": 4, "changed": 2, "unchanged": 3, "rejected": 0, "parked": 1, "queued": 0, "skipped": 0,
        }  # fmt: skip
        assert ready.profile["unknown_agents"] == {"99": 1}
        assert Call.objects.count() == 10
        operations.start_import(batch=batch, by=None, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.counts(d.fresh(batch)) == {"accepted": 6, "changed": 2, "unchanged": 3, "parked": 1}

    def test_cancelling_undoes_what_was_written(
        self, company: None, steward: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        to = d.source()
        d.deliver(to, calls(0, 10))
        batch = d.bring(to, calls(0, 100, talk=61))
        with monkeypatch.context() as patch:
            stop_after(2, patch)
            with pytest.raises(KeyboardInterrupt):
                operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert Call.objects.filter(talk_seconds=61).exists()
        operations.cancel_batch(batch=batch, by=steward, at=d.AT)
        assert list(Call.objects.values_list("talk_seconds", flat=True)) == [60] * 10
        assert not operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT + LATER)
        assert d.fresh(batch).state == "cancelled"

    def test_refusing_needs_a_reason_and_a_batch_that_is_not_imported(
        self, company: None, steward: User
    ) -> None:
        batch = d.bring(d.source(), calls(0, 1), auto=False)
        with pytest.raises(operations.ReasonMissing):
            operations.refuse_batch(batch=batch, reason="", by=steward, at=d.AT)
        operations.refuse_batch(batch=batch, reason="last year's", by=steward, at=d.AT)
        assert d.fresh(batch).error_values == {"reason": "last year's"}
        with pytest.raises(operations.BatchMoved, match="Refused"):
            operations.start_import(batch=batch, by=steward, at=d.AT)
        with pytest.raises(operations.BatchMoved):
            operations.withdraw_batch(batch=batch, reason="x", by=steward, at=d.AT)
        with pytest.raises(operations.BatchMoved):
            operations.cancel_batch(batch=batch, by=steward, at=d.AT)

    def test_each_step_is_in_the_trail(self, company: None, steward: User) -> None:
        batch = d.bring(d.source(), calls(0, 1), auto=False, by=steward)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        operations.start_import(batch=batch, by=steward, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        verbs = (
            Entry.objects.filter(subject_type="intake.Batch").order_by("pk").values_list("verb", flat=True)
        )
        assert list(verbs) == ["batch.received", "batch.started", "batch.imported"]


@pytest.mark.django_db
class TestTheDatabaseGuards:
    def test_an_imported_batch_accounts_for_every_row(self) -> None:
        batch = d.bring(d.source(), calls(0, 1))
        with pytest.raises(IntegrityError, match="accounted"), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(state="imported", read=3, accepted=2)

    def test_a_refused_batch_says_why(self) -> None:
        batch = d.bring(d.source(), calls(0, 1))
        with pytest.raises(IntegrityError, match="says_why"), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(state="refused")

    def test_a_lease_only_while_working(self) -> None:
        batch = d.bring(d.source(), calls(0, 1))
        with pytest.raises(IntegrityError, match="lease"), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(lease_until=d.AT)


@pytest.mark.django_db
@pytest.mark.parametrize("preset", ["dialer", "call_and_survey"])
def test_the_number_of_statements_does_not_grow_with_the_rows(company: None, preset: str) -> None:
    def statements(first: int, last: int, to: Any) -> int:
        rated = d.lines(
            d.RATED_CALLS,
            *(f"{n},Agent {n % 5},2026-10-01,9:12:58,x,Y,Y,1,0:00:01,3" for n in range(first, last)),
        )
        batch = d.bring(to, calls(first, last) if preset == "dialer" else rated)
        with CaptureQueriesContext(connection) as captured:
            operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.fresh(batch).accepted == last - first
        return len(captured)

    to = d.source(preset)
    statements(100, 105, to)  # the organisation is read once for all
    assert statements(105, 110, to) == statements(110, 610, to) < 60


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_workers_on_one_batch_write_it_once(self, company: None, settings: Settings) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        batch = d.bring(d.source(), calls(0, 300))

        def work() -> bool:
            return operations.run_batch(batch_id=batch.pk)

        results = race(work, work)
        assert not [result for result in results if isinstance(result, Exception)]
        assert d.counts(d.fresh(batch)) == {"accepted": 300}
        assert Call.objects.count() == 300

    def test_two_overlapping_files_at_once_leave_the_newer_ones_values(
        self, company: None, settings: Settings
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        to = d.source()
        older, newer = d.bring(to, calls(0, 200, talk=1)), d.bring(to, calls(100, 300, talk=2))
        results = race(
            lambda: operations.run_batch(batch_id=older.pk), lambda: operations.run_batch(batch_id=newer.pk)
        )
        assert results == [True, True]
        assert Call.objects.filter(talk_seconds=1).count() == 100
        assert Call.objects.filter(talk_seconds=2, batch=newer).count() == 200

    def test_two_sources_with_the_same_customers_and_days(self, company: None, settings: Settings) -> None:
        settings.INTAKE_BLOCK_BYTES = 2_000
        first, second = d.source(), d.source(code="other")
        batches = [d.bring(first, calls(0, 300)), d.bring(second, calls(0, 301))]
        results = race(*(lambda pk=batch.pk: operations.run_batch(batch_id=pk) for batch in batches))
        assert results == [True, True]
        assert Call.objects.count() == 601

    def test_the_same_file_twice_at_once_is_one_batch(self, company: None) -> None:
        to = d.source()
        results = race(lambda: d.bring(to, calls(0, 5)).pk, lambda: d.bring(to, calls(0, 5)).pk)
        assert results[0] == results[1]
        assert Batch.objects.count() == 1

    def test_cancelled_while_a_worker_is_at_it(
        self, company: None, steward: User, settings: Settings
    ) -> None:
        settings.INTAKE_BLOCK_BYTES = 1_000
        batch = d.bring(d.source(), calls(0, 300))

        def cancel() -> None:
            while d.fresh(batch).state != "importing":
                pass
            operations.cancel_batch(batch=batch, by=steward, at=d.AT)

        race(lambda: operations.run_batch(batch_id=batch.pk), cancel)
        assert d.fresh(batch).state == "cancelled"
        assert not Call.objects.exists()


@pytest.mark.django_db
def test_the_sweeper_rings_for_what_waits_only(
    company: None, monkeypatch: pytest.MonkeyPatch, steward: User
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks.work_batch, "apply_async", lambda arguments, **_: rung.append(arguments[0]))
    to = d.source()
    received = d.bring(to, calls(0, 1))
    at_work = d.bring(to, calls(1, 2))
    operations.claim_batch(worker="w", at=now(), batch_id=at_work.pk)
    lapsed = d.bring(to, calls(2, 3))
    operations.claim_batch(worker="w", at=now() - LATER, batch_id=lapsed.pk)
    d.deliver(to, calls(3, 4))
    d.deliver(to, calls(4, 5), auto=False)
    assert tasks.sweep_batches() == 2
    assert rung == [received.pk, lapsed.pk]
    assert tasks.work_batch(received.pk) is True
    assert tasks.work_batch(received.pk, later="unknown") is False
    assert Change.objects.exists()
