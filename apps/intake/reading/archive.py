"""gzip and zip of one file: unpacked once, in pieces, whatever size the archive says it has."""

import gzip
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from apps.intake.reading.prepared import prepared
from apps.intake.reading.table import FileRefused
from apps.intake.tuning import MB, most_unpacked_text

SUFFIXES: Final = frozenset({".gz", ".zip"})
GZIP: Final = (b"\x1f\x8b",)
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")  # the latter of one without a file
BOMB_FROM: Final = 32 * MB  # below this, any ratio is harmless
BOMB_RATIO: Final = 150  # tables of text pack 3 to 40 times; deflate can do 1,000
ENCRYPTED: Final = 0x1
_LITTER: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db")
Open = Callable[[Path], Any]  # an open binary file


def unpacked(path: Path, filename: str) -> tuple[Path, str]:
    """The one file inside and its name; the file itself where it is no archive. FileRefused."""
    suffix = Path(filename).suffix.lower()
    if suffix not in SUFFIXES:
        return path, filename
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise FileRefused("empty_file")
    if not head.startswith({".gz": GZIP, ".zip": ZIP}[suffix]):
        raise FileRefused("not_what_it_says", said=suffix, found="?")
    name, opening = _gzipped(filename) if suffix == ".gz" else _zipped(path)
    if Path(name).suffix.lower() in SUFFIXES:
        raise FileRefused("archive_nested", name=name)
    folder = prepared(path, f"unpacked {name}", partial(_unpack, path, opening))
    return folder / "content", name


def _gzipped(filename: str) -> tuple[str, Open]:
    return Path(filename).stem, lambda path: gzip.open(path, "rb")


def _zipped(path: Path) -> tuple[str, Open]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not _is_litter(entry)]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused("archive_broken") from error
    if len(entries) != 1:
        if any(entry.filename == "xl/workbook.xml" for entry in entries):
            raise FileRefused("not_what_it_says", said=".zip", found="XLSX")
        names = ", ".join(entry.filename for entry in entries[:5])
        raise FileRefused("archive_several", count=len(entries), names=names or "–")
    (entry,) = entries
    where = PurePosixPath(entry.filename.replace("\\", "/"))
    if where.is_absolute() or ".." in where.parts or ":" in where.parts[0]:
        raise FileRefused("archive_path", name=entry.filename[:200])
    if entry.flag_bits & ENCRYPTED:
        raise FileRefused("archive_encrypted")
    return where.name, lambda path: zipfile.ZipFile(path).open(entry)


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or any(word in entry.filename for word in _LITTER)


def _unpack(path: Path, opening: Open, folder: Path) -> None:
    packed, most, size = path.stat().st_size, most_unpacked_text(), 0
    try:
        with opening(path) as source, (folder / "content").open("wb") as target:
            while piece := source.read(MB):
                size += len(piece)
                if size > most or (size > BOMB_FROM and size > packed * BOMB_RATIO):
                    raise FileRefused("too_large_packed", megabytes=size // MB)
                target.write(piece)
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileRefused("archive_broken") from error
