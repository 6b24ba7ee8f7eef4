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


class Processes:
    """Everything run.py has started. Leaving the `with` ends all of it, children of children included."""

    def __init__(self, home: Home, *, lock: IO[str]) -> None:
        """`lock`: an open lock file; the guard shares it, so it is held until nothing runs any more."""
        self.home = home
        self.lock = lock
        self.earlier: dict[int, Any] = {}
        self.guard: subprocess.Popen[bytes] | None = None
        self.started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        self.earlier = {number: signal.signal(number, _stop) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.end_all()
        for known, handler in self.earlier.items():
            signal.signal(known, handler)

    def start(
        self,
        command: list[str | Path],
        *,
        output: IO[str] | int,
        errors: IO[str] | int = subprocess.STDOUT,
        extra: dict[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        """Start a command in the guarded group, with no input; `extra` adds to its environment."""
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=CODE,
            env={**environment(self.home), **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            text=True,
            process_group=self._group(),
        )
        self.started.append(process)
        return process

    def end_all(self) -> None:
        """End every process, and whatever those have started."""
        self._end(self.started)
        if self.guard is not None and self.guard.stdin is not None:
            self.guard.stdin.write(b"ended")
            self.guard.stdin.close()
            self.guard.wait()
            self.guard = None

    def _end(self, processes: list[subprocess.Popen[str]]) -> None:
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

    def _group(self) -> int:
        if self.guard is None:
            self.guard = subprocess.Popen(
                [sys.executable, "-I", str(CODE / "deploy" / "guard.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(self.lock.fileno(),),
                process_group=0,
            )
        return self.guard.pid


def _stop(_number: int, _frame: object) -> None:
    raise Stopped
