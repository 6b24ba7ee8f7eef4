"""Nothing that run.py started outlives it, however it ends and however stubborn the others are."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.places import CODE

# Starts a process that ignores SIGTERM and has a child of the same kind, tells their ids, and waits.
PARENT = """
import sys, time
from pathlib import Path
from deploy.places import Home
from deploy.processes import Processes, Stopped
home = Home(Path(sys.argv[1]))
with open(home.path / "lock", "w") as lock:
    try:
        with Processes(home, lock=lock) as processes:
            processes.start([sys.executable, "-c", STUBBORN], output=None)
            time.sleep(60)
    except Stopped:
        pass
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
os.write(1, b"%d\\n" % os.getpid())
time.sleep(60)
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_ends_no_process_is_left_after_three_seconds(
    ending: signal.Signals, tmp_path: Path
) -> None:
    program = PARENT.replace("STUBBORN", repr(STUBBORN))
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=CODE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None
    started = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(is_running(pid) for pid in started)
    parent.send_signal(ending)
    patience = time.monotonic() + 3
    while any(is_running(pid) for pid in started) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not [pid for pid in started if is_running(pid)]
    parent.wait(timeout=3)
    parent.stdout.close()


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
