"""Watched folders on disk: which files are there, and where they go. Nothing of the database."""

import hashlib
import logging
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

DONE: Final = "done"
REFUSED: Final = "refused"
UNFINISHED: Final = frozenset(
    {".partial", ".part", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".swp", ".lock"}
)
TOTALS: Final = ".totals"  # beside a file: its control totals
NOTE: Final = ".txt"  # beside a refused file: why
MOST_TOTALS: Final = 4096  # bytes of such a file
FIELDS: Final = frozenset({"rows", "sum"})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file as it lies there."""

    name: str
    size: int
    changed_ns: int


def root() -> Path:
    """The folder below which the watched ones lie (`KPIPORTAL_FOLDERS`)."""
    return Path(settings.INTAKE_FOLDERS)


def folder_at(place: str) -> Path | None:
    """The folder of a source; None where it would lie outside the root."""
    base = root().resolve()
    folder = (base / place).resolve()
    return folder if folder != base and folder.is_relative_to(base) else None


def files_in(folder: Path) -> list[Found]:
    """The files that may be taken, by name. No folders, no links, nothing that is still being written."""
    return sorted(_files(folder), key=lambda found: found.name)


def _files(folder: Path) -> Iterator[Found]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if _is_meant(entry.name) and entry.is_file(follow_symlinks=False):
                looks = entry.stat(follow_symlinks=False)
                yield Found(name=entry.name, size=looks.st_size, changed_ns=looks.st_mtime_ns)


def _is_meant(name: str) -> bool:
    suffix = Path(name).suffix.lower()
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no text: nobody could be told of it
        return False
    return not name.startswith((".", "~$")) and suffix not in UNFINISHED and suffix != TOTALS


def totals_beside(path: Path) -> dict[str, str] | None:
    """What a file `NAME.totals` says, as `rows=12` and `sum=34.50`; None where there is none.

    ValueError where it says anything else.
    """
    beside = path.with_name(path.name + TOTALS)
    if not beside.is_file() or beside.is_symlink():
        return None
    text = beside.read_bytes()[:MOST_TOTALS].decode("utf-8-sig")
    said: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, sign, value = line.partition("=" if "=" in line else ":")
        if not sign or name.strip().lower() not in FIELDS:
            raise ValueError(line)
        said[name.strip().lower()] = value.strip()
    return said


def put_away(path: Path, where: str, note: str = "") -> Path:
    """Move a file, with its totals, into a folder beside it; a name that is taken gets a number.

    `note` is left beside it as text. Returns where it lies now.
    """
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    target = _free(folder, path.name)
    path.rename(target)
    beside = path.with_name(path.name + TOTALS)
    if beside.is_file():
        beside.rename(target.with_name(target.name + TOTALS))
    if note:
        target.with_name(target.name + NOTE).write_text(note, encoding="utf-8")
    return target


def remove_same(wanted: Collection[tuple[int, str]]) -> int:
    """Remove files that were put away anywhere below the root, by size and SHA-256. Returns how many.

    Only files of a wanted size are read. A folder that a source once had counts as well.
    """
    sizes = {size for size, _digest in wanted}
    return sum(
        _removed(path)
        for where in (DONE, REFUSED)
        for folder in (root().glob(f"**/{where}") if sizes else ())
        for path, looks in _lying(folder)
        if looks.st_size in sizes and (looks.st_size, _digest(path)) in wanted
    )


def remove_older(folder: Path, before: datetime) -> int:
    """Remove files that were put away, in a source's folder, before a moment. Returns how many."""
    return sum(
        _removed(path)
        for where in (DONE, REFUSED)
        for path, looks in _lying(folder / where)
        if max(looks.st_mtime, looks.st_ctime) < before.timestamp()  # moving it changed the second
    )


def _lying(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Files in a folder, and how they look; without notes and totals, which go with their file."""
    try:
        with os.scandir(folder) as entries:
            found = {
                entry.name: (Path(entry.path), entry.stat(follow_symlinks=False))
                for entry in entries
                if entry.is_file(follow_symlinks=False)
            }
    except OSError:  # there is none, or nobody may look into it
        return []
    beside = {name + ending for name in found for ending in (TOTALS, NOTE)}
    return [looks for name, looks in found.items() if name not in beside]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _removed(path: Path) -> bool:
    """Remove a file with its totals and its note. False where that was not allowed, or it has just gone."""
    try:
        path.unlink()
        for beside in (TOTALS, NOTE):
            path.with_name(path.name + beside).unlink(missing_ok=True)
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            log.warning("%s cannot be removed: %s", path.name, error.strerror)
        return False
    return True


def _free(folder: Path, name: str) -> Path:
    stem, suffix = Path(name).stem, Path(name).suffix
    number, target = 1, folder / name
    while target.exists():
        number += 1
        target = folder / f"{stem} ({number}){suffix}"
    return target
