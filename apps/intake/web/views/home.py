"""What needs the steward, what is being imported, how recent and how whole each source is."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from apps.intake.choices import BatchState
from apps.intake.models import Batch
from apps.intake.queries import Freshness, Progress, ended_sources, progress_of, sources_freshness
from apps.intake.queries.deliveries import (
    DAYS_SHOWN,
    QUARTER,
    Delivery,
    SourceDays,
    by_week,
    completeness,
    gaps,
    latest_deliveries,
    usual_rows,
)
from apps.intake.queries.desk import is_at_work, open_batches, unknown_refs, waiting
from apps.intake.queries.rows import fates_of
from apps.intake.web.shown import CELLS, FRESHNESS, STATES, FateShown, Look, fates_shown, look_of
from apps.intake.web.todo import NAMED, to_do
from apps.people.choices import Role
from apps.people.clock import now, today
from apps.people.web.scope import requires_role


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """A batch that is being worked on."""

    batch: Batch
    look: Look
    progress: Progress
    fates: list[FateShown]
    may_cancel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A line of the table of freshness."""

    source: Freshness
    look: Look
    last: Delivery | None
    usual: int | None
    rows: list[int]  # a day, of the last deliveries, for the small line


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week of the calendar, with its days that are shown."""

    number: int
    days: tuple[date, ...]


@require_GET
@requires_role(Role.STEWARD)
def data_home(request: HttpRequest) -> HttpResponse:
    """The first page of data stewards."""
    on, batches = today(), open_batches()
    sources, waits = sources_freshness(on, now()), waiting()
    whole_quarter = request.GET.get("span") == "quarter"
    shown = QUARTER + on.weekday() if whole_quarter else DAYS_SHOWN
    days = completeness(sources, batches, on=on, shown=shown)
    context = {
        "quarter": _quarter(days) if whole_quarter else None,
        "whole_sources": sum(row.whole == row.due for row in days),
        "here": "overview",
        "waiting": waits,
        "at": now(),
        "todo": to_do(batches, sources, unknown_refs(most=NAMED), waits),
        "working": _working(batches),
        "sources": _source_rows(sources, batches),
        "ended": list(ended_sources()),
        "going_on": sum(source.goes_on for source in sources),
        "on_time": sum(source.state == "fresh" for source in sources),
        "days": days,
        "weeks": _weeks(days),
        "legend": _legend(days),
        "looks": CELLS,
        "gaps": gaps(days),
        "whole": sum(row.whole for row in days),
        "due": sum(row.due for row in days),
        "today": on,
    }
    return render(request, "intake/home.html", context)


@require_GET
@requires_role(Role.STEWARD)
def working(request: HttpRequest) -> HttpResponse:
    """The panel of what is being imported, again; the whole page once nothing is."""
    found = _working(open_batches())
    if not found:
        return HttpResponseClientRefresh()
    return render(request, "intake/_working.html", {"working": found})


def _working(batches: list[Batch]) -> list[Working]:
    return [_at_work(batch) for batch in batches if is_at_work(batch)]


def _at_work(batch: Batch) -> Working:
    importing = batch.state == BatchState.IMPORTING
    fates = fates_of(batch) if importing else None
    return Working(
        batch=batch,
        look=look_of(batch),
        progress=progress_of(batch),
        fates=[fate for fate in fates_shown(fates) if fate.rows] if fates else [],
        may_cancel=importing,
    )


def _source_rows(sources: list[Freshness], batches: list[Batch]) -> list[SourceRow]:
    deliveries = latest_deliveries()
    asking = {batch.source_id: STATES[batch.state] for batch in batches if not is_at_work(batch)}
    return [
        SourceRow(
            source=source,
            look=asking.get(source.source_id, FRESHNESS[source.state]),
            last=delivered[-1] if delivered else None,
            usual=usual_rows(delivered),
            rows=[delivery.a_day for delivery in delivered],
        )
        for source in sources
        for delivered in [deliveries.get(source.source_id, [])]
    ]


def _weeks(rows: list[SourceDays]) -> list[Week]:
    """The weeks over the days."""
    days = [cell.day for cell in rows[0].cells] if rows else []
    weeks = groupby(days, key=lambda day: day.isocalendar().week)
    return [Week(number=number, days=tuple(of_week)) for number, of_week in weeks]


def _quarter(rows: list[SourceDays]) -> dict[str, Any]:
    """The same by weeks."""
    found = by_week(rows)
    return {"rows": found, "weeks": [cell.start for cell in found[0].cells] if found else []}


def _legend(rows: list[SourceDays]) -> list[tuple[str, Look, int]]:
    """Each state with how many cells have it."""
    states = [cell.state for row in rows for cell in row.cells]
    return [(state, look, states.count(state)) for state, look in CELLS.items() if state in states]
