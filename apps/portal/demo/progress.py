"""How far the demo company is, for those who look around while it is being built.

A note beside the exports, made anew at each step: a build that was broken off leaves one that grows old.
"""

import time
from pathlib import Path
from typing import Final

from django.conf import settings

FRESH_SECONDS: Final = 180  # the longest step, on a slow machine


def note_progress(percent: int) -> None:
    """Say how far it is; at 100 the note goes."""
    path = _path()
    if percent >= 100:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(percent), encoding="ascii")


def demo_progress() -> int | None:
    """Per cent of the demo company that stand, while it is being built; None otherwise."""
    try:
        noted = _path().stat().st_mtime
        percent = int(_path().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return percent if time.time() - noted < FRESH_SECONDS else None


def _path() -> Path:
    return Path(settings.HOME) / "demo" / "progress"
