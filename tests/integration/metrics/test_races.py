"""Two consumers and several writers at once: no mark is lost and no figure is wrong in the end."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given, settings

from apps.metrics import extents, operations
from apps.metrics.models import Cell, KpiVersion
from apps.metrics.operations import changes as consuming
from apps.metrics.sql import dialect
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from apps.people.models import Change, Person
from tests import records
from tests.integration.metrics.history import HISTORIES, Action, Company

pytestmark = pytest.mark.django_db(transaction=True)
MANY = settings(max_examples=max(3, settings().max_examples // 10))  # 3, with --thorough 100
FIRST = date(2026, 9, 28)  # around a quarter's border


@pytest.fixture
def people() -> list[Person]:
    records.organisation("HKD")
    floor = records.team("floor")
    teams = [records.team("north", parent=floor), records.team("south", parent=floor)]
    records.batch()
    records.customer(1)
    return [records.person(f"Agent {n}", teams[n % 2]) for n in range(3)]


def write_call(who: Person, when: date) -> None:
    """One call with its mark, as one transaction of intake."""
    with transaction.atomic():
        records.call(who, when.isoformat(), 1)
        row = ChangeRow(topic=Topic.CALL, person_id=who.pk, team_id=None, first_day=when, last_day=when)
        changes.write(rows=[row], cause="push", at=records.AT)


def together(*jobs: Callable[[], None]) -> None:
    """Run all jobs at once, each on its own connection; raise what one of them raised."""
    failures: list[BaseException] = []
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        with closing(connection):
            try:
                gate.wait(timeout=30)
                job()
            except BaseException as error:  # noqa: BLE001 - handed to the test
                failures.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failures == []
    assert not any(thread.is_alive() for thread in threads)


def test_two_consumers_and_two_writers(people: list[Person]) -> None:
    written = threading.Event()
    done: list[int] = []

    def writer(offset: int) -> Callable[[], None]:
        def write() -> None:
            for n in range(12):
                write_call(people[(n + offset) % 3], FIRST + timedelta(days=n % 6))
            done.append(offset)
            if len(done) == 2:
                written.set()

        return write

    def consume() -> None:
        while not written.is_set() or Change.objects.exists():
            operations.consume_changes(limit=3)

    together(writer(0), writer(1), consume, consume)
    assert not Change.objects.exists()
    found = operations.verify_cells()
    assert (found.different, found.waiting, found.examples) == (0, 0, [])
    calls = Cell.objects.filter(kpi__code="outbound_calls", subject="team", grain="quarter")
    assert sum(calls.filter(subject_id=people[0].placements.get().team_id).values_list("n", flat=True)) == 16


@MANY
@given(history=HISTORIES)
def test_random_histories_with_two_consumers_racing(history: list[Action]) -> None:
    """Whatever happens while two consumers are at it, in the end the cells are those made from scratch."""
    over = threading.Event()

    def happen() -> None:
        try:
            Company().play(history)
        finally:
            over.set()

    def consume(limit: int) -> Callable[[], None]:
        def until_over() -> None:
            oldest = False
            while not over.is_set():
                oldest = not oldest
                if not operations.consume_changes(limit=limit, oldest_first=oldest):
                    time.sleep(0.002)

        return until_over

    try:
        with mock.patch.object(extents, "LARGE", 2):
            together(happen, consume(2), consume(7))
            operations.consume_all()
        found = operations.verify_cells()
        assert (found.different, found.waiting, found.examples) == (0, 0, [])
        assert operations.rebuild_cells() == 0
    finally:
        KpiVersion.objects.filter(version__gt=1).delete()
        call_command("flush", verbosity=0, interactive=False)


def test_what_is_written_while_a_slice_is_computed_stays_in_the_feed(
    people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The consumer deletes exactly the rows it read, not those of the same days that came meanwhile."""
    write_call(people[0], FIRST)
    computing = threading.Event()
    wrote = threading.Event()
    apply_patches = consuming.apply_patches

    def slow(*args: object) -> int:
        applied = apply_patches(*args)  # type: ignore[arg-type]
        computing.set()
        # on SQLite the writer cannot get in before this transaction ends
        wrote.wait(timeout=20 if connection.vendor == "postgresql" else 0.5)
        return applied

    monkeypatch.setattr(consuming, "apply_patches", slow)

    def write() -> None:
        assert computing.wait(timeout=20)
        write_call(people[0], FIRST)
        wrote.set()

    together(lambda: assert_equal(operations.consume_changes(), 1), write)
    assert Change.objects.count() == 1
    monkeypatch.undo()
    operations.consume_all()
    assert operations.verify_cells().different == 0
    cell = Cell.objects.get(kpi__code="outbound_calls", subject="agent", grain="day")
    assert cell.numerator == 2


def test_a_second_consumer_leaves_at_once_or_waits(people: list[Person]) -> None:
    write_call(people[0], FIRST)
    held = threading.Event()
    release = threading.Event()
    answers: list[int] = []

    def hold() -> None:
        with transaction.atomic():
            assert dialect().hold_cells(wait=True)
            held.set()
            release.wait(timeout=20)

    def try_and_wait() -> None:
        assert held.wait(timeout=20)
        if connection.vendor == "postgresql":  # SQLite has one writer: trying is waiting
            answers.append(operations.consume_changes())
        threading.Timer(0.3, release.set).start()
        answers.append(operations.consume_changes(wait=True))

    together(hold, try_and_wait)
    assert answers[-1] == 1
    assert answers[:-1] == ([0] if connection.vendor == "postgresql" else [])


def assert_equal(one: int, other: int) -> None:
    assert one == other
