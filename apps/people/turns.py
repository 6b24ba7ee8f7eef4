"""Giving way on SQLite, whose write lock has no queue.

Who waits for the lock looks again every tenth of a second at the latest. A job that takes it back at once
after each of its transactions would keep a request waiting until that gives up; a short pause now and then
lets it in. For the same reason a long job that is under way is not begun a second time: it would do nothing
but wait for the lock, and keep a process of the worker busy with that; a few of them, and nobody is left to
take up an import whose worker was killed.
PostgreSQL locks rows, not the database, and says at once when somebody has what is wanted.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import connection

EVERY_SECONDS: Final = 2.0  # a request waits no longer than this, and what the longest transaction lasts
PAUSE_SECONDS: Final = 0.11  # longer than SQLite's longest wait between two looks (0.1 s)


class Turns:
    """`turns.give_way()` between two transactions of a long job, never inside one."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def give_way(self) -> None:
        """Pause where the database is SQLite and the job has been at it for a while."""
        if connection.vendor == "sqlite" and time.monotonic() - self._since >= EVERY_SECONDS:
            time.sleep(PAUSE_SECONDS)
            self._since = time.monotonic()


@contextmanager
def alone(job: str) -> Iterator[bool]:
    """Whether no other process is at a job on this SQLite database; until the block ends none begins it.

    A lock on a file beside the database, which goes with its process, however that ends. On PostgreSQL, and
    for a database in memory, there is nothing to ask: True.
    """
    path = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not path.is_file():
        yield True
        return
    with path.with_name(f"{path.name}.{job}").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
