"""Search, and the catalogue of KPIs in words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.metrics.policies import can_compose
from apps.metrics.queries import kpi_infos, unused_kpis
from apps.people.clock import today
from apps.people.policies import roles_of
from apps.people.web.scope import signed_in
from apps.portal.queries.search import search as find
from apps.portal.web.views.people import reads_once

LONGEST = 80  # characters of a search that are looked at


@require_GET
@reads_once
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for, within the reader's scope."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    found = find(signed_in(request), words, on=today())
    return render(request, "portal/search.html", {"words": words, "found": found})


@require_GET
def kpis(request: HttpRequest) -> HttpResponse:
    """Every KPI with its definition in force today, for whoever works here."""
    if not roles_of(signed_in(request), today()):
        raise Http404
    composes = can_compose(signed_in(request), today())
    context = {
        "kpis": list(kpi_infos(today()).values()),
        "composes": composes,
        "unused": unused_kpis(today()) if composes else [],
    }
    return render(request, "portal/kpis.html", context)
