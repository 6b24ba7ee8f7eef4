"""Leaderboards: for those who lead, for the agents as their team's setting shows them, and the setting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.people import policies
from apps.people.clock import now, today
from apps.people.models import Person
from apps.people.web.files import FORMATS, table_file
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.performance.boards import board_of
from apps.performance.choices import BoardBasis, BoardShow
from apps.performance.models import BoardSetting
from apps.performance.policies import can_set_board, settable_boards
from apps.portal.queries.boards import TeamBoard, team_board
from apps.portal.queries.starts import person_start, team_start
from apps.portal.web.board_shown import (
    TEXTS,
    BoardForm,
    basis_words,
    benchmark_words,
    board_sheet,
    rows_shown,
)
from apps.portal.web.months import ShownMonth, shown_month
from apps.portal.web.views.people import reads_once


@require_GET
@reads_once
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole leaderboard, for those who see the team's figures person by person."""
    found, month, team = _for_staff(request, pk)
    lines = [(line.kpi.code, line.kpi.title) for line in found.team.lines]
    context = {
        "team": team,
        "choices": [
            *((basis.value, basis.label) for basis in (BoardBasis.SCORE, BoardBasis.IMPROVED)),
            *lines,
        ],
        "chosen": found.board.kpi or found.board.basis.value,
        "may_set": can_set_board(signed_in(request), team, today()),
        "file": reverse("board-export", args=[pk, "csv"]).removesuffix("csv"),
        **_context(found, month),
    }
    return render(request, "portal/board.html", context)


@require_GET
@reads_once
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same as a file."""
    found, month, team = _for_staff(request, pk, kind)
    return _file(found, kind, f"leaderboard-{team.code}-{month.value}")


@require_GET
@reads_once
def mine(request: HttpRequest) -> HttpResponse:
    """The leaderboard of one's own team, as the team's setting shows it."""
    found, month, me = _for_agent(request)
    context: dict[str, Any] = {"month": month, "found": None, "me": me}
    if found is not None:
        context |= {
            "benchmark": benchmark_words(found),
            "file": reverse("my-board-export", args=["csv"]).removesuffix("csv"),
            **_context(found, month),
        }
    return render(request, "portal/board.html", context)


@require_GET
@reads_once
def my_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file: what the page does not show is not in it."""
    found, month, _me = _for_agent(request, kind)
    if found is None:
        raise Http404
    return _file(found, kind, f"leaderboard-{month.value}")


@require_http_methods(["GET", "POST"])
def setting(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agents of a team see."""
    user = signed_in(request)
    team = get_visible_or_404(settable_boards(user, today()), pk=pk)
    form = BoardForm(request.POST if request.method == "POST" else None, initial=_initial(pk))
    if request.method == "POST" and form.accepted(team=team, by=user):
        messages.success(request, _("Saved."))
        return redirect("board", pk)
    context = {"team": team, "form": form, "board": board_of(pk)}
    return render(request, "portal/board_setting.html", context, status=422 if form.is_bound else 200)


def _initial(team_id: int) -> dict[str, Any]:
    found = board_of(team_id)
    row = BoardSetting.objects.filter(team_id=team_id).first()
    kpis = {"kpi": row.kpi_id, "counterweight": row.counterweight_id} if row else {}
    return {"show": found.show.value, "basis": found.basis.value, **kpis}


def _for_staff(request: HttpRequest, pk: int, kind: str = "csv") -> tuple[TeamBoard, ShownMonth, Any]:
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    start = team_start(policies.visible_teams(user, on), pk, month.month)
    if start is None or kind not in FORMATS:
        raise Http404
    return team_board(pk, month.month, on=on, by=request.GET.get("by", "")), month, start.team


def _for_agent(request: HttpRequest, kind: str = "csv") -> tuple[TeamBoard | None, ShownMonth, Person]:
    """None where the person has no home team in the month."""
    user, on = signed_in(request), today()
    month = shown_month(request, on=on)
    me = policies.person_of(user)
    if me is None or kind not in FORMATS:
        raise Http404
    visible = policies.visible_people(user, month.month, month.last, on=on)
    start = person_start(visible, me.pk, month.month, pay=Person.objects.none())
    if start is None:
        raise Http404
    if start.team_id is None:
        return None, month, me
    return team_board(start.team_id, month.month, on=on, viewer=me.pk), month, me


def _context(found: TeamBoard, month: ShownMonth) -> dict[str, Any]:
    return {
        "found": found,
        "month": month,
        "rows": rows_shown(found),
        "basis": basis_words(found),
        "is_improved": found.board.basis is BoardBasis.IMPROVED,
        "shows": found.board.show.label,
        "alone": found.board.show is BoardShow.BENCHMARK,
    }


def _file(found: TeamBoard, kind: str, name: str) -> HttpResponse:
    texts = TEXTS | {"month", "basis"}
    return table_file(board_sheet(found), kind, name=name, title=_("Leaderboard"), at=now(), texts=texts)
