"""Files made from a stored file so that it can be read in blocks: unpacked, in UTF-8, a sheet as columns.

They are copies and can be made again at any time, with the same content. They go with the file, or a day
after they were last asked for.
"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from apps.intake.tuning import scratch

KEPT_SECONDS: Final = 24 * 3600
LOADING: Final = ".making-"


def prepared(path: Path, purpose: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills from a file, made once for each content of the path and purpose.

    Two that make it at once do no harm: both make the same, and one is kept.
    """
    files = _files(path)
    files.mkdir(exist_ok=True)
    stat = path.stat()
    folder = files / _short(f"{path.name}|{stat.st_size}|{stat.st_mtime_ns}|{purpose}")
    files.touch()  # still in use
    if folder.is_dir():
        return folder
    coming = Path(tempfile.mkdtemp(dir=files, prefix=LOADING))
    try:
        make(coming)
        coming.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    return folder


def forget_copies(path: Path) -> None:
    """Remove everything that was made of a stored file, itself gone or not."""
    shutil.rmtree(_files(path), ignore_errors=True)


def forget_unused_copies() -> None:
    """Remove what was made of files for which nobody has asked in a day."""
    before = time.time() - KEPT_SECONDS
    for files in _root().iterdir():
        try:
            old = files.stat().st_mtime < before
        except FileNotFoundError:  # another process was first
            continue
        if old:
            shutil.rmtree(files, ignore_errors=True)


def _root() -> Path:
    root = scratch() / "prepared"
    root.mkdir(exist_ok=True)
    return root


def _files(path: Path) -> Path:
    """The folder for all that is made of a file; what is made of a copy belongs to the file as well."""
    root, path = _root().resolve(), path.resolve()
    if path.is_relative_to(root):
        return root / path.relative_to(root).parts[0]
    return root / _short(str(path))


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
