"""Periods: which months are final, and their closing and reopening by a data steward."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.people import operations
from apps.people.choices import Role
from apps.people.clock import now, today
from apps.people.queries.periods import period, period_rows
from apps.people.refusals import Refusal
from apps.people.web.forms import ReasonForm
from apps.people.web.pages import form_page
from apps.people.web.scope import requires_role, signed_in
from apps.people.written import month_text


@require_GET
@requires_role(Role.STEWARD)
def periods(request: HttpRequest) -> HttpResponse:
    """The months, latest first, with what still waits to be computed."""
    return render(request, "people/periods.html", {"rows": period_rows(today())})


@require_POST
@requires_role(Role.STEWARD)
def close(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Make a month's figures final."""
    first = _month(year, month)
    try:
        operations.close_period(month=first, by=signed_in(request), at=now())
        messages.success(
            request, _("%(month)s is closed: its figures are final.") % {"month": month_text(first)}
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("periods")


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def reopen(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Make a month's figures provisional again, for a reason."""
    first = _month(year, month)
    if not period(first).final and request.method == "GET":
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.accepted(month=first, by=signed_in(request)):
        messages.success(request, _("%(month)s is open again.") % {"month": month_text(first)})
        return redirect("periods")
    return form_page(
        request,
        form,
        title=_("Reopen %(month)s") % {"month": month_text(first)},
        button=_("Reopen"),
        back=reverse("periods"),
        confirm=_("Figures of the month become provisional; payouts made from them stay as they were."),
    )


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
