"""What moved the sales of a team or a person: panels that load after the page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.people import policies
from apps.people.clock import organisation, today
from apps.people.models import Person
from apps.people.web.scope import signed_in
from apps.people.written import percent
from apps.performance.gaps import Against, NoGap, sales_gap
from apps.performance.queries import person_performance, team_performance
from apps.performance.rows import PersonPerformance, TeamPerformance
from apps.portal.queries.likely_score import likely_score
from apps.portal.queries.starts import person_start, team_start
from apps.portal.web.gaps_shown import figure_links, gap_shown
from apps.portal.web.months import shown_month
from apps.portal.web.views.people import reads_once


@require_GET
@reads_once
def team_drivers(request: HttpRequest, pk: int) -> HttpResponse:
    """The drivers of a team's sales."""
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    if team_start(policies.visible_teams(user, on), pk, month.month) is None:
        raise Http404
    return _panel(request, team_performance(pk, month.month, on=on), pk)


@require_GET
@reads_once
def person_drivers(request: HttpRequest, pk: int) -> HttpResponse:
    """The drivers of one person's sales."""
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    pay = policies.visible_pay_people(user, month.month, month.last, on=on)
    visible = policies.visible_people(user, month.month, month.last, on=on)
    if person_start(visible, pk, month.month, pay=pay) is None:
        raise Http404
    return _panel(request, person_performance(pk, month.month, on=on), pk)


@require_GET
@reads_once
def team_likely(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a team's score likely ends, as a few words."""
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    if team_start(policies.visible_teams(user, on), pk, month.month) is None:
        raise Http404
    return _likely(team_performance(pk, month.month, on=on))


@require_GET
@reads_once
def person_likely(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one person's score likely ends, as a few words."""
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    visible = policies.visible_people(user, month.month, month.last, on=on)
    if person_start(visible, pk, month.month, pay=Person.objects.none()) is None:
        raise Http404
    return _likely(person_performance(pk, month.month, on=on))


def _likely(performance: PersonPerformance | TeamPerformance) -> HttpResponse:
    found = likely_score(performance)
    if found is None:
        return HttpResponse("")
    words = _("likely %(low)s – %(high)s") % {"low": percent(found[0]), "high": percent(found[1])}
    return HttpResponse(format_html("<span>· {}</span>", words))


def _panel(request: HttpRequest, performance: PersonPerformance | TeamPerformance, pk: int) -> HttpResponse:
    asked = request.GET.get("against", "")
    against = Against(asked) if asked in Against.values else Against.MONTH
    found = sales_gap(performance, against)
    context: dict[str, Any] = {
        "here": request.path,
        "month": f"{performance.month:%Y-%m}",
        "choices": [(one, one is against) for one in Against],
        "against": against,
        "gap": None,
        "why": str(found.label) if isinstance(found, NoGap) else "",
    }
    if not isinstance(found, NoGap):
        currency = organisation().currency
        context["span"], context["other"] = found.span, found.other
        context["gap"] = gap_shown(
            found,
            month=performance.month,
            currency=currency,
            figures=figure_links(performance.subject, pk, performance.month, found.span.last),
        )
        context["currency"] = currency
    return render(request, "portal/_drivers.html", context)
