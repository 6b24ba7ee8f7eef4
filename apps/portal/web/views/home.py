"""The start page: each role begins where its work is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from apps.people.choices import Role
from apps.people.clock import today
from apps.people.policies import roles_of
from apps.people.web.scope import signed_in
from apps.portal.web.views.teams import only_team

# Whoever has several roles begins with the first of these.
STARTS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.DIRECTOR, ("teams",)),
    (Role.HR, ("runs",)),
    (Role.STEWARD, ("data-home", "periods")),
    (Role.MANAGER, ("teams",)),
    (Role.AGENT, ("agent",)),
    (Role.ADMINISTRATOR, ("people:list",)),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the page where this person's work begins; without a role, a sentence about what happens next."""
    user = signed_in(request)
    roles = roles_of(user, today())
    for role, names in STARTS:
        if role in roles:
            led = only_team(user) if role is Role.MANAGER else None
            return redirect("team", pk=led.pk) if led else redirect(_first(names))
    return render(request, "portal/no_role.html")


def _first(names: tuple[str, ...]) -> str:
    """The address of the first page that this installation has."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("profile")
