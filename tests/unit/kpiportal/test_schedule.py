"""What the worker does by itself is registered, and its messages expire."""

import logging

import pytest
from kombu.exceptions import OperationalError

from apps.intake import doorbell
from apps.people import changes
from kpiportal import bells
from kpiportal.celery import app
from kpiportal.schedule import EVERY, beat_schedule


@pytest.fixture(scope="module", autouse=True)
def _tasks_are_loaded() -> None:
    app.loader.import_default_modules()


@pytest.mark.parametrize("task", [task for task, _ in EVERY])
def test_every_round_is_a_task_that_the_worker_knows(task: str) -> None:
    assert task in app.tasks


@pytest.mark.parametrize("entry", beat_schedule().values(), ids=lambda entry: entry["task"])
def test_a_message_that_nobody_takes_expires(entry: dict[str, object]) -> None:
    options = entry["options"]
    assert isinstance(options, dict)
    assert 10 <= options["expires"] <= 60


def test_the_worker_says_often_enough_that_it_is_there() -> None:
    assert dict(EVERY)["apps.people.tasks.beat"] <= 5


def test_changes_and_batches_ring_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[tuple[str, object]] = []
    monkeypatch.setattr(app, "send_task", lambda name, *, args, **_options: rung.append((name, args)))
    bells.hang_bells()
    changes._ring()
    doorbell._call(7)
    assert rung == [("apps.metrics.tasks.consume_changes", ()), ("apps.intake.tasks.work_batch", (7,))]


@pytest.mark.parametrize("error", [OperationalError("no broker"), ConnectionRefusedError("no broker")])
def test_a_broker_that_is_down_is_logged_and_disturbs_nobody(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(app, "send_task", fail)
    with caplog.at_level(logging.WARNING):
        bells.ring_for_batch(7)
    assert "apps.intake.tasks.work_batch not rung: no broker" in caplog.text
