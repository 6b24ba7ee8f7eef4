"""`GET /healthz`: for whoever watches, without signing in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from apps.people.models import WorkerBeat
from kpiportal import health

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("silent_for", "status"),
    [(timedelta(seconds=2), "ok"), (timedelta(seconds=60), "ok"), (timedelta(seconds=61), "failing")],
)
def test_a_worker_is_alive_while_it_makes_its_rounds(silent_for: timedelta, status: str) -> None:
    WorkerBeat.objects.create(name="one", at=NOON - timedelta(days=3))
    WorkerBeat.objects.create(name="two", at=NOON - silent_for)
    report = health.examine(at=NOON)
    assert report["status"] == status
    assert report["worker"] == {"ok": status == "ok", "age_seconds": silent_for.total_seconds()}
    assert report["database"] == {"ok": True}


@pytest.mark.django_db
def test_without_any_worker_it_fails_with_503_and_does_not_fill_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["worker"] == {"ok": False, "age_seconds": None}
    assert response.headers["Cache-Control"].startswith("max-age=0, no-cache")
    assert caplog.text == ""


@pytest.mark.django_db
def test_with_a_worker_it_answers_200_to_anyone_and_only_to_reads(client: Client) -> None:
    WorkerBeat.objects.create(name="one", at=datetime.now(tz=UTC))
    assert client.get("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_without_a_database_it_fails_with_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_what: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(WorkerBeat.objects, "aggregate", unreachable)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] == {"ok": False}
