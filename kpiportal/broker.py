"""The filesystem broker of the default installation: one file a message, in `KPIPORTAL_HOME/broker`.

Two differences from kombu's: a message appears whole and is taken by one process only (both by renaming
inside one folder), and a full folder takes no more. The latter is harmless here, as messages are only
doorbells: schedules ring again, and the database says what there is to do.
"""

import itertools
import json
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem

# More bells than this help nobody: a worker that comes back finds all its work in the database.
MOST_MESSAGES = 1000


class Channel(filesystem.Channel):
    """kombu's channel with atomic writes and a bounded folder."""

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        if _holds_at_least(folder, MOST_MESSAGES):
            return
        name = f"{time.monotonic_ns():020d}_{uuid.uuid4()}"
        unfinished = folder / f".{name}.part"
        unfinished.write_text(json.dumps(payload), encoding="utf-8")
        unfinished.replace(folder / f"{name}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002 - kombu's signature
        folder = Path(self.data_folder_in)
        for name in sorted(entry.name for entry in folder.iterdir()):
            if name.partition(".")[2] == f"{queue}.msg":
                message = _take(folder / name)
                if message is not None:
                    return message
        raise Empty


class Transport(filesystem.Transport):
    """kombu's transport with the channel above."""

    Channel = Channel


def _take(message: Path) -> Any:
    """The message's content, or None where another process was faster: only one can rename it."""
    taken = message.with_suffix(".taken")
    try:
        message.rename(taken)
    except FileNotFoundError:
        return None
    content = json.loads(taken.read_text(encoding="utf-8"))
    taken.unlink()
    return content


def _holds_at_least(folder: Path, number: int) -> bool:
    with os.scandir(folder) as entries:
        return next(itertools.islice(entries, number - 1, None), None) is not None
