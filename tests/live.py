"""A real portal for tests: web process and Celery worker as processes of their own, in a home of their own.

On the database of the run: SQLite in its home, or one of its own on the PostgreSQL server of DATABASE_URL.
On the broker of the run: a folder in its home, or a queue of its own on the one of CELERY_BROKER_URL.
"""

import atexit
import itertools
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql as identifiers

from deploy.places import CODE, Home, environment, manage
from deploy.portal import answers
from deploy.processes import Guard, end
from deploy.services import web_command, worker_command

NUMBERS = itertools.count(1)
Process = subprocess.Popen[str]


class LivePortal:
    """`with LivePortal() as portal:` prepares and serves; `start_worker()` adds the worker."""

    def __init__(self) -> None:
        self.until = ExitStack()
        folder = self.until.enter_context(tempfile.TemporaryDirectory(prefix="kpiportal-live-"))
        self.home = Path(folder)
        self.name = f"kpiportal_live_{os.getpid()}_{next(NUMBERS)}"
        self.environment = self._environment()
        self.url = ""
        self.worker: Process | None = None
        self.started: list[Process] = []

    def __enter__(self) -> Self:
        self.guard = Guard()
        self.until.callback(self.guard.end)
        self.until.callback(lambda: end(self.started))
        self._make_database()
        self.url = f"http://127.0.0.1:{_free_port()}"
        self._start("web", web_command(int(self.url.rpartition(":")[2])))
        self.wait_until(lambda: _is_up(self.url + "/healthz"), seconds=120)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End every process and delete the home and the database."""
        self.until.close()

    def start_worker(self) -> Process:
        """Start a Celery worker with its scheduler, and wait until it is at work."""
        self.worker = self._start("worker", worker_command(Home(self.home)))
        self.wait_until(lambda: answers(self.url + "/healthz"), seconds=120)
        return self.worker

    def kill_worker(self) -> None:
        """`kill -9` of the worker; its processes end with it."""
        assert self.worker is not None
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()
        self.worker = None

    def manage(self, *arguments: str, **options: Any) -> str:
        """Run a `manage.py` command to its end; what it printed. Fails with what it complained about."""
        done = subprocess.run(
            [str(part) for part in manage(*arguments)],
            cwd=CODE,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        assert done.returncode == 0, f"manage {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return str(done.stdout)

    def shell(self, code: str) -> str:
        """What some Python prints inside the portal's Django."""
        return self.manage("shell", "--no-imports", "-c", code)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query, read past Django."""
        if "DATABASE_URL" in self.environment:
            with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
                return connection.execute(statement.encode()).fetchall()
        with closing(sqlite3.connect(self.home / "kpiportal.sqlite3", timeout=30)) as connection:
            return connection.execute(statement).fetchall()

    def wait_until(self, holds: Callable[[], object], *, seconds: float) -> None:
        """Wait until something holds; fail with the ends of the logs where it does not in time."""
        patience = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < patience, f"waited {seconds} s in vain\n{self.logs()}"
            time.sleep(0.1)

    def logs(self) -> str:
        """The ends of the processes' logs."""
        texts = [(path.name, path.read_text(errors="replace")[-3000:]) for path in self.home.glob("*.log")]
        return "\n".join(f"--- {name}\n{text}" for name, text in texts)

    def _start(self, name: str, command: list[str | Path]) -> Process:
        with (self.home / f"{name}.log").open("a") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=CODE,
                env={**self.environment, "KPIPORTAL_EXIT_WITH_PARENT": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                process_group=self.guard.group,
            )
        self.started.append(process)
        return process

    def _environment(self) -> dict[str, str]:
        found = environment(Home(self.home))
        database = found.pop("DATABASE_URL", "")
        if database.startswith("postgres"):
            found["DATABASE_URL"] = f"{database.rpartition('/')[0]}/{self.name}"
        return {**found, "DJANGO_SETTINGS_MODULE": "kpiportal.settings", "KPIPORTAL_QUEUE": self.name}

    def _make_database(self) -> None:
        prepared = _Prepared.once()
        shutil.copytree(prepared.home, self.home, dirs_exist_ok=True)
        if "DATABASE_URL" in self.environment:
            on_server("CREATE DATABASE {} TEMPLATE {}", self.name, prepared.name)
            # Callbacks run last in, first out: the processes have ended before the database is dropped.
            self.until.callback(lambda: on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name))
            self.until.callback(lambda: end(self.started))


class _Prepared(LivePortal):
    """What every live portal of a run is a copy of: migrated and collected once, never started."""

    @classmethod
    @cache
    def once(cls) -> Self:
        portal = cls()
        if "DATABASE_URL" in portal.environment:
            on_server("CREATE DATABASE {}", portal.name)
            atexit.register(on_server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", portal.name)
        portal.manage("prepare")
        return portal


def copy_prepared_home(home: Path) -> None:
    """Fill a home with what a first start would make on SQLite, without its work."""
    if "DATABASE_URL" not in os.environ:
        shutil.copytree(_Prepared.once().home, home)


def on_server(statement: str, *names: str) -> None:
    """Make or drop a database on the PostgreSQL server of the run."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(identifiers.SQL(statement).format(*map(identifiers.Identifier, names)))


def _is_up(url: str) -> bool:
    """Whether anything answers there, be it that no worker is well yet."""
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
