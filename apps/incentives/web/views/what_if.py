"""An agent's what-if: sliders on one's own KPIs, priced by the engine that pays."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.incentives.queries.bonus import open_month
from apps.incentives.web.what_if_view import what_if_shown
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.days import first_of_month
from apps.people.policies import has_role, person_of
from apps.people.web.scope import signed_in
from apps.performance.queries import person_performance


@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """One's own open month; each slider is a name of the address, so that nothing is stored."""
    user = signed_in(request)
    me = person_of(user)
    if me is None or not has_role(user, Role.AGENT):
        raise Http404
    month = first_of_month(today())
    performance = person_performance(me.pk, month, on=today())
    found = None if performance.final or performance.scorecard_id is None else open_month(performance, month)
    shown = None if found is None else what_if_shown(performance, found, request.GET, month=month)
    context = {"shown": shown, "month": month, "data_through": performance.data_through}
    return render(request, "incentives/what_if.html", context)
