"""Reads of intake. One subject a file; what other apps need is here."""

from apps.intake.queries.coverage import (
    Freshness,
    current_sources,
    ended_sources,
    expected_day,
    is_old_news,
    sources_freshness,
)
from apps.intake.queries.progress import Progress, batch_progress, progress_of
from apps.intake.queries.reach import (
    Feed,
    complete_through,
    covered,
    feeds,
    is_delivered,
    missing_days,
    topics_of,
)

__all__ = [
    "Feed",
    "Freshness",
    "Progress",
    "batch_progress",
    "complete_through",
    "covered",
    "current_sources",
    "ended_sources",
    "expected_day",
    "feeds",
    "is_delivered",
    "is_old_news",
    "missing_days",
    "progress_of",
    "sources_freshness",
    "topics_of",
]
