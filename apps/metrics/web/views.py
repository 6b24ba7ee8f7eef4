"""One KPI: its definition in force, and its history for the teams in scope or for oneself."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.engine.periods import Grain
from apps.metrics.choices import Category, CellGrain, Horizon, KpiDirection, Subject, Unit
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.policies import can_view_history, visible_subjects
from apps.metrics.queries import history, kpi_infos, waiting
from apps.metrics.web.history import History, Someone, grain_of, periods_until
from apps.people.clock import organisation, today
from apps.people.models import User
from apps.people.reading import reading_once
from apps.people.web.scope import signed_in


@require_GET
def kpi(request: HttpRequest, code: str) -> HttpResponse:
    """A KPI with its history, for whoever may see somebody's figures."""
    user, on = signed_in(request), today()
    if not can_view_history(user, on):
        raise Http404
    with reading_once():
        info = kpi_infos(on).get(code)
        if info is None:
            raise Http404
        who = someones(user, on)
        course = _history(info, who, grain_of(request.GET.get("grain", "")), on)
        chosen = next((one for one in who if one.value == request.GET.get("who")), None)
        return render(request, "metrics/kpi.html", _context(course, who, chosen, on))


def _context(course: History, who: list[Someone], chosen: Someone | None, on: date) -> dict[str, Any]:
    chosen = chosen or (who[0] if who else None)
    info = course.kpi
    return {
        "kpi": info,
        "facts": _facts(info),
        "grains": [(grain, grain.value == course.grain.value) for grain in CellGrain],
        "someones": who,
        "chosen": chosen,
        "updating": waiting(topics=info.topics | info.beside, first=course.starts[0], last=on),
        "heads": course.heads,
        "rows": course.comparison(who),
        **(_chosen(course, chosen) if chosen else {"has_data": False}),
    }


def _chosen(course: History, chosen: Someone) -> dict[str, Any]:
    return {
        "has_data": any(figure.value is not None for figure in course.figures(chosen).values()),
        "chart": course.chart(chosen),
        "table": course.table(chosen),
        "label": _("%(kpi)s of %(name)s by period") % {"kpi": course.kpi.title, "name": chosen.name},
    }


def someones(user: User, on: date) -> list[Someone]:
    """The options of the page: teams in scope, then oneself."""
    teams, me = visible_subjects(user, on)
    found = [
        Someone(value=f"team-{team.pk}", name=team.name, subject=Subject.TEAM, subject_id=team.pk)
        for team in teams
    ]
    if me is not None:
        found.append(Someone(value="me", name=_("Myself"), subject=Subject.AGENT, subject_id=me))
    return found


def _history(info: KpiInfo, someones: Sequence[Someone], grain: Grain, on: date) -> History:
    """Everyone's figures: one query for the teams, one for oneself."""
    starts = periods_until(on, grain)
    found: dict[tuple[Subject, int], dict[date, Figure]] = {}
    for subject in Subject:
        ids = [one.subject_id for one in someones if one.subject == subject]
        rows = history(
            kpis={info.code: info},
            subject=subject,
            subject_ids=ids,
            grain=grain,
            first=starts[0],
            last=starts[-1],
        )
        found |= {(subject, subject_id): dict(points) for (subject_id, _code), points in rows.items()}
    return History(kpi=info, grain=grain, starts=starts, currency=organisation().currency, found=found)


def _facts(info: KpiInfo) -> list[tuple[str, str]]:
    """What the KPI is, beside its definition in words."""
    facts = [
        (_("Unit"), Unit(info.unit).label),
        (_("Direction"), KpiDirection(info.direction).label),
        (_("Category"), Category(info.category).label),
        (_("Horizon"), Horizon(info.horizon).label),
        (_("Version"), str(info.version)),
    ]
    if info.min_sample:
        facts.append((_("Smallest sample"), f"{info.min_sample:,}"))
    return [(str(name), str(value)) for name, value in facts]
