"""How long each source keeps files and customers, and what of it goes when."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from apps.intake.choices import BatchState, RowFate
from apps.intake.models import Batch, HeldRow, Source, SourceDraft, StoredFile
from apps.people.clock import local_day, zone
from apps.people.days import months_after, months_before

AT_THE_END: Final = (BatchState.IMPORTED, BatchState.REFUSED, BatchState.CANCELLED, BatchState.WITHDRAWN)
DRAFT_MONTHS: Final = 3  # a source that nobody went on connecting for so long is not being connected
WAITING: Final = Q(fate__in=(RowFate.PARKED, RowFate.QUEUED), settled_at__isnull=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How a source keeps. `next_day`: when its oldest file goes; None where nothing goes."""

    source_id: int
    name: str
    months: int | None
    files: int  # that are still there
    gone: int  # that were removed
    next_day: date | None
    waiting: int  # rows that wait with their texts although their time is over


def keeping(on: date) -> list[Keeping]:
    """Every source by name. Four queries."""
    files = {row["source"]: row for row in _files_by_source(removed=False)}
    gone = {row["source"]: row["n"] for row in _files_by_source(removed=True)}
    waiting = _overdue_rows(on)
    return [
        Keeping(
            source_id=source.pk,
            name=source.name,
            months=source.keeps_months,
            files=files.get(source.pk, {}).get("n", 0),
            gone=gone.get(source.pk, 0),
            next_day=_next_day(source, files.get(source.pk, {}).get("oldest")),
            waiting=waiting.get(source.pk, 0),
        )
        for source in Source.objects.order_by("name", "pk")
    ]


def cutoff_of(source: Source, on: date) -> date | None:
    """The first day of which the source keeps files and customers; None: of every day."""
    return months_before(on, source.keeps_months) if source.keeps_months else None


def expired_batches(on: date) -> QuerySet[Batch]:
    """Batches at their end that came before the days their sources keep."""
    wanted = Q(pk__in=[])
    for source in Source.objects.filter(keeps_months__isnull=False):
        wanted |= Q(source=source, created_at__lt=begins(cutoff_of(source, on) or on))
    return Batch.objects.filter(wanted, state__in=AT_THE_END)


def expired_files(on: date) -> QuerySet[StoredFile]:
    """Stored files of which no batch, and no source that is being connected, needs the bytes any longer."""
    every = Batch.objects.filter(file=OuterRef("pk"))
    kept = every.exclude(pk__in=expired_batches(on).values("pk"))
    there = StoredFile.objects.filter(removed_on__isnull=True, drafts__isnull=True)
    return there.filter(Exists(every), ~Exists(kept)).order_by("pk")


def expired_drafts(on: date) -> QuerySet[SourceDraft]:
    """Drafts that nobody has touched for three months, or for as long as the source that keeps least."""
    shortest = Source.objects.aggregate(months=Min("keeps_months"))["months"]
    months = min(DRAFT_MONTHS, shortest or DRAFT_MONTHS)
    return SourceDraft.objects.filter(changed_at__lt=begins(months_before(on, months)))


def expired_rows(on: date) -> QuerySet[HeldRow]:
    """Held rows of expired batches that still have their texts and wait for nothing."""
    return HeldRow.objects.filter(batch__in=expired_batches(on)).exclude(WAITING).exclude(raw={}, value="")


def _files_by_source(*, removed: bool) -> QuerySet[Any, Any]:
    batches = Batch.objects.filter(file__removed_on__isnull=not removed).order_by()
    return batches.values("source").annotate(n=Count("file", distinct=True), oldest=Min("created_at"))


def _overdue_rows(on: date) -> dict[int, int]:
    rows = HeldRow.objects.filter(WAITING, batch__in=expired_batches(on)).order_by()
    return dict(rows.values_list("batch__source").annotate(n=Count("pk")))


def _next_day(source: Source, oldest: datetime | None) -> date | None:
    if not source.keeps_months or oldest is None:
        return None
    return months_after(local_day(oldest), source.keeps_months)


def begins(day: date) -> datetime:
    """Its first moment, where the organisation is."""
    return datetime.combine(day, time(), tzinfo=zone())
