"""How a batch gets on while its file is read, tried and imported; and stopping it on the way."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from apps.intake import operations
from apps.intake.models import Batch, Call, HeldRow
from apps.intake.operations import profiling
from apps.intake.queries import Progress, batch_progress
from apps.people.models import User
from tests import deliveries as d

pytestmark = pytest.mark.django_db

ROWS = 400


@pytest.fixture
def batch(settings: Settings) -> Batch:
    settings.INTAKE_BLOCK_BYTES = 4_000
    d.organisation()
    d.agent("Ada", "7")
    rows = (f"c{n},7,2026-11-{n % 20 + 1:02} 10:00:00,out,6{n % 50:07},Y,{n},5" for n in range(ROWS))
    return d.bring(d.source(), d.lines(d.CALLS, *rows), auto=False)


def every_second(each: Callable[[], None] = lambda: None) -> Callable[[], datetime]:
    """A clock that is asked once a block, and goes on by a second each time."""
    ticks: Iterator[int] = iter(range(10_000))

    def clock() -> datetime:
        each()
        return d.AT + timedelta(seconds=next(ticks))

    return clock


def test_while_it_is_read_share_pace_and_time_left_are_said(batch: Batch) -> None:
    seen: list[Progress] = []
    operations.run_batch(batch_id=batch.pk, clock=every_second(lambda: seen.append(batch_progress(batch.pk))))
    for step in ("read", "try"):
        course = [progress for progress in seen if progress.state == "profiling" and progress.step == step]
        shares = [progress.share for progress in course if progress.share is not None]
        assert len(shares) > 4
        assert shares == sorted(shares)
        assert shares[0] == 0
        assert 500 < shares[-1] < 1000
        assert [progress.read for progress in course] == sorted(progress.read for progress in course)
        assert 0 < course[-1].read < ROWS
        assert course[-1].percent == shares[-1] // 10
        paced = [progress for progress in course if progress.rows_per_second]
        assert paced
        assert all(30 <= (progress.rows_per_second or 0) <= 100 for progress in paced)  # a block a second
        left = [progress.seconds_left for progress in paced if progress.seconds_left is not None]
        assert left[-1] < left[0] <= 10
    assert d.fresh(batch).state == "ready"


def test_while_it_is_imported_the_total_is_counted_and_not_estimated(batch: Batch) -> None:
    operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    operations.start_import(batch=batch, by=None, at=d.AT)
    seen: list[Progress] = []
    operations.run_batch(batch_id=batch.pk, clock=every_second(lambda: seen.append(batch_progress(batch.pk))))
    course = [progress for progress in seen if progress.state == "importing"]
    assert {progress.total_rows for progress in course} == {ROWS}
    assert [progress.read for progress in course] == sorted(progress.read for progress in course)
    paced = [progress for progress in course if progress.rows_per_second and progress.read < ROWS]
    assert len(paced) > 2
    for progress in paced:
        assert 30 <= (progress.rows_per_second or 0) <= 100  # a block a second
        assert progress.seconds_left == (ROWS - progress.read) // (progress.rows_per_second or 1)
        assert progress.share == progress.read * 1000 // ROWS
    done = batch_progress(batch.pk)
    assert (done.state, done.percent, done.seconds_left) == ("imported", 100, None)


def test_who_refuses_it_while_it_is_read_stops_the_worker(batch: Batch) -> None:
    steward = User.objects.create_user(username="steward")
    asked: list[int] = []

    def refuse_at_the_third_block() -> None:
        asked.append(1)
        if len(asked) == 5:
            operations.refuse_batch(batch=batch, reason="the wrong file", by=steward, at=d.AT)

    operations.run_batch(batch_id=batch.pk, clock=every_second(refuse_at_the_third_block))
    refused = d.fresh(batch)
    assert (refused.state, refused.error_code, refused.lease_until) == ("refused", "refused_by_person", None)
    assert len(asked) < 8
    assert not Call.objects.exists()
    assert not HeldRow.objects.exists()
    assert not list(profiling.scratch().glob(f"keys-{batch.pk}-*"))
