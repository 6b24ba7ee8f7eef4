"""What run.py says, and how it gives up: one clear sentence with the remedy."""

import errno
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Stop(Exception):
    """Why run.py cannot go on, as the sentence the person reads, with the remedy."""


class Terminal:
    """Where progress goes: standard output for the portal, standard error before a command with output."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def say(self, text: str = "") -> None:
        """One line, at once."""
        print(text, file=self.stream, flush=True)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Announce a step that takes a while, and how long it took."""
        self.say(f"  {text} …")
        began = time.monotonic()
        yield
        self.say(f"  {text}: done in {time.monotonic() - began:.0f} s")


def complain(problem: Stop) -> int:
    """Print why run.py stopped; the exit status."""
    print(f"\n{problem}", file=sys.stderr, flush=True)
    return 1


def from_os_error(error: OSError) -> Stop:
    """The sentence for a failed write of our own."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full()
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return Stop(
            f"{error.filename or 'A folder'} may not be written. Give yourself the right to write there, or "
            "name another folder in KPIPORTAL_HOME, then run the same command again."
        )
    return Stop(f"The machine refused: {error}. Put that right, then run the same command again.")


def disk_full() -> Stop:
    """No room left."""
    return Stop(
        "The disk is full. Free about 1 GB (the portal's folder, the home folder and the temporary folder "
        "need room), then run the same command again; what is already done is kept."
    )
