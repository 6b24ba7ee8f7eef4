"""Writing the trail. Called inside the operation it records, in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from apps.audit.models import Entry


def type_name(subject: models.Model | type[models.Model]) -> str:
    """How the trail names a kind of object: "incentives.PayoutRun"."""
    return subject._meta.label  # noqa: SLF001  Django documents `_meta`


def record(
    *,
    verb: str,
    subject: models.Model,
    by: AbstractBaseUser | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Append one entry. `by` is None for what the portal does by itself (a scheduled task)."""
    entry = _entry(verb=verb, subject=subject, by=by, at=at, before=before, after=after, reason=reason)
    entry.save(force_insert=True)
    return entry


def _entry(
    *,
    verb: str,
    subject: models.Model,
    by: AbstractBaseUser | None,
    at: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    reason: str = "",
) -> Entry:
    return Entry(
        at=at,
        actor_id=by.pk if by else None,
        actor_label=str(by)[:200] if by else "portal",
        verb=verb,
        subject_type=type_name(subject),
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )


def record_many(
    *,
    verb: str,
    subjects: Iterable[tuple[models.Model, Mapping[str, Any], Mapping[str, Any]]],
    by: AbstractBaseUser | None,
    at: datetime,
) -> int:
    """Append one entry for each (subject, before, after): one statement for any number. Returns how many."""
    entries = [
        _entry(verb=verb, subject=subject, by=by, at=at, before=before, after=after)
        for subject, before, after in subjects
    ]
    return len(Entry.objects.bulk_create(entries, batch_size=1000))
