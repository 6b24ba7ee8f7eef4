"""What waits for a person: batches that are not at their end, names nobody knows, corrections to decide."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, F, Max, Min, Q, QuerySet

from apps.intake.choices import BatchState, ClaimState, RowFate
from apps.intake.models import Batch, Claim, HeldRow
from apps.people.models import Person

OPEN_STATES: Final = (
    BatchState.RECEIVED,
    BatchState.PROFILING,
    BatchState.READY,
    BatchState.HELD,
    BatchState.IMPORTING,
    BatchState.FAILED,
)
AT_WORK: Final = frozenset({BatchState.RECEIVED, BatchState.PROFILING, BatchState.IMPORTING})
WRITTEN: Final = (BatchState.IMPORTED, BatchState.IMPORTING, BatchState.FAILED)  # their parked rows may run
WITHDRAWAL: Final = "withdrawal_waits"
NO_AGENT: Final = "no_agent"
MOST_OPEN: Final = 100
MOST_REFS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRef:
    """What a source calls somebody whom nobody knows, with the rows that wait for it."""

    source_id: int
    source_name: str
    ref: str
    ambiguous: bool  # more than one person is called so
    rows: int
    files: int
    first: date | None  # the days its files speak for
    last: date | None
    row: int  # the first one, in batch_id
    batch_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits for a person: names (each once a source), their rows, and corrections."""

    refs: int
    parked: int
    corrections: int
    agentless: int  # orders that name nobody, and claims of such


def open_batches() -> list[Batch]:
    """Batches that are not at their end, oldest first, at most `MOST_OPEN`; without their profiles."""
    batches = Batch.objects.filter(state__in=OPEN_STATES).select_related("source").defer("profile")
    return list(batches.order_by("pk")[:MOST_OPEN])


def is_at_work(batch: Batch) -> bool:
    """Whether a worker has the batch or is about to take it: it moves without anybody."""
    return batch.state in AT_WORK or (batch.state == BatchState.READY and batch.auto_import)


def parked_rows() -> QuerySet[HeldRow]:
    """Rows that wait for their agent and run once somebody says who it is."""
    return HeldRow.objects.filter(fate=RowFate.PARKED, settled_at__isnull=True, batch__state__in=WRITTEN)


def queued_rows() -> QuerySet[HeldRow]:
    """Corrections of closed or frozen days that wait for a decision, withdrawals among them."""
    counted = Q(batch__state__in=WRITTEN) | Q(code=WITHDRAWAL)
    return HeldRow.objects.filter(counted, fate=RowFate.QUEUED, settled_at__isnull=True)


def queued_reasons() -> list[str]:
    """The closed months and payout runs that corrections wait for."""
    reasons = queued_rows().order_by().values_list("values__reason", flat=True).distinct()
    return sorted(str(reason) for reason in reasons if reason)


def waiting() -> Waiting:
    """The counts of what waits. Four queries."""
    refs = named_rows().order_by().values("batch__source", "ref").annotate(rows=Count("pk"))
    counted = list(refs.values_list("rows", flat=True))
    agentless = parked_rows().filter(code=NO_AGENT).count()
    return Waiting(
        refs=len(counted),
        parked=sum(counted),
        corrections=queued_rows().count(),
        agentless=agentless + Claim.objects.filter(state=ClaimState.OPEN).count(),
    )


def named_rows() -> QuerySet[HeldRow]:
    """Parked rows that name an agent nobody knows; orders that name nobody are not among them."""
    return parked_rows().exclude(code=NO_AGENT)


def unknown_refs(
    *, batch: Batch | None = None, source_id: int | None = None, ref: str | None = None, most: int = MOST_REFS
) -> list[UnknownRef]:
    """The names nobody knows, those with the most rows first. One query."""
    rows = named_rows()
    if batch is not None:
        rows = rows.filter(batch=batch)
    if source_id is not None:
        rows = rows.filter(batch__source=source_id)
    if ref is not None:
        rows = rows.filter(ref=ref)
    found = (
        rows.order_by()
        .values("batch__source", "batch__source__name", "ref")
        .annotate(
            n=Count("pk"),
            files=Count("batch", distinct=True),
            code=Min("code"),
            first=Min("batch__covers_first"),
            last=Max("batch__covers_last"),
            newest=Max("batch"),
            row=Min("row"),
        )
        .order_by("-n", "batch__source__name", "ref")
    )
    return [
        UnknownRef(
            source_id=group["batch__source"],
            source_name=group["batch__source__name"],
            ref=group["ref"],
            ambiguous=group["code"] == "ambiguous_agent",
            rows=group["n"],
            files=group["files"],
            first=group["first"],
            last=group["last"],
            row=group["row"],
            batch_id=group["newest"],
        )
        for group in found[:most]
    ]


def previewed_refs(batch: Batch) -> list[UnknownRef]:
    """The same of a preview: its rows wait nowhere yet. The source must have been read with it."""
    return [
        UnknownRef(
            source_id=batch.source_id,
            source_name=batch.source.name,
            ref=ref,
            ambiguous=False,
            rows=rows,
            files=1,
            first=batch.covers_first,
            last=batch.covers_last,
            row=0,
            batch_id=batch.pk,
        )
        for ref, rows in batch.profile.get("unknown_agents", {}).items()
    ]


def held_back(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """With `held`: rows that were rejected, parked or queued."""
    return batches.annotate(held=F("rejected") + F("parked") + F("queued"))


def everybody() -> dict[int, str]:
    """The names of all people, to find who is meant."""
    return dict(Person.objects.values_list("pk", "name"))
