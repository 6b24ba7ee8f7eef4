"""Start processes that never outlive run.py, and end them all within two seconds."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from deploy.places import CODE, Home, environment

GRACE_SECONDS = 1.5
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked run.py to stop: Ctrl-C, `kill`, or a closed terminal."""


class Guard:
    """The process that leads a group and ends it when this process is gone (`deploy/guard.py`)."""

    def __init__(self, lock: IO[str] | None = None) -> None:
        """`lock`: an open lock file; the guard shares it, so it is held until nothing runs any more."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(CODE / "deploy" / "guard.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=() if lock is None else (lock.fileno(),),
            process_group=0,
        )

    @property
    def group(self) -> int:
        """The process group to start others in."""
        return self.process.pid

    def end(self) -> None:
        """End whatever is left of the group, at once."""
        if self.process.stdin is not None:
            self.process.stdin.write(b"ended")
            self.process.stdin.close()
        self.process.wait()


class Processes:
    """Everything run.py has started. Leaving the `with` ends all of it, children of children included."""

    def __init__(self, home: Home, *, lock: IO[str]) -> None:
        """`lock` is held until nothing of this runs any more."""
        self.home = home
        self.lock = lock
        self.guard: Guard | None = None
        self.started: list[subprocess.Popen[str]] = []
        self.earlier: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self.earlier = {number: signal.signal(number, _stop) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.end_all()
        for number, handler in self.earlier.items():
            signal.signal(number, handler)

    def start(
        self,
        command: list[str | Path],
        *,
        output: IO[str] | int,
        errors: IO[str] | int = subprocess.STDOUT,
        extra: dict[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        """Start a command in the guarded group, with no input; `extra` adds to its environment."""
        if self.guard is None:
            self.guard = Guard(self.lock)
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=CODE,
            env={**environment(self.home), **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            text=True,
            process_group=self.guard.group,
        )
        self.started.append(process)
        return process

    def end_all(self) -> None:
        """End every process, gently and then not, and whatever those have started."""
        end(self.started)
        if self.guard is not None:
            self.guard.end()
            self.guard = None


def end(processes: list[subprocess.Popen[str]]) -> None:
    """Ask processes to end, and kill those that do not within the time of grace."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    patience = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, patience - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _stop(_number: int, _frame: object) -> None:
    raise Stopped
