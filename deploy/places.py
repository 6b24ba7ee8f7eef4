"""Where things lie: the code, its virtual environment, and the home of everything that is written."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent
VENV = CODE / ".venv"
STAMPS = VENV / "kpiportal"
VENDOR = CODE / "static" / "vendor"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder named by `KPIPORTAL_HOME`, by default `var/` beside the code."""

    path: Path

    @property
    def logs(self) -> Path:
        """One log for each process, and the last set-up's."""
        return self.path / "logs"

    @property
    def lock(self) -> Path:
        """Held by the run.py that runs a portal here; holds its process id and address."""
        return self.path / "run.lock"

    @property
    def messages(self) -> Path:
        """The filesystem broker's waiting messages."""
        return self.path / "broker" / "messages"


def find_home(environ: Mapping[str, str]) -> Home:
    """The home, made when missing; relative names count from the current folder."""
    home = Home(Path(environ.get("KPIPORTAL_HOME") or CODE / "var").expanduser().resolve())
    home.logs.mkdir(parents=True, exist_ok=True)
    return home


def python() -> Path:
    """The virtual environment's interpreter."""
    return VENV / "bin" / "python"


def manage(*arguments: str) -> list[str | Path]:
    """A `manage.py` command."""
    return [python(), CODE / "manage.py", *arguments]


def environment(home: Home) -> dict[str, str]:
    """What our processes find in their environment."""
    found = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    return {
        **found,
        "KPIPORTAL_HOME": str(home.path),
        "PATH": os.pathsep.join([str(VENV / "bin"), found.get("PATH", os.defpath)]),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONUNBUFFERED": "1",
        "VIRTUAL_ENV": str(VENV),
    }


def base_python() -> str:
    """The interpreter that makes the virtual environment: never the one inside it."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        return sys.executable
    return getattr(sys, "_base_executable", sys.executable)
