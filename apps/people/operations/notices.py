"""Telling persons something, and their having read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.people.models import Notice, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice to one person, with values of its own."""

    person_id: int
    code: str
    values: Mapping[str, Any]
    url: str = ""


@transaction.atomic
def notify_each(*, letters: Iterable[Letter], at: datetime) -> int:
    """Leave each person the notice meant for them: a constant number of statements. Returns how many."""
    rows = [
        Notice(person_id=one.person_id, code=one.code, values=dict(one.values), url=one.url, at=at)
        for one in letters
    ]
    return len(Notice.objects.bulk_create(rows, batch_size=2000))


@transaction.atomic
def notify(
    *, person_ids: Iterable[int], code: str, values: Mapping[str, Any], url: str = "", at: datetime
) -> int:
    """Leave each person a notice. `code` is one of `apps.people.notices.codes()`; values must be JSON."""
    rows = [
        Notice(person_id=person_id, code=code, values=dict(values), url=url, at=at)
        for person_id in dict.fromkeys(person_ids)
    ]
    return len(Notice.objects.bulk_create(rows, batch_size=2000))


@transaction.atomic
def mark_notices_read(*, person: Person, at: datetime, notice_ids: Iterable[int] | None = None) -> int:
    """Mark the person's unread notices (all, or those named) as read. Returns how many were unread."""
    unread = Notice.objects.filter(person=person, read_at__isnull=True, at__lte=at)
    if notice_ids is not None:
        unread = unread.filter(pk__in=list(notice_ids))
    return unread.update(read_at=at)
