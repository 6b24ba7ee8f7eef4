"""Where everything written lives: `KPIPORTAL_HOME`, by default `var/` beside the code."""

import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The folder for database, files, broker and secret key; made when missing."""
    path = Path(os.environ.get("KPIPORTAL_HOME") or BASE_DIR / "var").resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key(path: Path) -> str:
    """The installation's own key, made once. Losing it ends sessions and unlinks hashed customers."""
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8").strip()
