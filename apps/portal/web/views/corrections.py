"""Which figures waiting corrections would move, before anybody accepts them: a part of their page."""

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from apps.intake.models import HeldRow
from apps.intake.operations import decide_queued
from apps.intake.policies import visible_held_rows
from apps.intake.queries.desk import queued_rows
from apps.metrics.choices import Subject
from apps.metrics.facts import Parts
from apps.metrics.figures import KpiInfo
from apps.metrics.operations.preview import FigureChange, preview
from apps.metrics.queries import kpi_infos
from apps.people.choices import Role
from apps.people.clock import now, organisation, today
from apps.people.models import Person, Team, User
from apps.people.web.scope import requires_role, signed_in
from apps.portal.templatetags.figures import kpi_text

MOST_ROWS = 500  # corrections tried at once
SHOWN = 200  # figures listed


@require_POST
@requires_role(Role.STEWARD)
def corrections_figures(request: HttpRequest) -> HttpResponse:
    """Who, which KPI, from what to what, if the chosen rows were accepted. Nothing is written."""
    ids = [
        int(text)
        for text in request.POST.getlist("row")
        if text.isascii() and text.isdecimal() and len(text) < 19
    ]
    rows = (queued_rows() & visible_held_rows(request.user)).filter(pk__in=ids[:MOST_ROWS])
    chosen, user = list(rows), signed_in(request)
    found = preview(change=lambda: _accept(chosen, user)) if chosen else []
    context = {"chosen": len(chosen), "total": len(found), "changes": _written(found[:SHOWN])}
    return render(request, "portal/_corrections_figures.html", context)


def _accept(chosen: list[HeldRow], user: User) -> None:
    decide_queued(held_rows=chosen, accept=True, reason="preview", by=user, at=now())


def _written(found: list[FigureChange]) -> list[dict[str, object]]:
    infos = {info.id: info for info in kpi_infos(today()).values()}
    people = Person.objects.in_bulk({one.subject_id for one in found if one.subject == Subject.AGENT})
    teams = Team.objects.in_bulk({one.subject_id for one in found if one.subject == Subject.TEAM})
    return [
        {
            "month": one.starts,
            "kpi": infos[one.kpi_id].title,
            "who": (people if one.subject == Subject.AGENT else teams)[one.subject_id],
            "before": _text(infos[one.kpi_id], one.before),
            "after": _text(infos[one.kpi_id], one.after),
        }
        for one in found
    ]


def _text(info: KpiInfo, parts: Parts | None) -> str:
    """The value in the KPI's unit with its parts, so that two that round to the same still differ."""
    if parts is None or parts.denominator == 0:
        return "–"
    value = Fraction(parts.numerator, info.scale * (parts.denominator or 1))
    text = kpi_text(value, unit=info.unit, decimals=info.decimals, money=organisation().currency)
    return text if parts.denominator is None else f"{text} ({parts.numerator} / {parts.denominator})"
