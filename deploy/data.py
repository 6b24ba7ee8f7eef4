"""The home's data: one run.py at a time, deleting it (`--fresh`), and whether the demo company is in it."""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deploy.places import Home
from deploy.terminal import Stop, Terminal

# What a portal writes into its home. Nothing else is ever deleted.
WRITTEN = (
    "kpiportal.sqlite3*",
    "files",
    "broker",
    "static",
    "static.stamp",
    "secret.key",
    "schedule*",
    "tmp",
    "demo",
    "demo-*.state",
    "logs",
)


@contextmanager
def sole_owner(home: Home) -> Iterator[IO[str]]:
    """Hold the home while a portal runs in it; a second run.py is told where the first one is."""
    with home.lock.open("a+", encoding="utf-8") as file:
        if not _locked_soon(file):
            file.seek(0)
            raise Stop(
                f"A portal already runs from {home.path} ({file.read().strip() or 'it is starting'}). Use "
                "that one, stop it first, or name another folder in KPIPORTAL_HOME."
            )
        file.truncate(0)
        yield file


def _locked_soon(file: IO[str]) -> bool:
    """Take the lock; one that was killed a moment ago may still be ending its processes."""
    patience = time.monotonic() + 3
    while time.monotonic() < patience:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return True
    return False


def announce(lock: IO[str], address: str) -> None:
    """Leave the address for a second run.py to name."""
    lock.truncate(0)
    lock.write(f"{address}, process {os.getpid()}")
    lock.flush()


def ask_before_erasing(home: Home, terminal: Terminal) -> None:
    """`--fresh` deletes only after a yes."""
    database = os.environ.get("DATABASE_URL")
    also = (
        f"\nand all of the portal's tables in the database {_without_password(database)}" if database else ""
    )
    terminal.say(f"--fresh deletes the portal's database, files, logs and key in {home.path}{also}.")
    try:
        answer = input("Type yes to delete them: ")
    except EOFError:
        answer = ""
    if answer.strip().lower() != "yes":
        raise Stop("Nothing was deleted. Start again without --fresh, or answer yes.")


def erase(home: Home) -> None:
    """Delete what a portal wrote into its home."""
    for pattern in WRITTEN:
        for path in home.path.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    home.logs.mkdir(parents=True)


def silence_old_bells(home: Home) -> None:
    """Messages of an earlier run: the database knows the work, and the schedule rings at once."""
    for path in home.messages.glob("*"):
        path.unlink(missing_ok=True)


def demo_state(home: Home) -> str:
    """`begun`, `built`, or empty where run.py has not built the demo company in this database."""
    try:
        return _demo_file(home).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def note_demo(home: Home, state: str) -> None:
    """Remember how far the demo company is."""
    _demo_file(home).write_text(state, encoding="ascii")


def _demo_file(home: Home) -> Path:
    database = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode()).hexdigest()[:8]
    return home.path / f"demo-{database}.state"


def _without_password(url: str) -> str:
    """`postgres://me:secret@host/name` as `host/name`."""
    return url.split("://", 1)[-1].split("@", 1)[-1].split("?", 1)[0]
