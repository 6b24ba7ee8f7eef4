"""Watched folders on disk: which files are there, and where they go. Nothing of the database."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

DONE: Final = "done"
REFUSED: Final = "refused"
UNFINISHED: Final = frozenset(
    {".partial", ".part", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".swp", ".lock"}
)
TOTALS: Final = ".totals"  # beside a file: its control totals
MOST_TOTALS: Final = 4096  # bytes of such a file
FIELDS: Final = frozenset({"rows", "sum"})


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
        target.with_name(f"{target.name}.txt").write_text(note, encoding="utf-8")
    return target


def _free(folder: Path, name: str) -> Path:
    stem, suffix = Path(name).stem, Path(name).suffix
    number, target = 1, folder / name
    while target.exists():
        number += 1
        target = folder / f"{stem} ({number}){suffix}"
    return target
