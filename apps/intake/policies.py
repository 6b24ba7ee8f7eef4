"""Who may see and do what in intake: stewards everything; directors and HR see how fresh the sources are.

Files and rows hold customers' identifiers, so nobody else opens a batch.
"""

from datetime import date
from typing import Final

from django.db.models import QuerySet

from apps.intake.models import Batch, HeldRow, Source, SourceDraft
from apps.intake.queries.records import Found
from apps.people.choices import Role
from apps.people.policies import Looker, has_role, visible_people

STEWARDS: Final = (Role.STEWARD,)
READERS: Final = (Role.STEWARD, Role.DIRECTOR, Role.HR)


def can_import(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may bring files, decide about batches and mend rows."""
    return has_role(user, *STEWARDS, on=on)


def visible_sources(user: Looker, *, on: date | None = None) -> QuerySet[Source]:
    """The sources whose freshness the sign-in may see: all, or none."""
    return Source.objects.all() if has_role(user, *READERS, on=on) else Source.objects.none()


def can_view_source(user: Looker, source: Source, *, on: date | None = None) -> bool:
    """Whether the sign-in may see how fresh a source is."""
    return visible_sources(user, on=on).filter(pk=source.pk).exists()


def visible_batches(user: Looker, *, on: date | None = None) -> QuerySet[Batch]:
    """The batches the sign-in may open: all, or none."""
    return Batch.objects.all() if can_import(user, on=on) else Batch.objects.none()


def can_view_batch(user: Looker, batch: Batch, *, on: date | None = None) -> bool:
    """Whether the sign-in may open a batch with its rows."""
    return visible_batches(user, on=on).filter(pk=batch.pk).exists()


def can_view_record(user: Looker, found: Found, *, on: date | None = None) -> bool:
    """Whether the sign-in may open a record: stewards each, others those behind figures they see."""
    if can_import(user, on=on):
        return True
    days = found.days
    if found.agent_id is None or not days:
        return False
    return visible_people(user, min(days), max(days), on=on).filter(pk=found.agent_id).exists()


def visible_held_rows(user: Looker, *, on: date | None = None) -> QuerySet[HeldRow]:
    """The rows that did not become facts which the sign-in may read: all, or none."""
    return HeldRow.objects.all() if can_import(user, on=on) else HeldRow.objects.none()


def can_decide_row(user: Looker, held_row: HeldRow, *, on: date | None = None) -> bool:
    """Whether the sign-in may accept or decline a row that waits."""
    return visible_held_rows(user, on=on).filter(pk=held_row.pk).exists()


def visible_drafts(user: Looker, *, on: date | None = None) -> QuerySet[SourceDraft]:
    """The unfinished sources that the sign-in may go on with: its own."""
    if not can_import(user, on=on):
        return SourceDraft.objects.none()
    return SourceDraft.objects.filter(owner_id=user.pk)


def can_edit_draft(user: Looker, draft: SourceDraft, *, on: date | None = None) -> bool:
    """Whether the sign-in may go on with an unfinished source."""
    return visible_drafts(user, on=on).filter(pk=draft.pk).exists()
