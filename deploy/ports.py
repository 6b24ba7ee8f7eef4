"""Find a free port, and hold it against another run.py that starts at the same moment."""

import errno
import fcntl
import os
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from deploy.terminal import Stop, Terminal

HOST = "127.0.0.1"
TRIES = 100


def take_port(*, wanted: int, terminal: Terminal, until: ExitStack) -> int:
    """The wanted port or the next free one; another run.py may not have it while `until` is open."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if _is_free(port) and _reserve(port, until):
            if port != wanted:
                terminal.say(f"  Port {wanted} is taken; using {port} instead.")
            return port
    raise Stop(f"No free port from {wanted} on. Name another with --port, for example --port 9000.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise Stop(
                f"Port {port} is reserved for the system's administrator. Name one above 1023 with --port."
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def _reserve(port: int, until: ExitStack) -> bool:
    """The web server shares ports (SO_REUSEPORT): a second one is not refused, so a lock file does that."""
    path = Path(tempfile.gettempdir()) / f"kpiportal-{os.getuid()}-{port}.lock"
    file = until.enter_context(path.open("a", encoding="ascii"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
