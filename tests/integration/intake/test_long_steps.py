"""A step longer than a lease: converting a workbook, unpacking an archive. Nobody takes the batch over."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from apps.intake import operations, work
from apps.intake.models import Batch, Call
from apps.intake.operations import profiling
from apps.intake.operations.leases import Lease, LeaseLost, claim_batch
from apps.intake.reading import open_table
from apps.intake.storage import stored_path
from apps.people.clock import now
from tests import deliveries as d

pytestmark = pytest.mark.django_db
LONGEST = 20  # seconds that a test waits for what must come
ROW = "c1,1,2026-11-02 10:00:00,out,61234567,Y,60,5"
STEP = timedelta(milliseconds=700)  # of a lease of one second


@pytest.fixture(autouse=True)
def _company(settings: Settings) -> None:
    settings.INTAKE_LEASE_SECONDS = 1
    d.organisation()
    d.agent("Ada", "1")


@pytest.fixture
def batch() -> Batch:
    return d.bring(d.source(), d.lines(d.CALLS, ROW))


class Opening:
    """Opening the file takes until `done` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done = threading.Event()
        self.in_time = False
        self._open: Callable[..., Any] = open_table
        monkeypatch.setattr(work, "open_table", self)

    def __call__(self, *given: Any) -> Any:
        self.in_time = self.done.wait(LONGEST)
        return self._open(*given)


class Clock:
    """Each look is most of a lease later; `at_look` is called with the number of the look and its time."""

    def __init__(self, at_look: Callable[[int, datetime], None]) -> None:
        self._at_look = at_look
        self._looks = 0
        self._at = d.AT

    def __call__(self) -> datetime:
        self._looks += 1
        self._at += STEP
        self._at_look(self._looks, self._at)
        return self._at


def claim(batch: Batch, at: datetime) -> Lease | None:
    return claim_batch(worker="another", at=at, batch_id=batch.pk)


def claimed(batch: Batch) -> Lease:
    lease = claim(batch, d.AT)
    assert lease is not None
    return lease


def test_the_lease_is_extended_while_a_file_is_prepared(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Opening(monkeypatch)
    others: list[Lease | None] = []

    def look(number: int, at: datetime) -> None:
        if not opening.done.is_set():
            others.append(claim(batch, at))
        if number == 4:  # two leases later
            opening.done.set()

    profiling.profile_batch(lease=claimed(batch), clock=Clock(look))
    assert opening.in_time
    assert others == [None] * 4
    assert d.fresh(batch).state == "ready"


def test_so_it_is_when_the_import_has_to_prepare_it_again(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiling.profile_batch(lease=claimed(batch), clock=lambda: d.AT)
    opening = Opening(monkeypatch)
    tokens: list[int] = []

    def look(number: int, at: datetime) -> None:
        if number > 1 and not opening.done.is_set():
            assert claim(batch, at) is None
            tokens.append(d.fresh(batch).token)
        if len(tokens) == 4:
            opening.done.set()

    operations.run_batch(batch_id=batch.pk, clock=Clock(look))
    assert opening.in_time
    assert tokens == [2] * 4
    assert Call.objects.count() == 1


def test_a_lease_that_was_lost_is_not_extended(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = Opening(monkeypatch)
    others: list[Lease | None] = []
    looks: list[int] = []

    def look(number: int, at: datetime) -> None:
        looks.append(number)
        if number == 2:
            others.append(claim(batch, at + timedelta(seconds=5)))
            opening.done.set()

    with pytest.raises(LeaseLost):
        profiling.profile_batch(lease=claimed(batch), clock=Clock(look))
    (other,) = others
    assert other is not None
    assert looks == [1, 2]
    assert d.fresh(batch).token == other.token
    assert d.fresh(batch).state == "profiling"  # the other one's


def test_a_file_that_cannot_be_opened_is_refused_all_the_same(batch: Batch) -> None:
    stored_path(batch.file).unlink()
    operations.run_batch(batch_id=batch.pk, clock=now)
    assert (d.fresh(batch).state, d.fresh(batch).error_code) == ("refused", "file_gone")
