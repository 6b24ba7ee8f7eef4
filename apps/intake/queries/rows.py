"""The rows of one batch: where they went, why some were not taken, and on which days the others lie."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Min

from apps.intake.choices import BatchState
from apps.intake.models import Batch, HeldRow
from apps.intake.queries.reach import topics_of
from apps.intake.reasons import row_reason, row_title
from apps.intake.shapes import SHAPES
from apps.people.written import day_text

MOST_REASONS: Final = 200
DATED: Final = frozenset(  # whose value is a closed or frozen day
    {"frozen_day", "withdrawal_waits", "leave_out_waits", "put_back_waits", "agent_waits"}
)
FATES: Final = ("new", "changed", "unchanged", "rejected", "parked", "queued", "skipped")
BEFORE: Final = (BatchState.RECEIVED, BatchState.PROFILING, BatchState.READY, BatchState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """Rows by what becomes of them. `forecast`: nothing is written yet. `rows`: all that were read."""

    forecast: bool
    rows: int
    counts: dict[str, int]  # by FATES

    @property
    def taken(self) -> int:
        """New and changed ones."""
        return self.counts["new"] + self.counts["changed"]

    @property
    def add_up(self) -> bool:
        """Whether every row has exactly one fate."""
        return sum(self.counts.values()) == self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGroup:
    """Rows that are held for one reason in one column; the example is the first of them, if it is known."""

    fate: str
    code: str
    column: str
    rows: int
    row: int | None
    value: str
    sentence: str  # of the example
    remedy: str


def fates_of(batch: Batch) -> Fates | None:
    """Where the rows go, as counted or, before the import, as tried. None while nothing is known."""
    if batch.state in BEFORE or (batch.state == BatchState.REFUSED and not batch.read):
        forecast = batch.profile.get("forecast")
        if not forecast or batch.total_rows is None:
            return None
        counts = {fate: int(forecast.get(fate, 0)) for fate in FATES}
        return Fates(forecast=True, rows=batch.total_rows, counts=counts)
    counts = {fate: getattr(batch, fate) for fate in FATES if fate != "new"}
    counts = {"new": batch.accepted - batch.changed, **counts}
    return Fates(forecast=False, rows=batch.read, counts=counts)


def held_reasons(batch: Batch) -> list[ReasonGroup]:
    """Held rows that are not settled, by fate, reason and column, the most first. Two queries.

    Before the import the reasons are those of the profile.
    """
    if batch.state in BEFORE:
        return list(_profiled(batch))
    groups: list[Any] = list(
        HeldRow.objects.filter(batch=batch, settled_at__isnull=True)
        .order_by()
        .values("fate", "code", "column")
        .annotate(rows=Count("pk"), first=Min("row"))
        .order_by("-rows", "first")[:MOST_REASONS]
    )
    firsts = HeldRow.objects.filter(batch=batch, row__in=[group["first"] for group in groups])
    examples = {held.row: held for held in firsts.defer("raw")}
    return [_group(group, examples[group["first"]]) for group in groups]


def mended(batch: Batch) -> int | None:
    """How many of its rejected rows came again, mended, and were taken. None where nobody can tell.

    That is where a file which mends holds more than what was rejected.
    """
    repairs = list(batch.repaired_by.filter(state=BatchState.IMPORTED))
    if any(one.read - one.skipped > batch.rejected for one in repairs):
        return None
    return min(batch.rejected, sum(one.accepted + one.unchanged for one in repairs))


def _profiled(batch: Batch) -> Iterator[ReasonGroup]:
    for fate, codes in batch.profile.get("codes", {}).items():
        for code, rows in codes.items():
            example = batch.profile.get("examples", {}).get(fate, {}).get(code)
            held = HeldRow(fate=fate, code=code, **(example or {}))
            yield _group({"fate": fate, "code": code, "column": held.column, "rows": rows}, held)


def _group(group: Mapping[str, Any], example: HeldRow) -> ReasonGroup:
    known = example.row is not None
    sentence, remedy = reason_of(example) if known else (row_title(example.code), "")
    return ReasonGroup(
        fate=group["fate"],
        code=group["code"],
        column=group["column"],
        rows=group["rows"],
        row=example.row,
        value=example.value,
        sentence=sentence,
        remedy=remedy,
    )


def reason_of(held: HeldRow) -> tuple[str, str]:
    """Why a row is held, and what to do about it, in the language that is active now."""
    value = day_text(date.fromisoformat(held.value)) if held.code in DATED and held.value else held.value
    return row_reason(held.code, held.values, column=held.column, value=value)


def held_rows(batch: Batch, *, fate: str, code: str = "") -> Iterator[HeldRow]:
    """The held rows of a fate that are not settled, in the order of the file, read piece by piece."""
    rows = HeldRow.objects.filter(batch=batch, fate=fate, settled_at__isnull=True).order_by("row")
    return (rows.filter(code=code) if code else rows).iterator(chunk_size=2000)


def days_in_file(batch: Batch) -> dict[date, int]:
    """Records of the file by the day they lie on."""
    return {date.fromisoformat(day): rows for day, rows in sorted(batch.profile.get("days", {}).items())}


def days_counted(batch: Batch) -> dict[date, int]:
    """Records that count and were last written by this batch, by day. One query for each record type."""
    found: dict[date, int] = {}
    for topic in sorted(topics_of(batch.mapping.spec)):
        shape = SHAPES[topic]
        for column in shape.own_days:
            days = shape.facts.filter(batch=batch, **{f"{column}__isnull": False})
            for day, rows in days.order_by().values_list(column).annotate(rows=Count("pk")):
                found[day] = found.get(day, 0) + rows
    return found
