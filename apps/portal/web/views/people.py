"""A person's month: one's own page, somebody else's in scope, and the panels that load after."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.incentives.policies import can_view_runs
from apps.incentives.queries import projected_bonus
from apps.people import policies
from apps.people.choices import Role
from apps.people.clock import organisation, today
from apps.people.models import User
from apps.people.reading import reading_once
from apps.people.web.scope import signed_in
from apps.performance.boards import board_of, for_own_eyes
from apps.performance.choices import BoardShow
from apps.performance.insights.stored import person_insights
from apps.performance.web.shown import insights_shown
from apps.portal.queries.course import person_course, volumes
from apps.portal.queries.people import (
    PersonMonth,
    acknowledgement,
    open_actions,
    open_coaching,
    past_months,
    person_month,
)
from apps.portal.queries.starts import PersonStart, person_start
from apps.portal.web.charts import course_table, pace_facts, trend_chart
from apps.portal.web.months import ShownMonth, shown_month
from apps.portal.web.shown import kpis_shown, places_shown, score_shown

View = Callable[..., HttpResponse]


def reads_once(view: View) -> View:
    """A page that writes nothing and asks each shared question once."""

    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with reading_once():
            return view(request, *args, **kwargs)

    return reading


@require_GET
@reads_once
def agent(request: HttpRequest) -> HttpResponse:
    """One's own month."""
    me = policies.person_of(signed_in(request))
    if me is None:
        raise Http404
    return _page(request, me.pk)


@require_GET
@reads_once
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's month, for those who may see their figures."""
    return _page(request, pk)


@require_GET
@reads_once
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel with a volume KPI day by day against its path."""
    _user, start, _month = _started(request, pk)
    performance = person_month(start, on=today()).performance
    lines = volumes(performance.lines)
    chosen = next((line for line in lines if line.kpi.code == request.GET.get("kpi")), None)
    line = chosen or (lines[0] if lines else None)
    if line is None:
        return HttpResponse("")
    currency = organisation().currency
    found = person_course(performance, line)
    context = {
        "lines": lines,
        "line": line,
        "chart": trend_chart(found, currency),
        "table": course_table(found, currency),
        "facts": pace_facts(performance, line, found, currency),
        "here": request.path,
        "month": f"{performance.month:%Y-%m}",
    }
    return render(request, "portal/_course.html", context)


@require_GET
@reads_once
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel with coaching, targets, what one took on, and the months before."""
    user, start, month = _started(request, pk)
    own = _is_own(user, pk)
    card = _card(request)
    context = {
        "start": start,
        "own": own,
        "month": month,
        "coaching": open_coaching(pk) if own or _leads(user, start) else [],
        "actions": open_actions(pk) if own or _leads(user, start) else [],
        "insights": [] if own else insights_shown(person_insights(pk, month.month, month.last)),
        "currency": organisation().currency,
        "card": card,
        "agreed": acknowledgement(pk, card) if card else None,
        "past": past_months(pk, pay=start.sees_pay),
        "hides_place": own and board_of(start.team_id).show is BoardShow.BENCHMARK,
    }
    return render(request, "portal/_beside.html", context)


def _page(request: HttpRequest, pk: int) -> HttpResponse:
    user, start, month = _started(request, pk)
    own = _is_own(user, pk)
    found = person_month(start, on=today())
    return render(request, "portal/person.html", _context(user, start, found, month, own=own))


def _context(
    user: User, start: PersonStart, found: PersonMonth, month: ShownMonth, *, own: bool
) -> dict[str, Any]:
    performance, currency = found.performance, organisation().currency
    show = board_of(performance.team_id).show if own else None
    if own:
        performance = for_own_eyes(performance)
    bonus = None
    if start.sees_pay and performance.scorecard_id is not None:
        bonus = projected_bonus(start.person.pk, month.month, performance)
    return {
        "person": start.person,
        "own": own,
        "month": month,
        "start": start,
        "performance": performance,
        "score": score_shown(performance),
        "kpis": kpis_shown(performance, currency=currency, subject_id=start.person.pk),
        "bonus": bonus,
        "around": []
        if show is BoardShow.BENCHMARK
        else places_shown(found.around, performance, names=not own or show is BoardShow.NAMES),
        "hides_place": show is BoardShow.BENCHMARK,
        "days_left": max(0, performance.all_days - performance.elapsed_days),
        "may_open_team": not own or Role.MANAGER in policies.roles_of(user, today()),
        "sees_runs": can_view_runs(user),
    }


def _started(request: HttpRequest, pk: int) -> tuple[User, PersonStart, ShownMonth]:
    """The reader, the person and the month; 404 outside the reader's scope."""
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    pay = policies.visible_pay_people(user, month.month, month.last, on=on)
    visible = policies.visible_people(user, month.month, month.last, on=on)
    start = person_start(visible, pk, month.month, pay=pay)
    if start is None:
        raise Http404
    return user, start, month


def _is_own(user: User, pk: int) -> bool:
    me = policies.person_of(user)
    return me is not None and me.pk == pk


def _leads(user: User, start: PersonStart) -> bool:
    """Coaching is for the two of it and for who leads the team."""
    return start.team_id in policies.led_team_ids(user, today())


def _card(request: HttpRequest) -> int | None:
    given = request.GET.get("card", "")
    return int(given) if given.isdecimal() and given.isascii() and len(given) < 12 else None
