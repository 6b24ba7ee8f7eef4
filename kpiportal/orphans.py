"""A process whose parent was killed ends by itself, so that `kill -9` leaves nothing running behind."""

import os
import threading
import time

CHECK_SECONDS = 0.5


def exit_with_parent() -> None:
    """Watch the parent from a daemon thread; end this process at once when it is gone.

    Ending at once is safe: every job is claimed by a lease in the database, and its chunk is one transaction.
    """
    watch = threading.Thread(target=_watch, args=(os.getppid(),), name="exit-with-parent", daemon=True)
    watch.start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(CHECK_SECONDS)
    os._exit(1)
