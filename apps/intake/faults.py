"""What the machine does to a file: a full disk, a file that is gone. Told apart, so that it can be said."""

import errno
import re
from pathlib import Path
from typing import Final

from django.db import OperationalError

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NUMBER: Final = re.compile(r"\(os error (\d+)\)")  # how Polars says it: its errors have no number
_DATABASE_FULL: Final = ("database or disk is full", "disk i/o error", "no space left on device")


def is_full(error: OSError) -> bool:
    """Whether there is no room left to write, or no more may be written."""
    return _number(error) in FULL


def is_database_full(error: OperationalError) -> bool:
    """Whether the database has no room left."""
    said = str(error).casefold()
    return any(text in said for text in _DATABASE_FULL)


def fault_code(error: OSError, stored: Path) -> str | None:
    """The code of `reasons` for what stopped the work on a stored file; None for what nobody expects."""
    if is_full(error):
        return "disk_full"
    return None if stored.exists() else "file_gone"


def _number(error: OSError) -> int:
    if error.errno is not None:
        return error.errno
    said = _NUMBER.search(str(error))
    return int(said[1]) if said else 0
