"""Connecting a source, bringing it a file, and ending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.intake import operations
from apps.intake.policies import visible_batches, visible_sources
from apps.intake.queries import current_sources
from apps.intake.queries.desk import waiting
from apps.intake.tuning import most_upload_bytes
from apps.intake.web.forms import SourceForm, UploadForm
from apps.intake.web.numbers import number_in
from apps.intake.web.source_forms import EndForm
from apps.people.choices import Role
from apps.people.clock import now
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def connect(request: HttpRequest) -> HttpResponse:
    """A form for a new source."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.accepted(by=signed_in(request)):
        messages.success(
            request, _("%(name)s is connected. Bring a first file.") % {"name": form.source.name}
        )
        return redirect(f"{reverse('data-upload')}?source={form.source.pk}")
    return render(request, "intake/connect.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def upload(request: HttpRequest) -> HttpResponse:
    """A form for a file."""
    posted = request.method == "POST"
    mended = number_in(request.GET, "repairs")
    repairs = visible_batches(request.user).filter(pk=mended).first() if mended is not None else None
    initial = {"source": request.GET.get("source"), "repairs": repairs}
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None, initial=initial)
    if posted and form.accepted(by=signed_in(request)):
        _say(request, known=form.batch.was_known)
        return redirect("batch", pk=form.batch.pk)
    context = {
        "form": form,
        "repairs": repairs,
        "here": "upload",
        "waiting": waiting(),
        "limit": most_upload_bytes(),
        "none_yet": not current_sources().exists(),
    }
    return render(request, "intake/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Expect nothing of a source from a day on. A second time changes nothing."""
    source = get_visible_or_404(visible_sources(request.user), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.accepted(source=source, by=signed_in(request)):
        if form.done:
            said = _("%(name)s has ended. Figures no longer wait for it; its records stay.")
            messages.success(request, said % {"name": source.name})
        else:
            messages.info(request, _("%(name)s had ended already.") % {"name": source.name})
        return redirect("data-home")
    context = {"source": source, "form": form}
    return render(request, "intake/end.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(Role.STEWARD)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Expect deliveries of an ended source again. A second click changes nothing."""
    source = get_visible_or_404(visible_sources(request.user), pk=pk)
    if operations.resume_source(source=source, by=signed_in(request), at=now()):
        said = _("%(name)s is expected again. Figures that rest on it wait for its files.")
        messages.success(request, said % {"name": source.name})
    else:
        messages.info(request, _("%(name)s had not ended.") % {"name": source.name})
    return redirect("data-home")


def _say(request: HttpRequest, *, known: bool) -> None:
    if known:
        messages.info(request, _("This file came before: this is its batch. Nothing changes."))
    else:
        messages.success(request, _("The file is stored and is being read."))
