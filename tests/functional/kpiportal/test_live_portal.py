"""A real web process and a real worker, on the database and the broker of the run."""

import os
import signal
import subprocess
import time
import urllib.request

import pytest

from tests.live import LivePortal

pytestmark = pytest.mark.worker


def test_web_and_worker_are_healthy_and_go_on_after_kill_9(live_portal: LivePortal) -> None:
    first = live_portal.start_worker()
    with urllib.request.urlopen(live_portal.url + "/healthz", timeout=10) as response:
        assert response.status == 200
    children = children_of(first.pid)
    assert len(children) == 3  # two at work, one scheduler

    live_portal.kill_worker()
    patience = time.monotonic() + 3
    while any(map(is_running, children)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not list(filter(is_running, children))

    before = live_portal.sql("SELECT MAX(at) FROM people_workerbeat")
    live_portal.start_worker()
    live_portal.wait_until(
        lambda: live_portal.sql("SELECT MAX(at) FROM people_workerbeat") > before, seconds=15
    )


def test_the_portal_can_be_asked_and_told(live_portal: LivePortal) -> None:
    assert live_portal.shell("print(6 * 7)") == "42\n"
    with pytest.raises(AssertionError, match="no_such_command"):
        live_portal.manage("no_such_command")


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    command = ["ps", "-o", "pid=", "--ppid", str(pid)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [int(line) for line in listed.split()]


def is_running(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    return True
