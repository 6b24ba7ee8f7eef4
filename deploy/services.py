"""Keep the portal's processes up: start, log, start again."""

import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from deploy.places import Home, python
from deploy.ports import HOST
from deploy.processes import Processes
from deploy.terminal import Stop, Terminal

LOG_BYTES = 5_000_000
RESTARTS = 5  # within RESTART_WINDOW seconds
RESTART_WINDOW = 60


@dataclass(slots=True)
class Service:
    """A process that is to stay up: the command, its log, and when it was started lately."""

    name: str
    command: list[str | Path]
    log: IO[str]
    process: subprocess.Popen[str] | None = None
    starts: list[float] = field(default_factory=list)

    def has_ended(self) -> bool:
        """Whether it was started and is not there any more."""
        return self.process is not None and self.process.poll() is not None


@dataclass(slots=True)
class Services:
    """The services of one running portal."""

    home: Home
    terminal: Terminal
    processes: Processes
    until: ExitStack
    running: list[Service] = field(default_factory=list)

    def start(self, name: str, command: list[str | Path]) -> Service:
        """Start a service, its output going to `logs/NAME.log`."""
        service = Service(name=name, command=command, log=self.until.enter_context(open_log(self.home, name)))
        self.running.append(service)
        self._launch(service)
        return service

    def start_again_what_ended(self) -> None:
        """Start again what ended by itself; give up on what ends at once again and again."""
        for service in self.running:
            if service.has_ended():
                self._refuse_if_hopeless(service)
                self.terminal.say(f"  The {service.name} process has ended unexpectedly; starting it again.")
                time.sleep(1)  # what it had started ends within this second
                self._launch(service)

    def _launch(self, service: Service) -> None:
        service.starts.append(time.monotonic())
        service.process = self.processes.start(
            service.command, output=service.log, extra={"KPIPORTAL_EXIT_WITH_PARENT": "1"}
        )

    def _refuse_if_hopeless(self, service: Service) -> None:
        service.starts = [start for start in service.starts if start > time.monotonic() - RESTART_WINDOW]
        if len(service.starts) > RESTARTS:
            raise Stop(
                f"The {service.name} process ends again and again. Its log says why: {service.log.name}. "
                "Put that right, then run the same command again."
            )


def open_log(home: Home, name: str) -> IO[str]:
    """A process's log, appended to; an old one that has grown large gives way."""
    path = home.logs / f"{name}.log"
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("a", encoding="utf-8")


def web_command(port: int) -> list[str | Path]:
    """granian: two processes with one blocking thread each is the fastest on two cores."""
    return [
        *(python(), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "1", "--respawn-failed-workers", "--respawn-interval", "1"),
        *("--workers-kill-timeout", "2", "--no-ws", "--log-level", "warning", "kpiportal.wsgi:application"),
    ]


def worker_command(home: Home) -> list[str | Path]:
    """One worker with its scheduler; two processes, so that a long import does not stop the short rounds."""
    return [
        *(python(), "-m", "celery", "-A", "kpiportal", "worker", "-B", "--schedule", home.path / "schedule"),
        *("--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        "--without-heartbeat",
    ]
