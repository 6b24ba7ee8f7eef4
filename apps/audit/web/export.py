"""The trail as a CSV file, row by row, so that its size costs no memory."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from apps.audit.models import Entry
from apps.audit.queries import newest_first
from apps.audit.verbs import holds_pay, pay_hidden

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


def csv_lines(entries: QuerySet[Entry], *, limit: int, pay: bool) -> Iterator[str]:
    """The newest entries up to `limit` as lines of CSV with a mark for UTF-8 in front; instants in UTC.

    Without `pay`, what was before and after is left out where it holds amounts of pay.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADERS)
    for entry in newest_first(entries)[:limit].iterator(chunk_size=2000):
        yield writer.writerow([inert(str(cell)) for cell in _cells(entry, pay=pay)])


def _cells(entry: Entry, *, pay: bool) -> tuple[Any, ...]:
    return (
        entry.at.isoformat(),
        entry.actor_id or "",
        entry.actor_label,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.subject_label,
        *_before_and_after(entry, pay=pay),
        entry.reason,
    )


def _before_and_after(entry: Entry, *, pay: bool) -> tuple[str, str]:
    if holds_pay(entry.verb) and not pay:
        return "", pay_hidden()
    before, after = (
        json.dumps(value, ensure_ascii=False, sort_keys=True) for value in (entry.before, entry.after)
    )
    return before, after
