"""A job that takes SQLite's lock again and again lets a request in."""

import time
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from apps.people import turns
from apps.people.models import Organisation
from apps.people.turns import Turns


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_request_gets_the_lock_beside_a_busy_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "EVERY_SECONDS", 0.3)
    Organisation.objects.get_or_create(pk=1)
    ended, rounds = Event(), list[int]()

    def busy() -> None:
        way = Turns()
        try:
            while not ended.is_set():
                with transaction.atomic():
                    Organisation.objects.filter(pk=1).update(name="busy")
                    time.sleep(0.02)
                rounds.append(1)
                way.give_way()
        finally:
            connection.close()

    job = Thread(target=busy, daemon=True)
    job.start()
    waits = list[float]()
    try:
        for _ in range(3):
            began = time.monotonic()
            with transaction.atomic():
                Organisation.objects.filter(pk=1).update(name="request")
            waits.append(time.monotonic() - began)
    finally:
        ended.set()
        job.join(10)
    assert max(waits) < 5  # 30 s, and then a refusal, is what SQLite's lock allows
    assert rounds


@pytest.mark.django_db
def test_it_pauses_now_and_then_and_only_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    slept, now = list[float](), [0.0]
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    way = Turns()
    for now[0] in (1.0, 2.1, 3.0, 4.2):
        way.give_way()
    assert slept == ([turns.PAUSE_SECONDS] * 2 if connection.vendor == "sqlite" else [])


def test_a_job_that_is_under_way_is_not_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "db.sqlite3"
    database.touch()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    alone_here = connection.vendor != "sqlite"
    with turns.alone("consumer") as first, turns.alone("consumer") as second, turns.alone("other") as other:
        assert (first, second, other) == (True, alone_here, True)
    with turns.alone("consumer") as again:
        assert again
