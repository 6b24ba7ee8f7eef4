"""The trail as a CSV file, row by row, so that its size costs no memory."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from apps.audit.models import Entry
from apps.audit.queries import newest_first

HEADERS = (
    "at",
    "actor_id",
    "actor",
    "verb",
    "subject_type",
    "subject_id",
    "subject",
    "before",
    "after",
    "reason",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def inert(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_lines(entries: QuerySet[Entry], *, limit: int) -> Iterator[str]:
    """The newest entries up to `limit` as lines of CSV with a mark for UTF-8 in front; instants in UTC."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADERS)
    for entry in newest_first(entries)[:limit].iterator(chunk_size=2000):
        yield writer.writerow([inert(str(cell)) for cell in _cells(entry)])


def _cells(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.at.isoformat(),
        entry.actor_id or "",
        entry.actor_label,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.subject_label,
        json.dumps(entry.before, ensure_ascii=False, sort_keys=True),
        json.dumps(entry.after, ensure_ascii=False, sort_keys=True),
        entry.reason,
    )
