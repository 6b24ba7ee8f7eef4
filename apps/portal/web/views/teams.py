"""Teams: the overview, a team's month, its panels that load after, and the leaderboard as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.goals.queries import teams_without
from apps.incentives.policies import visible_runs
from apps.incentives.queries import run_list, team_bonus
from apps.people import policies
from apps.people.choices import Role
from apps.people.clock import now, organisation, today
from apps.people.days import ONE_DAY, first_of_month
from apps.people.models import Team, User
from apps.people.queries.tree import team_tree
from apps.people.web.files import FORMATS, table_file
from apps.people.web.scope import signed_in
from apps.people.written import month_text
from apps.performance.insights.stored import team_insights
from apps.performance.queries import team_performance, teams_performance
from apps.performance.rows import PersonPerformance
from apps.performance.web.shown import insights_shown
from apps.portal.queries.course import team_course, volumes
from apps.portal.queries.starts import TeamStart, team_start
from apps.portal.queries.teams import at_risk, team_month, team_tasks, teams_month
from apps.portal.web.charts import course_table, pace_chart, pace_facts
from apps.portal.web.leaderboard import TEXTS, board, sheet
from apps.portal.web.months import ShownMonth, shown_month
from apps.portal.web.shown import kpis_shown, look, score_shown
from apps.portal.web.views.people import reads_once

RUNS_SHOWN = 4


@require_GET
@reads_once
def teams(request: HttpRequest) -> HttpResponse:
    """The teams whose figures the reader may see, side by side."""
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    if not policies.has_role(user, Role.MANAGER, *policies.SEES_ALL_FIGURES, on=on):
        raise Http404
    visible = list(policies.visible_teams(user, on).select_related("site").order_by("name", "pk"))
    found = teams_month(visible, month.month, on=on)
    measured = [one for one in found.teams if one.scorecard_id is not None and one.people]
    judged = [one.team_id for one in found.teams if one.scorecard_id is not None]
    rows = [
        {
            "team": one,
            "score": score_shown(one),
            "history": found.history[one.team_id],
            "ranked": sum(1 for person in one.people if person.place is not None),
            "low": len(at_risk(one.people)),
            "compared": sum(1 for other in measured if other.scorecard_id == one.scorecard_id),
        }
        for one in sorted(measured, key=lambda one: (one.scorecard_name, -(one.score or 0), one.team_name))
    ]
    context = {
        "month": month,
        "rows": rows,
        "unjudged": teams_without(month.month, policies.visible_teams(user, on), judged),
        "final": any(one.final for one in found.teams),
        "runs": list(run_list(visible_runs(user, on=on))[:RUNS_SHOWN]),
        "any": bool(visible),
    }
    return render(request, "portal/teams.html", context)


@require_GET
@reads_once
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """A team's month: score, who needs attention, leaderboard."""
    user, start, month = _started(request, pk)
    found = team_month(pk, month.month, on=today())
    performance = found.performance
    context = {
        "team": start.team,
        "start": start,
        "month": month,
        "performance": performance,
        "score": score_shown(performance),
        "kpis": kpis_shown(performance, currency=organisation().currency, subject_id=pk),
        "low": [(one, look(one.state)) for one in at_risk(performance.people)],
        "insights": insights_shown(team_insights(pk, month.month, month.last)),
        "currency": organisation().currency,
        "others": list(policies.visible_teams(user, today()).exclude(pk=pk).order_by("name", "pk")[:50]),
        "board": board(performance, found.history, sort=request.GET.get("sort", ""), month=month.value),
        "days_left": max(0, performance.all_days - performance.elapsed_days),
    }
    return render(request, "portal/team.html", context)


