"""The list of batches, one batch as a whole, and its files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh
from django_tables2 import RequestConfig

from apps.audit.models import Entry
from apps.audit.queries import entries_about
from apps.intake import operations
from apps.intake.choices import BatchState, RecordType, RowFate
from apps.intake.matching.proposing import proposals
from apps.intake.models import Batch
from apps.intake.policies import visible_batches
from apps.intake.queries import is_old_news, progress_of
from apps.intake.queries.desk import NO_AGENT, everybody, held_back, is_at_work, unknown_refs, waiting
from apps.intake.queries.records import left_out_records
from apps.intake.queries.rows import days_counted, days_in_file, fates_of, held_reasons, held_rows, mended
from apps.intake.reasons import file_reason, warning_text
from apps.intake.storage import stored_path
from apps.intake.web.columns import changes_shown, label
from apps.intake.web.days import day_chart
from apps.intake.web.filters import BatchFilter
from apps.intake.web.reading import control_facts, reading_facts
from apps.intake.web.rejects import XLSX, csv_lines, workbook
from apps.intake.web.shown import fates_shown, look_of
from apps.intake.web.steps import steps_of
from apps.intake.web.tables import BatchTable
from apps.people.choices import Role
from apps.people.clock import organisation, today
from apps.people.web.scope import get_visible_or_404, requires_role
from apps.people.written import day_text

PER_PAGE = 25
REFS_SHOWN = 6


def _batches(request: HttpRequest) -> QuerySet[Batch]:
    return visible_batches(request.user).select_related("source", "mapping", "file", "created_by", "repairs")


@require_GET
@requires_role(Role.STEWARD)
def batches(request: HttpRequest) -> HttpResponse:
    """Every file that came."""
    every = held_back(visible_batches(request.user).select_related("source").defer("profile"))
    found = BatchFilter(request.GET, queryset=every)
    table = BatchTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "filter": found, "here": "batches", "waiting": waiting()}
    return render(request, "intake/batches.html", context)


@require_GET
@requires_role(Role.STEWARD)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: where its rows go, what is wrong, what can be done."""
    found = get_visible_or_404(_batches(request), pk=pk)
    fates, reasons, refs = fates_of(found), held_reasons(found), _refs(found)
    parts = fates_shown(fates) if fates else []
    context = {
        "batch": found,
        "look": look_of(found),
        "steps": steps_of(found),
        "at_work": is_at_work(found),
        "progress": progress_of(found),
        "fates": fates,
        "parts": parts,
        "segments": [(part.css, part.rows) for part in parts],
        "by_fate": {fate: [group for group in reasons if group.fate == fate] for fate in RowFate.values},
        "refs": refs,
        "match_first": fates is not None and not fates.taken and bool(refs["count"]),
        "agentless": [group for group in reasons if group.code == NO_AGENT],
        "trouble": _trouble(found),
        "warnings": _warnings(found),
        "may": _may(found),
        "changes": _changes(found),
        "lines": [(line, RecordType(line.record_type).label) for line in left_out_records(batch=found)],
        "frozen": [_frozen(span) for span in found.profile.get("frozen", [])],
        "taken_back": _taken_back(found),
        "mended": mended(found),
        "repaired_by": list(found.repaired_by.order_by("pk")),
        "reading": reading_facts(found.mapping.spec),
        "control": control_facts(found),
    }
    return render(request, "intake/batch.html", context)


def _taken_back(batch: Batch) -> Entry | None:
    """Who withdrew or cancelled it, when and why; None where nobody did."""
    if batch.state not in {BatchState.WITHDRAWN, BatchState.CANCELLED}:
        return None
    verbs = ("batch.withdrawn", "batch.cancelled")
    return entries_about(Entry.objects.filter(verb__in=verbs), batch).first()


def _warnings(batch: Batch) -> list[tuple[str, str]]:
    """What a person should know of it before it is imported, and what to do."""
    noted = [warning_text(one["code"], one["values"]) for one in batch.profile.get("warnings", [])]
    newest = batch.covers_last
    if batch.state in {BatchState.READY, BatchState.HELD} and newest and is_old_news(batch, today()):
        noted.insert(0, warning_text("old_days", {"day": day_text(newest)}))
    return noted


