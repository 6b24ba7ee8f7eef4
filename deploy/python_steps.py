"""The virtual environment and the Python packages in it, as locked with hashes."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from deploy import stamps
from deploy.failures import explain
from deploy.places import CODE, STAMPS, VENV, base_python, python
from deploy.processes import Processes
from deploy.terminal import Stop, Terminal

PIP_SETTINGS = "pip's settings (PIP_INDEX_URL, proxy)"
UNFINISHED = "unfinished"


def make_venv(*, terminal: Terminal, processes: Processes) -> None:
    """Make `.venv`; one that was left half-made, or that belongs to another Python, is made again."""
    wanted = stamps.digest([], "venv", "{}.{}".format(*sys.version_info))
    if stamps.is_done("venv", wanted) and python().exists() and not (STAMPS / UNFINISHED).exists():
        return
    refuse_without_venv_module()
    if not _is_usable():
        with terminal.step("Making the virtual environment .venv"):
            run_logged(
                [base_python(), "-m", "venv", "--clear", VENV],
                what="The virtual environment .venv",
                processes=processes,
            )
    stamps.mark_done("venv", wanted)


def refuse_without_venv_module() -> None:
    """Debian and others ship Python without venv and ensurepip."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Stop(
            f"This Python has no {' and no '.join(missing)} module. Install it (on Debian and Ubuntu: "
            "apt install python3-venv), then run the same command again."
        )


def install(*, lock: str, what: str, terminal: Terminal, processes: Processes) -> None:
    """Bring `.venv` to what a lock file says, if it is not there yet; only packages whose hash matches."""
    path = CODE / lock
    wanted = stamps.digest([path])
    if stamps.is_done(lock, wanted):
        return
    begin(lock)
    with terminal.step(f"Installing {what}"):
        run_logged(pip_command(path), what=what[0].upper() + what[1:], processes=processes)
    finish(lock, wanted)


def begin(lock: str) -> None:
    """A package that pip was killed over may look whole: an unfinished environment is made anew next time."""
    stamps.mark_begun(lock)
    stamps.mark_done(UNFINISHED, lock)


def finish(lock: str, wanted: str) -> None:
    """Everything in a lock is installed."""
    stamps.mark_done(lock, wanted)
    (STAMPS / UNFINISHED).unlink()


def pip_command(lock: Path) -> list[str | Path]:
    """pip for one lock: hashes required, wheels only (nothing is built), no byte-code for unused modules."""
    return [
        python(),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--only-binary=:all:",
        "--no-compile",
        "--no-input",
        "--retries=2",
        "--progress-bar=off",
        "-r",
        lock,
    ]


def run_logged(
    command: list[str | Path], *, what: str, processes: Processes, settings: str = PIP_SETTINGS
) -> None:
    """Run a set-up command to its end; its output goes to a log, a failure becomes one sentence."""
    log = processes.home.logs / "setup.log"
    with log.open("w", encoding="utf-8") as file:
        status = processes.start(command, output=file).wait()
    if status != 0:
        output = log.read_text(encoding="utf-8", errors="replace")
        raise explain(what=what, registry=settings, output=output, log=str(log))


def _is_usable() -> bool:
    """Whether `.venv` holds this Python with pip, and no installation was broken off in it."""
    if not python().exists() or (STAMPS / UNFINISHED).exists():
        return False
    question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([python(), "-c", question], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == "{}.{}".format(*sys.version_info)
