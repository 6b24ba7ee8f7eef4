"""The page of the trail: what the audit app keeps, shown to those whom people's policies let read it."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from apps.audit.queries import newest_first
from apps.audit.web.export import csv_lines
from apps.audit.web.filters import EntryFilter
from apps.audit.web.tables import EntryTable
from apps.people.choices import Role
from apps.people.clock import zone
from apps.people.policies import sees_all_pay, visible_entries
from apps.people.web.scope import requires_role

PER_PAGE = 50
LISTED = 5_000  # counting a million rows for a page number costs more than the page
EXPORTED = 100_000


def _found(request: HttpRequest) -> EntryFilter:
    return EntryFilter(request.GET, queryset=visible_entries(request.user), zone=zone())


@require_GET
@requires_role(Role.ADMINISTRATOR)
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what, when, on which object: the newest entries that match."""
    found = _found(request)
    table = EntryTable(newest_first(found.qs)[:LISTED], pay=sees_all_pay(request.user))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "filter": found, "listed": LISTED, "full": table.paginator.count == LISTED}
    return render(request, "audit/trail.html", context)


@require_GET
@requires_role(Role.ADMINISTRATOR)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The entries that match as a CSV file."""
    lines = csv_lines(_found(request).qs, limit=EXPORTED, pay=sees_all_pay(request.user))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response
