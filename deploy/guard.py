"""The guard: leads the process group of everything run.py starts, and ends it when run.py is gone.

It waits on a pipe that only run.py holds. Whatever ends run.py, even `kill -9`, closes the pipe; then the
group gets a moment to end by itself, and is killed, the guard included. So no process is ever left behind.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 1.5


def watch() -> None:
    """Wait for the end of run.py, then end the group; a word on the pipe says that it had its moment."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    ended_well = sys.stdin.buffer.read()
    if not ended_well:
        os.killpg(0, signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    watch()
