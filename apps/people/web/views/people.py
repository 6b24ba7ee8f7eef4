"""People: the list, a new person, one person's dated history and what can be done there."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from apps.audit.queries import entries_about
from apps.people import policies
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.models import Person
from apps.people.queries.roster import history_of, with_present
from apps.people.web.filters import PersonFilter
from apps.people.web.forms import NewPersonForm
from apps.people.web.pages import form_page
from apps.people.web.person_actions import ACTIONS, Action
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.people.web.tables import PersonTable

PER_PAGE = 50
LATEST = 20


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people of the organisation."""
    user, on = signed_in(request), today()
    if not policies.can_read_roster(user):
        raise Http404
    everyone = policies.visible_roster(user).select_related("user")
    found = PersonFilter(request.GET, queryset=with_present(everyone, on), on=on)
    table = PersonTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "filter": found, "may_keep": policies.can_keep_roster(user)}
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """A form for a new person."""
    user = signed_in(request)
    if not policies.can_keep_roster(user):
        raise Http404
    form = NewPersonForm(request.POST or None, initial={"starts": today()})
    if request.method == "POST" and form.accepted(by=user):
        messages.success(request, _("%(name)s was added.") % {"name": form.cleaned_data["name"]})
        return redirect("people:list")
    return form_page(request, form, title=_("New person"), button=_("Add"), back=reverse("people:list"))


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything dated about a person. No figures and no pay."""
    user, on = signed_in(request), today()
    visible = with_present(policies.visible_roster(user), on).select_related("user")
    found = get_visible_or_404(visible, pk=pk)
    entries = entries_about(policies.visible_entries(user), found)[:LATEST]
    context = {
        "person": found,
        "history": history_of(found),
        "on": on,
        "may_keep": policies.can_keep_roster(user),
        "may_give": policies.can_give_access(user),
        "may_take": policies.has_role(user, Role.ADMINISTRATOR, Role.HR),
        "entries": list(entries),
    }
    return render(request, "people/person.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def person_action(request: HttpRequest, pk: int, action: str, row: int | None = None) -> HttpResponse:
    """One thing done to a person: its form, and the doing of it."""
    user = signed_in(request)
    found = get_visible_or_404(policies.visible_roster(user).select_related("user"), pk=pk)
    offered = _offered(action, found, row)
    if not offered.allowed(user):
        raise Http404
    given: dict[str, Any] = {"person": found, "by": user}
    if offered.row is not None:
        given["row"] = _row(offered, found, row)
    form = offered.form(request.POST if request.method == "POST" else None, initial=_initial(action, found))
    if request.method == "POST" and form.accepted(**given):
        messages.success(request, _("Done: %(what)s.") % {"what": offered.title})
        return redirect("people:person", pk=found.pk)
    return form_page(
        request,
        form,
        title=offered.title,
        button=offered.button,
        back=reverse("people:person", args=[found.pk]),
        confirm=offered.confirm,
        about=_about(found, given.get("row")),
    )


def _about(person: Person, row: Model | None) -> str:
    return person.name if row is None else str(row)


def _offered(action: str, person: Person, row: int | None) -> Action:
    offered = ACTIONS.get(action)
    if offered is None or (offered.row is None) != (row is None):
        raise Http404
    if offered.needs_login is not None and offered.needs_login != (person.user is not None):
        raise Http404
    return offered


def _row(offered: Action, person: Person, row: int | None) -> Model:
    if offered.row is None:
        raise Http404
    return get_object_or_404(offered.row, person=person, pk=row, **(offered.only or {}))


def _initial(action: str, person: Person) -> dict[str, Any]:
    initial: dict[str, Any] = {"starts": today(), "first_day": today(), "ends": today()}
    return {**initial, "name": person.name} if action == "rename" else initial
