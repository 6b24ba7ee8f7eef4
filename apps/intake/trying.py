"""A mapping tried on a file's first block: read as an import reads it, and nothing written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from apps.intake.choices import RowFate
from apps.intake.fileday import days_in_name
from apps.intake.mapping import parse_reading
from apps.intake.mapping.spec import AgentBy
from apps.intake.matching import Roster, load_roster
from apps.intake.models import Batch, Source, SourceDraft
from apps.intake.models import Mapping as MappingVersion
from apps.intake.profile import start_of
from apps.intake.proposing import KnownAgents, Sample, sample_of
from apps.intake.reading import Block, FileRefused, Table, open_unbound
from apps.intake.storage import stored_path
from apps.intake.validating import Judged
from apps.intake.work import Matched, Work, open_work
from apps.people.clock import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The first block under a mapping. Counts are in rows; `understood` ones became at least one record."""

    work: Work
    judged: Judged  # before agents are looked up
    matched: Matched
    rows: int
    understood: int
    fates: Mapping[str, int]
    wrong_by_column: Mapping[str, int]  # header → rows rejected for it

    @property
    def last_day(self) -> date | None:
        """The newest day that its records count on."""
        days = [frame["day"].max() for frame in self.matched.records.values() if "day" in frame.columns]
        return max((day for day in days if isinstance(day, date)), default=None)

    @property
    def held(self) -> pl.DataFrame:
        """Rows that became nothing: see `validating.HELD_SCHEMA`."""
        return self.matched.judged.held


def draft_source(draft: SourceDraft) -> Source:
    """The draft's source; one that is not stored where it is yet to be connected."""
    said = {name: draft.details.get(name, "") for name in ("code", "name", "time_zone", "currency")}
    if draft.source is None:
        return Source(**said)
    source: Source = draft.source
    return source


def sample_of_file(path: Path, filename: str, spec: Mapping[str, Any]) -> Sample:
    """Headers and first block of a file, as the mapping says how to read it. FileRefused."""
    table, block = first_block(path, filename, spec)
    return sample_of(table.headers, block.frame, block.rows, whole=_is_whole(table, block))


def first_block(path: Path, filename: str, spec: Mapping[str, Any]) -> tuple[Table, Block]:
    """A file open, and its first block. FileRefused."""
    table = open_unbound(path, filename, parse_reading(spec))
    block = next(table.blocks(*start_of(table)), None)
    if block is None:
        raise FileRefused("header_only")
    return table, block


def _is_whole(table: Table, block: Block) -> bool:
    return next(table.blocks(block.next_offset, 0), None) is None


def try_draft(draft: SourceDraft, spec: Mapping[str, Any], *, at: datetime) -> Tried:
    """The draft's file under a mapping. FileRefused, InvalidMapping."""
    source = draft_source(draft)
    batch = Batch(
        source=source,
        mapping=MappingVersion(source=source, version=0, spec=spec, created_at=at),
        file=draft.file,
        filename=draft.filename,
        created_at=at,
    )
    if len(days_in_name(draft.filename)) != 1:
        # Where records take the day of their file: until somebody says which, as if it were today's.
        batch.covers_first = batch.covers_last = local_day(at)
    work, table = open_work(batch)
    block = next(table.blocks(*start_of(table)), None)
    if block is None:
        raise FileRefused("header_only")
    return tried(work, block, load_roster(source))


def tried(work: Work, block: Block, roster: Roster) -> Tried:
    """One block under the mapping of its work."""
    judged = work.judge.judge(block)
    matched = work.match(judged, roster)
    held = matched.judged.held
    fates = dict(held.group_by("fate").len().iter_rows())
    wrong = held.filter(pl.col("fate") == RowFate.REJECTED)
    return Tried(
        work=work,
        judged=judged,
        matched=matched,
        rows=block.frame.height,
        understood=block.frame.height - held["row"].n_unique(),
        fates=fates,
        wrong_by_column=Counter(wrong["column"].to_list()),
    )


def known_agents(roster: Roster) -> KnownAgents:
    """What the roster can recognise an agent by."""
    frames = {AgentBy.NUMBER: roster.numbers, AgentBy.NAME: roster.names, AgentBy.ALIAS: roster.aliases}
    return {by: frozenset(frame["ref"]) for by, frame in frames.items()}


def draft_path(draft: SourceDraft) -> Path:
    """Where the draft's file lies."""
    return stored_path(draft.file)
