"""Encodings of text files. UTF-8 is expected and a byte order mark is believed; any other is declared.

GB18030, Big5 and cp1252 decode as each other without an error, so which one it is cannot be found out: a
person sees the text under each and says so.
"""

import codecs
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from apps.intake.reading.prepared import prepared
from apps.intake.reading.table import FileRefused
from apps.intake.tuning import MB

UTF8_MARK: Final = codecs.BOM_UTF8
UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CODECS: Final = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "gb18030": "gb18030",
    "gb2312": "gb2312",
    "big5": "big5hkscs",  # with the characters of Hong Kong
    "cp1252": "cp1252",
}
CANDIDATES: Final = ("gb18030", "big5", "cp1252")  # gb2312 is a part of gb18030
SAMPLE_BYTES: Final = 256 * 1024
SAMPLE_LINES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """An encoding under which a file reads without an error, and how its first lines look under it."""

    encoding: str
    sample: str


def marked(head: bytes) -> str:
    """The encoding a byte order mark states; blank without one."""
    if head.startswith(UTF8_MARK):
        return "utf-8"
    return "utf-16" if head.startswith(UTF16_MARKS) else ""


def in_utf8(path: Path, declared: str) -> Path:
    """The file in UTF-8: itself, or a copy that is made once.

    FileRefused where a byte is none of its encoding. UTF-8 itself is checked block by block when it is read.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    encoding = marked(head) or declared
    if (head.count(0) * 4 > len(head) or encoding == "utf-16") and not marked(head):
        raise FileRefused("encoding_utf16")
    if encoding == "utf-8":
        return path
    return prepared(path, f"utf-8 of {encoding}", partial(_transcode, path, encoding)) / "content"


def _transcode(path: Path, encoding: str, folder: Path) -> None:
    decoder = codecs.getincrementaldecoder(CODECS[encoding])("strict")
    row = 1
    with path.open("rb") as source, (folder / "content").open("w", encoding="utf-8", newline="") as target:
        while True:
            piece = source.read(MB)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(CODECS[encoding], "replace")
                found = row + before.count("\n")
                raise FileRefused("encoding_declared", row=found, encoding=encoding) from error
            row += text.count("\n")
            target.write(text)
            if not piece:
                return


def readable_as(path: Path) -> tuple[Decoded, ...]:
    """The encodings under which the whole file reads: UTF-8 alone where it does, else every candidate."""
    with path.open("rb") as file:
        mark = marked(file.read(4))
    certain = mark or "utf-8"
    if sample := _read_as(path, certain):
        return (Decoded(encoding=certain, sample=sample),)
    found = ((encoding, _read_as(path, encoding)) for encoding in CANDIDATES)
    decoded = [Decoded(encoding=encoding, sample=sample) for encoding, sample in found if sample]
    return tuple(sorted(decoded, key=lambda each: _oddity(each.sample)))


def _read_as(path: Path, encoding: str) -> str:
    """The first lines, with those that are not plain ASCII first in line; blank where it does not decode."""
    decoder = codecs.getincrementaldecoder(CODECS[encoding])("strict")
    sample = ""
    try:
        with path.open("rb") as file:
            while True:
                piece = file.read(MB)
                text = decoder.decode(piece, final=not piece)
                sample = sample or text[:SAMPLE_BYTES]
                if not piece:
                    break
    except UnicodeDecodeError:
        return ""
    lines = sample.lstrip("\ufeff").splitlines()
    telling = [line for line in lines[1:] if not line.isascii()]
    return "\n".join([*lines[:1], *(telling or lines[1:])][:SAMPLE_LINES])


def _oddity(text: str) -> float:
    """How unlike usual Chinese or Western text: for the order in which a person is shown the candidates."""
    unusual = [char for char in text if not char.isascii()]
    common = sum(1 for char in unusual if "\u4e00" <= char <= "\u9fa5" or char in "，。：（）、—")
    rare = sum(1 for char in unusual if not char.isalnum() and char not in "，。：（）、—€£’“”")
    return (rare * 2 - common) / max(len(unusual), 1)
