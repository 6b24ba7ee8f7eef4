"""The list of scorecards, a new one, and taking one out of force."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.goals import operations
from apps.goals.models import Scorecard
from apps.goals.policies import can_edit_scorecard, visible_scorecards, writable_teams
from apps.goals.queries import judged_counts, scorecard_rows, scorecards_of, teams_without
from apps.goals.web.filters import ScorecardFilter
from apps.goals.web.forms import NewScorecardForm, RetireForm
from apps.people.clock import now, today
from apps.people.days import first_of_month, next_month
from apps.people.models import User
from apps.people.policies import SEES_ALL_FIGURES, has_role, led_team_ids, visible_teams
from apps.people.queries.tree import team_tree
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in

MONTHS_AHEAD = 12


@require_GET
def scorecards(request: HttpRequest) -> HttpResponse:
    """The scorecards one may see, by month, team and state; and the teams that have none."""
    user, on = signed_in(request), today()
    if not led_team_ids(user, on) and not has_role(user, *SEES_ALL_FIGURES, on=on):
        raise Http404
    chosen = ScorecardFilter(request.GET, visible_scorecards(user, on), visible_teams(user, on), on)
    rows = scorecard_rows(chosen.found)
    counts = judged_counts([row.scorecard for row in rows])
    without = _without(user, chosen.month, on) if chosen.month else []
    context = {
        "filter": chosen,
        "rows": [(row, counts[row.scorecard.pk]) for row in rows],
        "without": without,
        "may_create": writable_teams(user, on).exists(),
        "next_month": next_month(on),
    }
    return render(request, "goals/scorecards.html", context)


@require_http_methods(["GET", "POST"])
def scorecard_new(request: HttpRequest) -> HttpResponse:
    """A new draft, empty or copied."""
    user, on = signed_in(request), today()
    teams = writable_teams(user, on)
    if not teams.exists():
        raise Http404
    form = NewScorecardForm(
        request.POST or None,
        teams=teams,
        sources=visible_scorecards(user, on).select_related("team").newest_first(),
        months=_months(on),
        initial=_initial(request, on),
    )
    if request.method == "POST" and form.is_valid() and (card := _create(form, user)) is not None:
        return redirect("scorecard", pk=card.pk)
    return render(request, "goals/new.html", {"form": form})


@require_POST
def scorecard_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published scorecard out of force in its open months."""
    user = signed_in(request)
    card = get_visible_or_404(visible_scorecards(user, today()).select_related("team"), pk=pk)
    if not can_edit_scorecard(user, card, today()):
        raise Http404
    form = RetireForm(request.POST)
    if form.is_valid():
        try:
            operations.retire_scorecard(scorecard=card, by=user, at=now(), **form.cleaned_data)
            messages.success(request, _("Taken out of force; its agents were told."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    else:
        messages.error(request, operations.RetireReasonMissing().message)
    return redirect("scorecard", pk=pk)


def _create(form: NewScorecardForm, user: User) -> Scorecard | None:
    """The new draft; None where the form says why not."""
    starts, ends = form.span()
    common: dict[str, Any] = {"starts": starts, "ends": ends, "name": form.title(), "by": user, "at": now()}
    team, source = form.cleaned_data["team"], form.cleaned_data["source"]
    try:
        if source is not None:
            return operations.copy_scorecard(source=source, team=team, **common)
        return operations.create_scorecard(team=team, **common)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


def _months(on: date) -> list[date]:
    """This month and the next twelve."""
    months = [first_of_month(on)]
    for _month in range(MONTHS_AHEAD):
        months.append(next_month(months[-1]))
    return months


def _initial(request: HttpRequest, on: date) -> dict[str, Any]:
    """Next month, or what the link asked for."""
    return {
        "team": request.GET.get("team"),
        "month": request.GET.get("month") or next_month(on).isoformat(),
        "source": request.GET.get("source"),
        "months": 1,
    }


def _without(user: User, month: date, on: date) -> list[Any]:
    """Teams that one leads and that no scorecard judges in the month."""
    judged = scorecards_of(month, team_tree())
    return teams_without(month, writable_teams(user, on), judged)
