"""Giving way on SQLite, whose write lock has no queue.

Who waits for the lock looks again every tenth of a second at the latest. A job that takes it back at once
after each of its transactions would keep a request waiting until that gives up; a short pause now and
then lets it in.
PostgreSQL locks rows, not the database: nothing waits there.
"""

import time
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
