"""Files as they came, kept below MEDIA_ROOT under their SHA-256: one copy of each content."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from django.conf import settings

from apps.intake import folders
from apps.intake.models import StoredFile
from apps.intake.reading.prepared import forget_copies

PIECE: Final = 1024 * 1024
FOLDER: Final = "intake"


class Readable(Protocol):
    """An open file, or an upload."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


def stored_path(stored: StoredFile) -> Path:
    """Where a stored file lies."""
    return Path(settings.MEDIA_ROOT) / stored.path


def remove_stored(stored: StoredFile) -> None:
    """Remove a file and every copy that was made of it to read it. Safe to repeat."""
    stored_path(stored).unlink(missing_ok=True)
    forget_copies(stored_path(stored))


def remove_copies(files: Iterable[StoredFile]) -> int:
    """Remove what watched folders still hold of files, under whatever name. Returns how many."""
    return folders.remove_same({(stored.size, stored.sha256) for stored in files})


def store(content: Path | Readable) -> StoredFile:
    """Keep a file and return its row, the same row for the same content. Safe to repeat and to race.

    The file is whole on disk before its row exists.
    """
    root = Path(settings.MEDIA_ROOT) / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=root, prefix=".coming-")
    coming = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            digest, size = _copy(_pieces(content), target)
        path = Path(FOLDER) / digest[:2] / digest
        final = Path(settings.MEDIA_ROOT) / path
        final.parent.mkdir(exist_ok=True)
        coming.replace(final)
    finally:
        coming.unlink(missing_ok=True)
    stored, _ = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"size": size, "path": path.as_posix()}
    )
    if stored.removed_on is not None:  # retention had removed it: it is there again
        stored.removed_on = None
        stored.save(update_fields=["removed_on"])
    return stored


def _copy(pieces: Iterable[bytes], target: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        target.write(piece)
        size += len(piece)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _pieces(content: Path | Readable) -> Iterator[bytes]:
    if isinstance(content, Path):
        with content.open("rb") as file:
            yield from _pieces(file)
        return
    while piece := content.read(PIECE):
        yield piece


def remove_scratch(folder: Path) -> None:
    """Remove what a batch wrote beside the database."""
    shutil.rmtree(folder, ignore_errors=True)
