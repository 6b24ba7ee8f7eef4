"""The change feed: merged when written, in the writer's transaction, and no mark is lost to a consumer."""

import time
from datetime import date, timedelta

import pytest
from django.db import transaction

from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.models import Change
from tests.people import AT
from tests.racing import race


def row(
    first: int, last: int, *, person: int | None = 1, team: int | None = None, topic: str = "call"
) -> ChangeRow:
    day = date(2026, 3, 1) - timedelta(days=1)
    return ChangeRow(
        topic=topic,
        person_id=person,
        team_id=team,
        first_day=day + timedelta(days=first),
        last_day=day + timedelta(days=last),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "written"),
    [
        ([row(1, 5), row(6, 9)], 1),  # adjacent
        ([row(1, 5), row(7, 9)], 2),  # a day between
        ([row(1, 9), row(3, 4), row(2, 12)], 1),  # overlapping, out of order
        ([row(1, 5), row(6, 9, topic="order")], 2),
        ([row(1, 5), row(6, 9, person=2)], 2),
        ([row(1, 5, person=None, team=1), row(6, 9, person=None, team=1)], 1),
        ([row(1, 5, person=None), row(1, 5)], 2),  # everyone, and someone
        ([], 0),
    ],
)
def test_days_of_one_subject_are_written_as_one(rows: list[ChangeRow], written: int) -> None:
    assert changes.write(rows=rows, cause="batch 1", at=AT) == written
    assert Change.objects.count() == written


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "count"),
    [(5, 5, 1), (6, 20, 0), (1, 2, 0), (2, 3, 1), (None, None, 1), (6, None, 0), (5, None, 1), (None, 2, 0)],
)
def test_waiting_counts_changes_that_touch_a_day(first: int | None, last: int | None, count: int) -> None:
    changes.write(rows=[row(3, 5)], cause="batch 1", at=AT)
    day = date(2026, 3, 1) - timedelta(days=1)
    bounds = {name: day + timedelta(days=at) for name, at in (("first", first), ("last", last)) if at}
    assert changes.waiting(**bounds) == count
    assert changes.pending_topics() == {"call"}


@pytest.mark.django_db
def test_open_ended_days_stop_at_the_calendar() -> None:
    forever = ChangeRow(
        topic="call", person_id=1, team_id=None, first_day=date(2000, 1, 1), last_day=date(9999, 12, 31)
    )
    beyond = ChangeRow(
        topic="call", person_id=2, team_id=None, first_day=date(2050, 1, 1), last_day=date(2051, 1, 1)
    )
    assert changes.write(rows=[forever, beyond], cause="batch 1", at=AT) == 1
    kept = Change.objects.get()
    assert (kept.first_day, kept.last_day) == (date(2010, 1, 1), date(2040, 12, 31))


@pytest.mark.django_db(transaction=True)
def test_the_doorbell_rings_after_commit_and_only_then() -> None:
    rings: list[int] = []
    changes.set_doorbell(lambda: rings.append(Change.objects.count()))
    try:
        with transaction.atomic():
            changes.write(rows=[row(1, 1)], cause="batch 1", at=AT)
            assert rings == []
        assert rings == [1]
        with transaction.atomic():
            changes.write(rows=[row(2, 2)], cause="batch 2", at=AT)
            transaction.set_rollback(True)
        with transaction.atomic():
            changes.write(rows=[], cause="batch 3", at=AT)
        assert rings == [1]
        assert Change.objects.count() == 1
    finally:
        changes.set_doorbell(lambda: None)


@pytest.mark.django_db(transaction=True)
def test_two_writers_and_a_consumer_lose_no_mark() -> None:
    """The consumer deletes just what it read.

    A row committed late, with a lower id, waits for the next turn.
    """
    per_writer, seen = 15, list[int]()
    finished: list[int] = []

    def write(person: int) -> int:
        try:
            for number in range(per_writer):
                with transaction.atomic():
                    changes.write(rows=[row(number + 1, number + 1, person=person)], cause="batch 1", at=AT)
                    time.sleep(0.002)  # an id is taken, and not yet committed
        finally:
            finished.append(person)
        return per_writer

    def consume() -> int:
        while len(finished) < 2 or Change.objects.exists():
            with transaction.atomic():
                read = list(Change.objects.order_by("pk").values_list("pk", flat=True)[:7])
                time.sleep(0.002)
                deleted, _ = Change.objects.filter(pk__in=read).delete()
                assert deleted == len(read)
                seen.extend(read)
            time.sleep(0.002)  # SQLite's lock has no queue: who takes it again at once starves the others
        return len(seen)

    assert list(race(lambda: write(1), lambda: write(2), consume)) == [15, 15, 30]
    assert len(set(seen)) == 30
    assert not Change.objects.exists()
