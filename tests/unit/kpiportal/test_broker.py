"""The folder broker: a message is whole or not there, is taken once, and a full folder takes no more."""

import json
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from celery import Celery
from kombu.connection import Connection

from kpiportal import broker
from kpiportal.broker import Channel


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "control").mkdir()
    return tmp_path


def connection(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    return Connection("filesystem://", transport_options=options)


@pytest.fixture
def channel(folder: Path) -> Iterator[Channel]:
    with connection(folder) as open_connection:
        yield open_connection.default_channel


def test_celery_uses_this_broker(channel: Channel) -> None:
    assert type(channel) is Channel


def test_messages_are_taken_in_the_order_in_which_they_were_put(channel: Channel) -> None:
    for number in range(3):
        channel._put("bells", {"number": number})
    assert [channel._get("bells")["number"] for _ in range(3)] == [0, 1, 2]


def test_a_message_is_taken_once(channel: Channel) -> None:
    channel._put("bells", {"number": 1})
    assert channel._get("bells") == {"number": 1}
    with pytest.raises(Empty):
        channel._get("bells")
    assert not list(Path(channel.data_folder_in).iterdir())


def test_a_message_that_another_process_was_faster_to_take_is_passed_over(tmp_path: Path) -> None:
    assert broker._take(tmp_path / "1_x.bells.msg") is None


def test_a_message_of_another_queue_stays(channel: Channel) -> None:
    channel._put("other", {})
    with pytest.raises(Empty):
        channel._get("bells")
    assert channel._size("other") == 1


def test_a_message_half_written_is_not_seen(channel: Channel) -> None:
    (Path(channel.data_folder_in) / ".1_x.part").write_text('{"half"')
    with pytest.raises(Empty):
        channel._get("bells")


@pytest.mark.parametrize(("waiting", "then"), [(2, 3), (3, 3), (4, 4)])
def test_a_full_folder_takes_no_more(
    channel: Channel, waiting: int, then: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "MOST_MESSAGES", 3)
    for number in range(waiting):
        (Path(channel.data_folder_in) / f"{number}_x.bells.msg").write_text("{}")
    channel._put("bells", {})
    assert channel._size("bells") == then


def test_a_task_sent_through_celery_arrives(folder: Path) -> None:
    app = Celery("probe", broker="filesystem://", set_as_current=False)
    app.conf.broker_transport_options = connection(folder).transport_options
    app.send_task("look", queue="bells")
    app.close()
    [path] = (folder / "messages").iterdir()
    assert json.loads(path.read_text())["headers"]["task"] == "look"
