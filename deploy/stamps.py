"""What is done already: a step leaves the hash of what it was done from; done anew when that differs."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deploy.places import CODE, STAMPS
from deploy.terminal import Terminal


def digest(paths: Iterable[Path], *words: str) -> str:
    """SHA-256 over the named files' content and some words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        total.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def is_done(step: str, wanted: str) -> bool:
    """Whether a step was finished from exactly these inputs."""
    try:
        return (STAMPS / step).read_text(encoding="ascii") == wanted
    except FileNotFoundError:
        return False


def mark_done(step: str, wanted: str) -> None:
    """A step is finished. The stamp appears whole or not at all."""
    STAMPS.mkdir(exist_ok=True)
    unfinished = STAMPS / f".{step}.{os.getpid()}"
    unfinished.write_text(wanted, encoding="ascii")
    unfinished.replace(STAMPS / step)


def mark_begun(step: str) -> None:
    """From here until `mark_done`, the step's result is not to be trusted."""
    (STAMPS / step).unlink(missing_ok=True)


@contextmanager
def one_at_a_time(terminal: Terminal) -> Iterator[IO[str]]:
    """Two set-ups of one folder wait for each other."""
    with (CODE / ".setup.lock").open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            terminal.say("  Another run.py is setting this folder up; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file
