"""How long sources keep files and customers, and a customer erased."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from apps.intake.choices import RecordType
from apps.intake.operations import Erased
from apps.intake.policies import visible_sources
from apps.intake.queries.desk import waiting
from apps.intake.queries.retention import keeping
from apps.intake.queries.traces import Trace, trace
from apps.intake.web.privacy_forms import EraseForm, RetentionForm
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in
from apps.people.written import digits


@require_GET
@requires_role(Role.STEWARD)
def privacy(request: HttpRequest) -> HttpResponse:
    """Every source with what it keeps and when the next of it goes."""
    context = {"here": "privacy", "waiting": waiting(), "rows": keeping(today())}
    return render(request, "intake/privacy.html", context)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def retention(request: HttpRequest, pk: int) -> HttpResponse:
    """For how many months a source keeps."""
    source = get_visible_or_404(visible_sources(request.user), pk=pk)
    form = RetentionForm(request.POST or None, initial={"months": source.keeps_months})
    if request.method == "POST" and form.accepted(source=source, by=signed_in(request)):
        messages.success(request, _said(source.name, form.cleaned_data["months"]))
        return redirect("data-privacy")
    context = {"form": form, "source": source, "here": "privacy", "waiting": waiting()}
    return render(request, "intake/retention.html", context, status=422 if form.errors else 200)


def _said(name: str, months: int | None) -> str:
    if months is None:
        return _("%(name)s keeps its files and customers for ever.") % {"name": name}
    said = ngettext(
        "%(name)s keeps its files and customers for %(n)s month.",
        "%(name)s keeps its files and customers for %(n)s months.",
        months,
    )
    return said % {"name": name, "n": months}


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def erase(request: HttpRequest) -> HttpResponse:
    """Look for a customer, see what is kept, and erase it. What was typed is never part of an address."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["sure"] and form.accepted(by=signed_in(request)):
            messages.success(request, _erased(form.erased))
            return redirect("data-erase")
        found = None if form.errors else trace(form.cleaned_data["ref"])
    records = _records(found) if found else []
    context = {"form": form, "found": found, "records": records, "here": "privacy", "waiting": waiting()}
    return render(request, "intake/erase.html", context, status=422 if form.errors else 200)


def _records(found: Trace) -> list[tuple[str, int]]:
    return [(str(RecordType(name).label), number) for name, number in found.records.items()]


def _erased(done: Erased) -> str:
    return _(
        "Erased. Records that count on without the customer: %(records)s; rows cleared: %(rows)s;"
        " files removed: %(files)s."
    ) % {
        "records": digits(done.records, 0),
        "rows": digits(done.rows, 0),
        "files": digits(done.files, 0),
    }
