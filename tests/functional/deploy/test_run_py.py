"""run.py as a newcomer meets it: help, a running portal, its end, and what it says when it cannot go on."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy import stamps
from deploy.places import CODE
from tests.live import copy_prepared_home

pytestmark = pytest.mark.once  # on SQLite and the folder broker, whatever the run is on
IS_SET_UP = stamps.is_done("requirements.txt", stamps.digest([CODE / "requirements.txt"]))
needs_set_up = pytest.mark.skipif(not IS_SET_UP, reason="this environment was not set up by run.py")


OF_THE_TEST_RUN = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CELERY_BROKER_URL"}


class Run:
    """`python3 run.py …` in a home and a session of its own, on SQLite and the folder broker."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        self.home = home
        self.lines: list[str] = []
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TEST_RUN}
        self.process = subprocess.Popen(
            [getattr(sys, "_base_executable", sys.executable), "run.py", *arguments],
            cwd=CODE,
            env={**kept, "KPIPORTAL_HOME": str(home), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def address(self) -> str:
        found = re.search(r"The portal is at (http://[\d.:]+)", self.said)
        return found[1] if found else ""

    def wait_until(self, holds: Callable[[], object], seconds: float = 60) -> None:
        patience = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < patience, f"waited {seconds} s in vain\n{self.said}"
            time.sleep(0.05)

    def end(self) -> int:
        """Wait for the end; the exit status."""
        status = self.process.wait(timeout=120)
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def left_behind(self) -> list[str]:
        """The processes that have this home in their environment."""
        mark = f"KPIPORTAL_HOME={self.home}".encode()
        return [path.name for path in Path("/proc").glob("[0-9]*") if mark in environment_of(path)]


def environment_of(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Iterator[Callable[..., Run]]:
    """Start run.py; whatever is left of it is ended afterwards."""
    started: list[Run] = []

    def start(*arguments: str, **environment: str) -> Run:
        started.append(Run(home, *arguments, **environment))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.terminate()
            each.end()


def test_help_names_every_option_and_command(run: Callable[..., Run]) -> None:
    helped = run("--help")
    assert helped.end() == 0
    for name in ("--port", "--no-demo", "--fresh", "test", "manage", "bench", "KPIPORTAL_HOME"):
        assert name in helped.said


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(run: Callable[..., Run], port: str) -> None:
    refused = run("--port", port)
    assert refused.end() == 2
    assert f"'{port}' is not a port (1 to 65535)" in refused.said


def test_fresh_without_an_answer_deletes_nothing(run: Callable[..., Run], home: Path) -> None:
    home.mkdir()
    (home / "kpiportal.sqlite3").write_text("rows")
    refused = run("--fresh")
    assert refused.end() == 1
    assert "Nothing was deleted" in refused.said
    assert (home / "kpiportal.sqlite3").read_text() == "rows"


def test_a_home_that_may_not_be_written_is_named(run: Callable[..., Run]) -> None:
    refused = run(KPIPORTAL_HOME="/proc/kpiportal")
    assert refused.end() == 1
    assert "KPIPORTAL_HOME" in refused.said or "The machine refused" in refused.said
    assert "Traceback" not in refused.said


@needs_set_up
def test_a_database_that_does_not_answer_is_one_sentence(run: Callable[..., Run]) -> None:
    refused = run("--no-demo", DATABASE_URL="postgres://nobody@127.0.0.1:9/none")
    assert refused.end() == 1
    assert "The database cannot be used" in refused.said
    assert "correct DATABASE_URL" in refused.said
    assert "Traceback" not in refused.said


@needs_set_up
def test_manage_passes_output_and_status_through(run: Callable[..., Run]) -> None:
    good, bad = run("manage", "version"), run("manage", "check", "--no-such-option")
    assert good.end() == 0
    assert re.fullmatch(r"5\.2\.\d+\n", good.said)
    assert bad.end() == 2
    assert "unrecognized arguments: --no-such-option" in bad.said


@needs_set_up
@pytest.mark.worker
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_portal_starts_heals_and_ends(run: Callable[..., Run], home: Path, ending: signal.Signals) -> None:
    copy_prepared_home(home)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        portal = run("--no-demo", "--port", str(taken))
        portal.wait_until(lambda: portal.address)
    assert f"Port {taken} is taken; using" in portal.said
    portal.wait_until(lambda: status_of(portal.address + "/healthz") == 200)
    assert status_of(portal.address + "/") < 400

    second = run("--no-demo")
    assert second.end() == 1
    assert f"A portal already runs from {portal.home} ({portal.address}" in second.said

    os.kill(worker_of(portal), signal.SIGKILL)
    portal.wait_until(lambda: "The worker process has ended unexpectedly; starting it again." in portal.said)

    portal.process.send_signal(ending)
    portal.wait_until(lambda: not portal.left_behind(), seconds=3)
    assert portal.end() == (0 if ending == signal.SIGTERM else -signal.SIGKILL)


@needs_set_up
@pytest.mark.worker
@pytest.mark.parametrize("after", [0.3, 1.5])
def test_ending_it_while_it_starts_leaves_nothing(run: Callable[..., Run], after: float) -> None:
    portal = run("--no-demo", "--port", "8149")
    time.sleep(after)
    portal.process.send_signal(signal.SIGINT)
    portal.wait_until(lambda: not portal.left_behind(), seconds=3)
    assert portal.end() in {0, 130, -signal.SIGINT}
    assert "Traceback" not in portal.said


@pytest.mark.thorough
def test_an_unreachable_registry_is_one_sentence_and_a_next_run_could_go_on(tmp_path: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CODE, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CODE / name, tmp_path / "copy" / name)
    nowhere = {
        "KPIPORTAL_HOME": str(tmp_path / "home"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_FIND_LINKS": "",
        "PIP_NO_CACHE_DIR": "1",
    }
    for _ in range(2):  # the second time over the first one's remains
        done = subprocess.run(
            [getattr(sys, "_base_executable", sys.executable), "run.py", "--no-demo"],
            cwd=tmp_path / "copy",
            env={**os.environ, **nowhere},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "the package registry does not answer" in done.stderr
        assert "then run the same command again" in done.stderr
        assert "Traceback" not in done.stderr


def worker_of(portal: Run) -> int:
    """The worker's main process: the one whose parent is run.py."""
    command = ["ps", "-o", "pid=,args=", "--ppid", str(portal.process.pid)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(int(line.split()[0]) for line in listed.splitlines() if " celery " in line)


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
