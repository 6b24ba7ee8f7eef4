"""Which figures a record touches: a part of the page of the record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.intake.policies import can_view_record
from apps.intake.queries.records import find_record
from apps.people.clock import organisation
from apps.people.web.scope import signed_in
from apps.portal.queries.touched import touched_figures


@require_GET
def record_figures(request: HttpRequest, record_type: str, pk: int) -> HttpResponse:
    """The figures that rest on a record, each leading to its own page."""
    user, found = signed_in(request), find_record(record_type, pk)
    if found is None or not can_view_record(user, found):
        raise Http404
    context = {
        "figures": touched_figures(user, found),
        "left_out": found.left_out,
        "money": organisation().currency,
    }
    return render(request, "portal/_record_figures.html", context)
