"""Is the file what its name says? Looked at before anything is read or written."""

import zipfile
from pathlib import Path
from typing import Final

from apps.intake.reading.table import FileRefused
from apps.intake.tuning import most_unpacked_bytes

TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
OTHERS: Final = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"PAR1": "Parquet",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
}
HTML: Final = (b"<!doctype", b"<html", b"<table", b"<head", b"<meta")


def kind_of(path: Path, filename: str) -> str:
    """`text` or `workbook`. FileRefused where the content is not what the name says, or is empty."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise FileRefused("empty_file")
    suffix = Path(filename).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        _check_text(head, suffix)
        return "text"
    if suffix == ".xlsx":
        _check_workbook(path, head)
        return "workbook"
    raise FileRefused("unknown_kind", suffix=suffix or "?")


def _check_text(head: bytes, suffix: str) -> None:
    found = _other_kind(head)
    if found:
        raise FileRefused("not_what_it_says", said=suffix, found=found)
    if head.startswith(UTF16) or head.count(0) * 4 > len(head):
        raise FileRefused("encoding_utf16")


def _check_workbook(path: Path, head: bytes) -> None:
    if head.startswith(OLE):
        raise FileRefused("encrypted_or_old")
    if not head.startswith(ZIP):
        raise FileRefused("not_what_it_says", said=".xlsx", found=_other_kind(head) or "text")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise FileRefused("broken_workbook") from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise FileRefused("not_what_it_says", said=".xlsx", found="zip")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused("macros")
    if sum(entry.file_size for entry in entries) > most_unpacked_bytes():
        raise FileRefused("too_large_unpacked", megabytes=most_unpacked_bytes() // 1024 // 1024)


def _other_kind(head: bytes) -> str:
    if head.startswith(ZIP):
        return "XLSX or zip"
    if head.startswith(OLE):
        return "XLS"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(HTML):
        return "HTML"
    return next((name for magic, name in OTHERS.items() if head.startswith(magic)), "")
