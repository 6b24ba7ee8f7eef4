"""Downtime of a team's systems, and one's own deputies."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.goals.policies import can_write_scorecards
from apps.goals.queries.silences import silences
from apps.goals.web.acting import act
from apps.goals.web.strategyforms import DeputyForm, DowntimeForm
from apps.people.clock import now, today
from apps.people.days import first_of_month, months_before
from apps.people.models import Deputy, Downtime, Person, Team, User
from apps.people.operations import end_deputy, log_downtime, name_deputy, remove_downtime
from apps.people.policies import can_close_periods, person_of
from apps.people.queries.deputies import acts_for, deputies_of
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


@require_http_methods(["GET", "POST"])
def downtime(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a downtime of a team, see those of this month and the last, and what silent calls suggest."""
    user, on = signed_in(request), today()
    team = _team(user, pk, on)
    form = DowntimeForm(request.POST or None, initial=_asked(request, on))
    if request.method == "POST" and form.is_valid():
        try:
            log_downtime(team=team, **form.cleaned_data, by=user, at=now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Logged: every volume target of that day is lower, and says so."))
            return redirect("team-downtime", pk=pk)
    since = months_before(first_of_month(on), 1)
    rows = (
        Downtime.objects.filter(team=team, day__gte=since).select_related("logged_by").order_by("-day", "-pk")
    )
    context = {"team": team, "form": form, "rows": rows, "silent": silences(team.pk, since, on)}
    return render(request, "goals/downtime.html", context)


@require_POST
def downtime_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a downtime back."""
    user, on = signed_in(request), today()
    row = get_visible_or_404(Downtime.objects.select_related("team"), pk=pk)
    team = _team(user, row.team_id, on)
    return act(
        request, _("Taken back."), "team-downtime", team.pk, remove_downtime, downtime=row, by=user, at=now()
    )


@require_http_methods(["GET", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Who acts for oneself, from when to when; under their own name."""
    user, on = signed_in(request), today()
    me = _me(user)
    people = Person.objects.filter(user__is_active=True).exclude(pk=me.pk).order_by("name", "pk")
    form = DeputyForm(request.POST or None, people=people, initial={"first_day": on})
    if request.method == "POST" and form.is_valid():
        try:
            name_deputy(person=me, **form.cleaned_data, by=user, at=now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("deputies")
    context = {"form": form, "rows": deputies_of(me, on), "acting": acts_for(me, on)}
    return render(request, "goals/deputies.html", context)


@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own deputy."""
    user = signed_in(request)
    row = get_visible_or_404(Deputy.objects.filter(person=_me(user)), pk=pk)
    return act(request, _("Ended."), "deputies", None, end_deputy, row=row, by=user, at=now())


def _me(user: User) -> Person:
    person = person_of(user)
    if person is None:
        raise Http404
    return person


def _team(user: User, pk: int, on: date) -> Team:
    team = get_visible_or_404(Team.objects.all(), pk=pk)
    if not (can_write_scorecards(user, team, on) or can_close_periods(user, on=on)):
        raise Http404
    return team


def _asked(request: HttpRequest, on: date) -> dict[str, Any]:
    return {"day": request.GET.get("day") or on, "minutes": request.GET.get("minutes")}
