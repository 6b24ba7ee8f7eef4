"""What records are grouped by beside people and teams: campaign, product, market, queue, hour of the day.

A stream has a dimension where every one of its tables says it: calls have a queue and an hour, orders do not.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from apps.metrics.choices import Level
from apps.metrics.streams import Rows, Stream

_SOLD: Final = {Level.CAMPAIGN: "f.campaign", Level.PRODUCT: "f.product", Level.MARKET: "f.market"}
_COLUMNS: Final[Mapping[str, Mapping[Level, str]]] = {
    "intake_call": {**_SOLD, Level.QUEUE: "f.queue"},
    "intake_order": _SOLD,
    "intake_opportunity": _SOLD,
}
_STARTED: Final[Mapping[str, str]] = {"intake_call": "f.started_at"}
_OWNER: Final = re.compile(r"\b(intake_\w+) f\b")
DIMENSIONS: Final = frozenset({Level.CAMPAIGN, Level.PRODUCT, Level.MARKET, Level.QUEUE})


def dimension_column(rows: Rows, level: Level) -> str:
    """The column of a dimension in the rows' table; empty where they have none."""
    return _COLUMNS.get(table_of(rows), {}).get(level, "")


def started_column(rows: Rows) -> str:
    """The column with the instant at which a record began; empty where only its day is known."""
    return _STARTED.get(table_of(rows), "")


def table_of(rows: Rows) -> str:
    """The table whose agent the rows belong to."""
    found = _OWNER.search(rows.table)
    return found[1] if found else ""


def can_group(stream: Stream, level: Level, *, by_hour: bool = False) -> bool:
    """Whether every row of the stream can be told apart by the level, and by the hour where that is asked."""
    return all(
        (level not in DIMENSIONS or dimension_column(rows, level)) and (not by_hour or started_column(rows))
        for rows in stream.rows
    )


def utc_offsets(zone: ZoneInfo, first: date, ends: date) -> list[tuple[datetime, int]]:
    """How far a zone is ahead of UTC on these days: (until before an instant, seconds), the last for good."""
    start = datetime.combine(first - timedelta(days=2), time(), tzinfo=UTC)
    last = datetime.combine(ends + timedelta(days=2), time(), tzinfo=UTC)
    found: list[tuple[datetime, int]] = []
    while start < last:
        offset, following = _offset(zone, start), start + timedelta(days=1)
        if _offset(zone, following) != offset:
            found.append((_change(zone, start, following), offset))
        start = following
    return [*found, (last, _offset(zone, last))]


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The minute in which the offset changes."""
    offset = _offset(zone, before)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)