@require_GET
@reads_once
def tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of "needs attention" that are not about figures."""
    _user, start, month = _started(request, pk)
    people = team_performance(pk, month.month, on=today()).people
    below = team_tree().below([start.team.pk])
    context = {"tasks": team_tasks(below, people, on=today()), "low": bool(at_risk(people))}
    return render(request, "portal/_tasks.html", context)


@require_GET
@reads_once
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel with the team's bonuses, for those who may see this pay."""
    user, _start, month = _started(request, pk)
    people = team_performance(pk, month.month, on=today()).people
    payable = _payable(user, people, month)
    bonus = team_bonus(month.month, payable) if payable else None
    rows = []
    if bonus is not None:
        rows = [
            (one, bonus.by_person[one.person_id])
            for one in sorted(payable, key=lambda one: -bonus.by_person.get(one.person_id, 0))
            if one.person_id in bonus.by_person
        ]
    context = {
        "bonus": bonus,
        "rows": rows,
        "month": month,
        "may": bool(payable),
        **_beside(request, pk, month),
    }
    return render(request, "portal/_pay.html", context)


def _beside(request: HttpRequest, pk: int, month: ShownMonth) -> dict[str, Any]:
    """The teams in the reader's scope by score: those on the same scorecard ranked, then the others."""
    visible = policies.visible_teams(signed_in(request), today()).order_by("name", "pk")
    found = teams_performance(list(visible.values_list("pk", flat=True)), month.month, on=today())
    own = next((one for one in found if one.team_id == pk), None)
    card = own.scorecard_id if own else None
    judged = [
        one
        for one in sorted(found, key=lambda one: (one.place is None, one.place or 0, one.team_name))
        if one.scorecard_id is not None and one.people
    ]
    rows = [({"team": one, "score": score_shown(one), "me": one.team_id == pk}, one) for one in judged]
    return {
        "ranked": [row for row, one in rows if one.scorecard_id == card],
        "others": [row for row, one in rows if one.scorecard_id != card],
        "card_name": own.scorecard_name if own else "",
        "currency": organisation().currency,
    }


@require_GET
@reads_once
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel with the pace of a volume KPI against its path, beside the month before."""
    _user, _start, month = _started(request, pk)
    performance = team_performance(pk, month.month, on=today())
    lines = volumes(performance.lines)
    chosen = next((line for line in lines if line.kpi.code == request.GET.get("kpi")), None)
    line = chosen or (lines[0] if lines else None)
    if line is None:
        return HttpResponse("")
    currency = organisation().currency
    found = team_course(performance, line)
    before = team_performance(pk, first_of_month(month.month - ONE_DAY), on=today())
    same = next((one for one in volumes(before.lines) if one.kpi.code == line.kpi.code), None)
    last = team_course(before, same) if same and before.final else None
    context = {
        "lines": lines,
        "line": line,
        "chart": pace_chart(found, last, (month_text(month.month), month_text(before.month))),
        "table": course_table(found, currency),
        "facts": pace_facts(performance, line, found, currency),
        "here": request.path,
        "month": month.value,
    }
    return render(request, "portal/_pace.html", context)


@require_GET
@reads_once
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The leaderboard as CSV or XLSX."""
    user, start, month = _started(request, pk)
    if kind not in FORMATS:
        raise Http404
    performance = team_performance(pk, month.month, on=today())
    payable = _payable(user, performance.people, month)
    bonus = team_bonus(month.month, payable) if payable else None
    rows = sheet(performance, bonus.by_person if bonus else None, bonus.currency if bonus else "")
    name = f"leaderboard-{start.team.code}-{month.value}"
    return table_file(rows, kind, name=name, title=start.team.name, at=now(), texts=TEXTS)


def _payable(user: User, people: tuple[PersonPerformance, ...], month: ShownMonth) -> list[PersonPerformance]:
    """Those whose pay the reader may see. One query."""
    seen = set(policies.visible_pay_people(user, month.month, month.last).values_list("pk", flat=True))
    return [one for one in people if one.person_id in seen]


def _started(request: HttpRequest, pk: int) -> tuple[User, TeamStart, ShownMonth]:
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    start = team_start(policies.visible_teams(user, on), pk, month.month)
    if start is None:
        raise Http404
    return user, start, month


def only_team(user: User) -> Team | None:
    """The team of a manager who leads just one with its people."""
    led = list(policies.visible_teams(user, today()).order_by("pk")[:2])
    return led[0] if len(led) == 1 else None
