"""What sources no longer keep goes: files, texts of rows, customers. Figures and records stay as they are."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake import folders
from apps.intake.forgetting import Cutoff, expired_customers, forget
from apps.intake.matching.customers import DOTS
from apps.intake.models import Batch, HeldRow, Source, StoredFile
from apps.intake.operations.drafts import drop_drafts
from apps.intake.queries.retention import (
    begins,
    cutoff_of,
    expired_batches,
    expired_drafts,
    expired_files,
    expired_rows,
)
from apps.intake.storage import remove_copies, remove_stored
from apps.people.clock import local_day, organisation
from apps.people.models import User
from apps.people.refusals import Refusal

MOST_MONTHS: Final = 240
CUSTOMERS_AT_ONCE: Final = 50_000
FILES_AT_ONCE: Final = 500


class MonthsOutside(Refusal):
    """Between a month and twenty years, or for ever."""

    sentence = _("Give 1 to %(most)s months, or nothing to keep for ever.")
    field = "months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What went: stored files and copies of them, texts of rows, customers, drafts of sources."""

    files: int = 0
    rows: int = 0
    customers: int = 0
    drafts: int = 0
    copies: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@transaction.atomic
def set_retention(*, source: Source, months: int | None, by: User, at: datetime) -> None:
    """Keep the source's files and customers for so many months; None: for ever."""
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise MonthsOutside(most=MOST_MONTHS)
    held = Source.objects.select_for_update().get(pk=source.pk)
    before, held.keeps_months = held.keeps_months, months
    held.save(update_fields=["keeps_months"])
    audit.record(
        verb="source.retention_set",
        subject=held,
        by=by,
        at=at,
        before={"months": before},
        after={"months": months},
    )


def keep_no_longer(*, at: datetime) -> Gone:
    """Let go of everything whose time is over. May be broken off and repeated at any point."""
    on = local_day(at)
    drafts = _drop_drafts(on, at=at)  # before the files, which they hold
    files, copies = _remove_files(on)
    gone = Gone(
        drafts=drafts,
        files=files,
        copies=copies + _remove_old_copies(on),
        rows=_clear_rows(on),
        customers=_forget_customers(on),
    )
    if gone:
        _note(gone, on, at=at)
    return gone


@transaction.atomic
def _drop_drafts(on: date, *, at: datetime) -> int:
    """The bytes go before the transaction ends: broken off between the two, the next run drops the draft."""
    drafts = expired_drafts(on)
    count = drafts.count()
    for stored in drop_drafts(drafts, by=None, at=at):
        remove_stored(stored)
    return count


def _remove_files(on: date) -> tuple[int, int]:
    """Files, and their copies in watched folders.

    First the bytes, then the note: broken off between the two, the next run notes it.
    """
    removed = copies = 0
    while files := list(expired_files(on)[:FILES_AT_ONCE]):
        copies += remove_copies(files)
        for stored in files:
            remove_stored(stored)
        removed += StoredFile.objects.filter(pk__in=[stored.pk for stored in files]).update(removed_on=on)
    return removed, copies


def _remove_old_copies(on: date) -> int:
    """What lies in watched folders for longer than the source keeps: refused files above all."""
    sources = Source.objects.filter(keeps_months__isnull=False).order_by("pk")
    return sum(
        folders.remove_older(folder, begins(cutoff))
        for source in sources
        if (folder := folders.folder_at(source.folder or source.code)) and (cutoff := cutoff_of(source, on))
    )


def _clear_rows(on: date) -> int:
    """Held rows keep their reason and their place; their texts go, and so do the examples of the previews."""
    batches = expired_batches(on)
    texts = HeldRow.objects.filter(pk__in=expired_rows(on).exclude(raw={}, value=DOTS).values("pk"))
    cleared = texts.update(raw={}, value=DOTS)
    for batch in batches.filter(profile__has_key="examples").only("pk", "profile").iterator():
        profile = {name: part for name, part in batch.profile.items() if name not in {"examples", "changes"}}
        Batch.objects.filter(pk=batch.pk).update(profile=profile)
    return cleared


def _forget_customers(on: date) -> int:
    forgotten = 0
    while count := _forget_some(on):
        forgotten += count
    return forgotten


@transaction.atomic
def _forget_some(on: date) -> int:
    """The sources are held, so that no import names a customer that is just being forgotten."""
    sources = list(Source.objects.select_for_update().order_by("pk"))
    if not any(source.keeps_months for source in sources):
        return 0
    cutoffs = [Cutoff(source_id=source.pk, first_day=cutoff_of(source, on)) for source in sources]
    expired = expired_customers(cutoffs, most=CUSTOMERS_AT_ONCE)
    return len(forget(expired, on=on)) if expired else 0


def _note(gone: Gone, on: date, *, at: datetime) -> None:
    after = {**asdict(gone), "day": on.isoformat()}
    audit.record(verb="retention.kept", subject=organisation(), by=None, at=at, after=after)
