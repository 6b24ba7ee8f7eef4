"""Wallboards: the screen itself, opened by its link, and the list of links with who made them."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.people.clock import now, organisation, today
from apps.people.models import Team
from apps.people.web.forms import DayField, SentForm
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.people.written import percent, written
from apps.performance import operations
from apps.performance.policies import settable_boards, visible_wallboards
from apps.portal.queries.wall import Wall, WallTeam, WallTile, open_wallboard
from apps.portal.queries.wall import wall as read_wall
from apps.portal.templatetags.figures import kpi_text
from apps.portal.web.shown import look
from apps.portal.web.views.people import reads_once

USUAL_LIFE = timedelta(days=90)
CLOSE = Fraction(9, 10)


class WallboardForm(SentForm):
    """A new link."""

    name = forms.CharField(label=gettext_lazy("Which screen it is for"), max_length=80)
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"))
    last_day = DayField(label=gettext_lazy("Last day"))

    def act(self, **given: Any) -> str:
        """Make it; its secret is kept for the page that follows."""
        _row, self.secret = operations.make_wallboard(**self.cleaned_data, **given)
        return self.secret


@require_http_methods(["GET", "POST"])
def wallboards(request: HttpRequest) -> HttpResponse:
    """The links of one's teams, with who made them; a new one is shown once."""
    user, on = signed_in(request), today()
    teams = settable_boards(user, on).order_by("name", "pk")
    if not teams.exists():
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = WallboardForm(data, initial={"last_day": on + USUAL_LIFE})
    form.fields["team"].queryset = teams  # type: ignore[attr-defined]  # of a ModelChoiceField
    status, link = 200, ""
    if data is not None:
        status = 200 if form.accepted(by=user) else 422
        if status == 200:
            link = request.build_absolute_uri(reverse("wall", args=[form.secret]))
    rows = visible_wallboards(user, on).select_related("team", "made_by__person", "revoked_by")
    context = {"form": form, "rows": rows.order_by("-made_at"), "link": link, "on": on}
    return render(request, "portal/wallboards.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link at once."""
    user = signed_in(request)
    row = get_visible_or_404(visible_wallboards(user, today()), pk=pk)
    operations.revoke_wallboard(wallboard=row, by=user, at=now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("wallboards")


@never_cache
@require_GET
@reads_once
def wall(request: HttpRequest, secret: str) -> HttpResponse:
    """The screen. Whoever has the link sees it; it holds no amount of any person."""
    board = open_wallboard(secret, on=today())
    if board is None:
        raise Http404
    found, currency = read_wall(board.team_id, on=today()), organisation().currency
    context = {
        "board": board,
        "wall": found,
        "now": now(),
        "tiles": [_tile(tile, found, currency) for tile in found.tiles],
        "teams": [_team(one) for one in found.teams],
        "whole": _whole(found, currency),
        "top": None if found.top is None else [(one.name, one.score) for one in found.top],
        "scores": [(one.team_name, one.score) for one in found.scores],
        "states": [(one, look(one.state)) for one in found.scores],
        "hours_top": _top(found),
    }
    response = render(request, "portal/wall.html", context)
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    response["X-Robots-Tag"] = "noindex"
    return response


def _tile(tile: WallTile, found: Wall, currency: str) -> dict[str, Any]:
    """A big figure with a word on how it stands."""
    kpi, figure = tile.kpi, tile.figure
    value = figure.value if figure else None
    shown: dict[str, Any] = {"name": kpi.title, "value": None}
    if figure is None or value is None:
        return shown
    shown["value"] = kpi_text(value, unit=kpi.unit, decimals=kpi.decimals, money=currency)
    if tile.usual:
        usual = kpi_text(tile.usual, unit=kpi.unit, decimals=kpi.decimals, money=currency)
        if found.is_today:
            shown["note"] = _("%(usual)s on a usual whole day") % {"usual": usual}
        else:
            shown["tone"] = "ok" if value >= tile.usual * CLOSE else "warn"
            shown["word"] = _("As usual") if shown["tone"] == "ok" else _("Below usual")
            shown["note"] = _("%(usual)s on a usual day") % {"usual": usual}
    elif figure.denominator is not None:
        shown["note"] = _("n = %(n)s") % {"n": written(figure.n, 0)}
    return shown


def _team(one: WallTeam) -> dict[str, Any]:
    state = look(one.line.state)
    shown = one.shown
    return {
        "name": one.name,
        "actual": one.line.achievement,
        "projected": None if one.is_final else one.line.projected_achievement,
        "pace": None if one.is_final else one.pace,
        "text": "–" if shown is None else percent(shown),
        "look": state,
        "label": f"{one.name}: {'–' if shown is None else percent(shown)}, {state.word}",
    }


def _whole(found: Wall, currency: str) -> dict[str, str] | None:
    line = found.whole
    if line is None or line.actual is None or line.expected is None or not found.teams:
        return None
    return {
        "actual": kpi_text(line.actual, unit="money", decimals=0, money=currency),
        "expected": kpi_text(line.expected, unit="money", decimals=0, money=currency),
        "ratio": percent(line.actual / line.expected) if line.expected else "–",
        "tone": "ok" if line.actual >= line.expected * CLOSE else "warn",
    }


def _top(found: Wall) -> Fraction:
    """The end of the scale of hours."""
    return max(
        (max(Fraction(calls), usual or Fraction(0)) for _h, calls, usual in found.hours), default=Fraction(1)
    )
