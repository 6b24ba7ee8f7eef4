"""Files made from a stored file so that it can be read in blocks: unpacked, in UTF-8, a sheet as columns.

They are copies and can be made again at any time, with the same content; old ones go when new ones come.
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
    root = scratch() / "prepared"
    root.mkdir(exist_ok=True)
    stat = path.stat()
    name = f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}|{purpose}"
    folder = root / hashlib.sha256(name.encode()).hexdigest()[:32]
    if folder.is_dir():
        folder.touch()  # still in use
        return folder
    remove_old(root)
    coming = Path(tempfile.mkdtemp(dir=root, prefix=LOADING))
    try:
        make(coming)
        coming.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    return folder


def remove_old(root: Path) -> None:
    """Remove what nobody has asked for in a day."""
    before = time.time() - KEPT_SECONDS
    for folder in root.iterdir():
        try:
            old = folder.stat().st_mtime < before
        except FileNotFoundError:  # another process was first
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)
