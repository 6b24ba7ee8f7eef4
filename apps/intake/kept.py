"""What the profile of a batch has read, kept beside the database until the import has taken it.

A file is judged once: the import takes up the records as they were judged, and reads the file again only for
the texts of rows that are held. Where nothing is kept (another machine, a cleaned folder, a source that
declares something else by now), or a piece is damaged, it reads the file. A worker that dies while it keeps
leaves no note of its pieces, and so they are not used.
"""

import io
import json
import shutil
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import polars as pl

from apps.intake.reading import Block, Table
from apps.intake.shapes import shape_of
from apps.intake.tuning import most_kept_bytes, scratch
from apps.intake.validating import Judged
from apps.intake.work import Work

NOTE: Final = "pieces.json"
HELD: Final = "held"
CUSTOMERS: Final = "customers"
OLD_SECONDS: Final = 24 * 3600
FORMAT: Final = 1
NO_TEXTS: Final = Block(frame=pl.DataFrame(), rows=pl.Series("row", dtype=pl.Int64), next_offset=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some rows of a file as they were judged; `block` gives their texts, for those who need them."""

    first_row: int
    height: int
    next_offset: int
    judged: Judged
    block: Callable[[], Block]


class Keeper:
    """Keeps the pieces of one profile; what it cannot keep is read again by the import."""

    def __init__(self, work: Work, token: int) -> None:
        self._work = work
        self._folder = scratch() / f"kept-{work.batch.pk}-{token}"
        self._pieces: list[dict[str, Any]] = []
        self._size = 0
        self._full = False
        forget_old()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, block: Block, judged: Judged, *, offset: int) -> None:
        """Keep what a block that begins at an offset has become. A full disk ends the keeping, no more."""
        if self._full:
            return
        frames = {HELD: judged.held, CUSTOMERS: judged.customers, **judged.records}
        try:
            self._folder.mkdir(exist_ok=True)
            sums = {name: self._write(name, frame) for name, frame in frames.items() if frame is not None}
        except OSError:
            self.drop()
            return
        self._full = self._size > most_kept_bytes()
        self._pieces.append(
            {
                "first_row": int(block.rows[0]),
                "height": block.frame.height,
                "offset": offset,
                "next_offset": block.next_offset,
                "sums": sums,
            }
        )

    def finish(self) -> None:
        """The profile is whole: from now on the pieces may be used."""
        if not self._pieces:
            return
        note = {"of": fingerprint(self._work), "pieces": self._pieces}
        final = _folder(self._work.batch.pk)
        try:
            (self._folder / NOTE).write_text(json.dumps(note), encoding="utf-8")
            shutil.rmtree(final, ignore_errors=True)
            self._folder.rename(final)
        except OSError:
            self.drop()

    def drop(self) -> None:
        """Keep nothing."""
        self._full = True
        self._pieces = []
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, name: str, frame: pl.DataFrame) -> int:
        packed = io.BytesIO()
        frame.write_ipc(packed, compression="lz4")
        data = packed.getbuffer()
        (self._folder / _file(len(self._pieces), name)).write_bytes(data)
        self._size += data.nbytes
        return zlib.crc32(data)


def pieces(work: Work, table: Table, *, offset: int, row: int) -> Iterator[Piece]:
    """The file from an offset on, whose first row has the number `row`: as kept, else as read."""
    for piece in _kept_pieces(work, table, row):
        yield piece
        offset, row = piece.next_offset, piece.first_row + piece.height
    for block in table.blocks(offset, row):
        yield Piece(
            first_row=int(block.rows[0]),
            height=block.frame.height,
            next_offset=block.next_offset,
            judged=work.judge.judge(block),
            block=lambda block=block: block,  # type: ignore[misc]
        )


def forget(batch_id: int) -> None:
    """Remove what was kept of a batch."""
    shutil.rmtree(_folder(batch_id), ignore_errors=True)


def fingerprint(work: Work) -> str:
    """What the records of a batch rest on beside the rows of its file."""
    batch = work.batch
    columns = [(rule.slot, shape_of(rule.slot).columns) for rule in work.spec.records]
    about = (batch.pk, batch.mapping_id, batch.file.sha256, work.judge.declared, columns)
    return sha256(repr((FORMAT, pl.__version__, *about)).encode()).hexdigest()


def _kept_pieces(work: Work, table: Table, row: int) -> Iterator[Piece]:
    """The kept pieces that follow each other from a row on, up to the first that is not there or damaged."""
    folder = _folder(work.batch.pk)
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if note["of"] != fingerprint(work):
        return
    for number, about in enumerate(note["pieces"]):
        if about["first_row"] != row:
            continue
        frames = _read(folder, number, about["sums"])
        if frames is None:
            return
        yield _piece(table, about, frames)
        row += about["height"]


def _read(folder: Path, number: int, sums: Mapping[str, int]) -> dict[str, pl.DataFrame] | None:
    frames: dict[str, pl.DataFrame] = {}
    for name, total in sums.items():
        try:
            data = (folder / _file(number, name)).read_bytes()
        except OSError:
            return None
        if zlib.crc32(data) != total:
            return None
        frames[name] = pl.read_ipc(io.BytesIO(data))
    return frames


def _piece(table: Table, about: Mapping[str, Any], frames: dict[str, pl.DataFrame]) -> Piece:
    held, customers = frames.pop(HELD), frames.pop(CUSTOMERS, None)
    first, height, offset = about["first_row"], about["height"], about["offset"]
    return Piece(
        first_row=first,
        height=height,
        next_offset=about["next_offset"],
        judged=Judged(block=NO_TEXTS, records=frames, held=held, customers=customers),
        block=lambda: _texts(table, offset, first, height),
    )


def _texts(table: Table, offset: int, row: int, height: int) -> Block:
    """The texts of some rows, read again: blocks begun elsewhere end elsewhere."""
    frames: list[pl.DataFrame] = []
    missing = height
    for block in table.blocks(offset, row):
        frames.append(block.frame.head(missing))
        missing -= frames[-1].height
        if not missing:
            break
    rows = pl.Series("row", range(row, row + height), dtype=pl.Int64)
    return Block(frame=pl.concat(frames), rows=rows, next_offset=0)


def _folder(batch_id: int) -> Path:
    return scratch() / f"kept-{batch_id}"


def _file(number: int, name: str) -> str:
    return f"{number}-{name}.arrow"


def forget_old() -> None:
    """Remove what was kept for a batch that nobody has worked on for long: it names customers' numbers."""
    before = time.time() - OLD_SECONDS
    for folder in scratch().glob("kept-*"):
        try:
            old = folder.stat().st_mtime < before
        except FileNotFoundError:  # its worker has just removed it
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)
