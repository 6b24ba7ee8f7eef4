"""Is the file what its name says? Looked at before anything is read or written."""

import zipfile
from pathlib import Path
from typing import Final

from apps.intake.reading.table import FileRefused
from apps.intake.tuning import MB, most_unpacked_bytes

TEXT: Final = "text"
JSON_LINES: Final = "json_lines"
WORKBOOK: Final = "workbook"
TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
JSON_SUFFIXES: Final = frozenset({".jsonl", ".ndjson"})
BOOK_SUFFIXES: Final = frozenset({".xlsx", ".xls", ".ods"})
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones
OLE_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
OLE_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")
OTHERS: Final = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"PAR1": "Parquet",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
}
MARKUP: Final = (b"<!doctype", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<div")
XML: Final = b"<?xml"
MAIN_PART: Final = {".xlsx": "xl/workbook.xml", ".ods": "content.xml"}


def kind_of(path: Path, filename: str) -> str:
    """TEXT, JSON_LINES or WORKBOOK. FileRefused where the content is not what the name says, or is empty."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise FileRefused("empty_file")
    suffix = Path(filename).suffix.lower()
    if suffix in TEXT_SUFFIXES | JSON_SUFFIXES:
        if found := _other_kind(head):
            raise FileRefused("not_what_it_says", said=suffix, found=found)
        return TEXT if suffix in TEXT_SUFFIXES else JSON_LINES
    if suffix in {".xlsm", ".xltm", ".xlam"}:
        raise FileRefused("macros")
    if suffix not in BOOK_SUFFIXES:
        raise FileRefused("unknown_kind", suffix=suffix or "?")
    if suffix == ".xls":
        _check_old(path, head)
    else:
        _check_zipped(path, head, suffix)
    return WORKBOOK


def may_be_spreadsheet(filename: str) -> bool:
    """Whether texts of such a file may be a spreadsheet's: times with the spreadsheet's day zero, serials."""
    return any(suffix.lower() in BOOK_SUFFIXES | {".zip"} for suffix in Path(filename).suffixes)


def _check_old(path: Path, head: bytes) -> None:
    if not head.startswith(OLE):
        raise FileRefused("not_what_it_says", said=".xls", found=_other_kind(head) or "text")
    if _holds(path, OLE_ENCRYPTED):
        raise FileRefused("encrypted")
    if _holds(path, OLE_MACROS):
        raise FileRefused("macros")
    if path.stat().st_size > most_unpacked_bytes():
        raise FileRefused("too_large_unpacked", megabytes=most_unpacked_bytes() // MB)


def _check_zipped(path: Path, head: bytes, suffix: str) -> None:
    if head.startswith(OLE):
        if _holds(path, OLE_ENCRYPTED):
            raise FileRefused("encrypted")
        raise FileRefused("not_what_it_says", said=suffix, found="XLS")
    if not head.startswith(ZIP):
        raise FileRefused("not_what_it_says", said=suffix, found=_other_kind(head) or "text")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            manifest = _manifest(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused("broken_workbook") from error
    names = {entry.filename for entry in entries}
    if MAIN_PART[suffix] not in names:
        raise FileRefused("not_what_it_says", said=suffix, found=_zip_kind(names))
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        raise FileRefused("macros")
    if any(entry.flag_bits & 1 for entry in entries) or b"encryption-data" in manifest:
        raise FileRefused("encrypted")
    if sum(entry.file_size for entry in entries) > most_unpacked_bytes():
        raise FileRefused("too_large_unpacked", megabytes=most_unpacked_bytes() // MB)


def _manifest(archive: zipfile.ZipFile) -> bytes:
    """Where an ODS says that it is encrypted."""
    try:
        with archive.open("META-INF/manifest.xml") as file:
            return file.read(MB)
    except KeyError:
        return b""


def _zip_kind(names: set[str]) -> str:
    return next((suffix[1:].upper() for suffix, part in MAIN_PART.items() if part in names), "zip")


def _holds(path: Path, mark: bytes) -> bool:
    """Whether the bytes are somewhere in the file."""
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(MB):
            if mark in tail + piece:
                return True
            tail = piece[-len(mark) :]
    return False


def _other_kind(head: bytes) -> str:
    if head.startswith(ZIP):
        return "XLSX or zip"
    if head.startswith(OLE):
        return "XLS"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(MARKUP):
        return "HTML"
    if start.startswith(XML):
        return "HTML" if b"<html" in start else "XML"
    return next((name for magic, name in OTHERS.items() if head.startswith(magic)), "")