def _refs(batch: Batch) -> dict[str, Any]:
    """Names nobody knows: those of parked rows, or of the profile before the import."""
    if batch.state in {BatchState.READY, BatchState.HELD}:
        refs = list(batch.profile.get("unknown_agents", {}).items())
    else:
        refs = [(unknown.ref, unknown.rows) for unknown in unknown_refs(batch=batch)]
    people = everybody() if refs else {}
    shown = [(ref, rows, _meant(ref, people)) for ref, rows in refs[:REFS_SHOWN]]
    return {"shown": shown, "count": len(refs), "rows": sum(rows for _ref, rows in refs)}


def _changes(batch: Batch) -> dict[str, Any] | None:
    """What a preview would change: the first records with old and new, and how many change in each column."""
    if batch.state not in {BatchState.READY, BatchState.HELD} or not batch.profile.get("changes"):
        return None
    columns = batch.profile.get("changed_columns", {})
    return {
        "shown": changes_shown(batch.profile["changes"], batch.source.currency or organisation().currency),
        "records": len(batch.profile["changes"]),
        "columns": [(label(place.partition(".")[2]), count) for place, count in columns.items()],
    }


def _frozen(span: Mapping[str, Any]) -> dict[str, Any]:
    return {**span, "first": date.fromisoformat(span["first"]), "last": date.fromisoformat(span["last"])}


def _meant(ref: str, people: Mapping[int, str]) -> tuple[int, str] | None:
    """The one person whose name is like it, for somebody to confirm; nobody where several are."""
    likely = proposals(ref, people)
    return (likely[0], people[likely[0]]) if len(likely) == 1 else None


def _trouble(batch: Batch) -> tuple[str, str] | None:
    """Why it was refused or stopped, and what to do."""
    return file_reason(batch.error_code, batch.error_values) if batch.error_code else None


def _may(batch: Batch) -> dict[str, bool]:
    """What can be done with it now."""
    ready = batch.state == BatchState.READY and not batch.auto_import
    return {
        "import": ready,
        "release": batch.state == BatchState.HELD,
        "resume": batch.state == BatchState.FAILED,
        "again": ready or batch.state == BatchState.HELD,
        "refuse": ready or batch.state in {BatchState.HELD, BatchState.RECEIVED, BatchState.PROFILING},
        "cancel": batch.state in {BatchState.IMPORTING, BatchState.FAILED},
        "records": batch.state in {BatchState.IMPORTED, BatchState.FAILED},
        "withdraw": batch.state == BatchState.IMPORTED,
    }


@require_GET
@requires_role(Role.STEWARD)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is; the whole page again once its state has changed."""
    found = get_visible_or_404(_batches(request), pk=pk)
    if found.state != request.GET.get("state") or not is_at_work(found):
        return HttpResponseClientRefresh()
    return render(request, "intake/_progress.html", {"batch": found, "progress": progress_of(found)})


@require_GET
@requires_role(Role.STEWARD)
def days(request: HttpRequest, pk: int) -> HttpResponse:
    """The records of a batch by the day they lie on."""
    found = get_visible_or_404(_batches(request), pk=pk)
    counted: dict[date, int] = days_counted(found) if found.state == BatchState.IMPORTED else {}
    chart = day_chart(days_in_file(found), counted, imported=found.state == BatchState.IMPORTED)
    return render(request, "intake/_days_chart.html", {"batch": found, "chart": chart})


@require_GET
@requires_role(Role.STEWARD)
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came."""
    found = get_visible_or_404(_batches(request), pk=pk)
    path = stored_path(found.file)
    if not path.is_file():
        raise Http404
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=found.filename,
        content_type="application/octet-stream",
    )


@require_GET
@requires_role(Role.STEWARD)
def rows(request: HttpRequest, pk: int, fate: str) -> HttpResponseBase:
    """Held rows of a fate as CSV or (`format=xlsx`) XLSX, those of one reason where `code` is given.

    Before the import the file is read for them.
    """
    found = get_visible_or_404(_batches(request), pk=pk)
    if fate not in RowFate.values:
        raise Http404
    previewed = found.state in {BatchState.READY, BatchState.HELD}
    if previewed and not stored_path(found.file).is_file():
        raise Http404
    read = operations.foreseen_rows if previewed else held_rows
    lines = read(found, fate=fate, code=request.GET.get("code", ""))
    columns, name = found.profile.get("columns", []), f"batch-{found.pk}-{fate}"
    if request.GET.get("format") == "xlsx":
        response: HttpResponseBase = HttpResponse(workbook(columns, lines), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return response
    response = StreamingHttpResponse(csv_lines(columns, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
