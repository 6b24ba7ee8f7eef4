"""Teams, sites, the calendar and the organisation's settings."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.people import operations, policies
from apps.people.choices import Role
from apps.people.clock import now, organisation, today
from apps.people.days import ONE_DAY
from apps.people.models import CalendarException, Leadership, Site, Team, User
from apps.people.queries.fiscal import fiscal_months
from apps.people.queries.roster import team_tree
from apps.people.refusals import Refusal
from apps.people.web.forms import ExceptionForm, FiscalForm, LeaderForm, OrganisationForm, SiteForm, TeamForm
from apps.people.web.pages import form_page
from apps.people.web.scope import requires_role, signed_in


def _keeper(request: HttpRequest) -> User:
    user = signed_in(request)
    if not policies.can_keep_roster(user):
        raise Http404
    return user


@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """The tree of teams with sites, leaders and how many people are placed there today."""
    user = signed_in(request)
    if not policies.can_read_roster(user):
        raise Http404
    context = {
        "rows": team_tree(today()),
        "sites": Site.objects.order_by("name", "pk"),
        "may_keep": policies.can_keep_roster(user),
        "site_form": SiteForm(),
    }
    return render(request, "people/teams.html", context)


@require_http_methods(["GET", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    """A form for a new team."""
    user = _keeper(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.accepted(by=user):
        messages.success(request, _("%(name)s was added.") % {"name": form.cleaned_data["name"]})
        return redirect("people:teams")
    return form_page(request, form, title=_("New team"), button=_("Add"), back=reverse("people:teams"))


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: name, site, place in the tree, and who led it when."""
    user = _keeper(request)
    found = get_object_or_404(Team.objects.select_related("site", "parent"), pk=pk)
    form = TeamForm(request.POST if "name" in request.POST else None, team=found)
    leader = LeaderForm(request.POST if "person" in request.POST else None, initial={"starts": today()})
    if request.method == "POST":
        done = leader.accepted(team=found, by=user) if leader.is_bound else form.accepted(by=user)
        if done:
            messages.success(request, _("Saved."))
            return redirect("people:team", pk=found.pk)
    terms = Leadership.objects.filter(team=found).select_related("person").order_by("-starts", "pk")
    context = {"team": found, "form": form, "leader_form": leader, "terms": terms}
    return render(request, "people/team.html", context, status=422 if form.errors or leader.errors else 200)


@require_POST
def new_site(request: HttpRequest) -> HttpResponse:
    """A new site, typed on the page of teams."""
    user = _keeper(request)
    form = SiteForm(request.POST)
    if form.accepted(by=user):
        messages.success(request, _("%(name)s was added.") % {"name": form.cleaned_data["name"]})
    else:
        _say(request, form)
    return redirect("people:teams")


def _say(request: HttpRequest, form: Any) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Holidays and make-up workdays."""
    user = signed_in(request)
    may_keep = policies.can_keep_roster(user)
    if not policies.can_read_roster(user) or (request.method == "POST" and not may_keep):
        raise Http404
    form = ExceptionForm(request.POST or None, initial={"day": today()})
    if request.method == "POST" and form.accepted(by=user):
        messages.success(request, _("Saved."))
        return redirect("people:calendar")
    days = CalendarException.objects.select_related("site").order_by("-day", "site__name", "pk")
    week = [label for digit, label in OrganisationForm.WEEK if digit in organisation().work_weekdays]
    context = {"form": form, "days": days, "week": week, "may_keep": may_keep, "on": today()}
    return render(request, "people/calendar.html", context, status=422 if form.errors else 200)


@require_POST
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a day an ordinary one again."""
    user = _keeper(request)
    exception = get_object_or_404(CalendarException, pk=pk)
    try:
        operations.remove_exception(exception=exception, by=user, at=now())
        messages.success(request, _("Removed."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:calendar")


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def settings(request: HttpRequest) -> HttpResponse:
    """Name, time zone, currency and working week of the organisation."""
    user, row = signed_in(request), organisation()
    initial = {
        "name": row.name,
        "time_zone": row.time_zone,
        "currency": row.currency,
        "work_weekdays": list(row.work_weekdays),
    }
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.accepted(by=user):
        messages.success(request, _("Saved."))
        return redirect("people:organisation")
    return form_page(
        request,
        form,
        title=_("Organisation"),
        button=_("Save"),
        back=reverse("people:list"),
        beside=(reverse("people:fiscal"), _("Fiscal months")),
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def fiscal(request: HttpRequest) -> HttpResponse:
    """The organisation's own months, where its accounts do not go by the calendar's."""
    months = fiscal_months(date.min, date.max)
    lines = (f"{m.name} {m.starts.isoformat()} {(m.ends - ONE_DAY).isoformat()}" for m in months)
    form = FiscalForm(request.POST or None, initial={"months": "\n".join(lines)})
    if request.method == "POST" and form.accepted(by=signed_in(request)):
        messages.success(request, _("Saved."))
        return redirect("people:fiscal")
    return form_page(
        request, form, title=_("Fiscal months"), button=_("Save"), back=reverse("people:organisation")
    )
