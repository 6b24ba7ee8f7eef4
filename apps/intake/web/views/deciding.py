"""What stewards decide about a batch. A second click finds it decided, and says so."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.intake import operations
from apps.intake.models import Batch
from apps.intake.policies import visible_batches
from apps.intake.queries.taking_back import TakenBack, foreseen_withdrawal
from apps.intake.web.forms import ReasonForm
from apps.people.choices import Role
from apps.people.clock import now
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in
from apps.people.written import digits


def _batch(request: HttpRequest, pk: int) -> Batch:
    return get_visible_or_404(visible_batches(request.user).select_related("source", "mapping"), pk=pk)


@require_POST
@requires_role(Role.STEWARD)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a batch that is ready, or resume one that stopped."""
    batch = _batch(request, pk)
    try:
        operations.start_import(batch=batch, by=signed_in(request), at=now())
    except Refusal as refusal:
        messages.info(request, refusal.message)
    return redirect("batch", pk=batch.pk)


@require_POST
@requires_role(Role.STEWARD)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an import and undo it."""
    batch = _batch(request, pk)
    try:
        done = operations.cancel_batch(batch=batch, by=signed_in(request), at=now())
    except Refusal as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _undone(done.gone, done.restored, len(done.waiting)))
    return redirect("batch", pk=batch.pk)


@require_POST
@requires_role(Role.STEWARD)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a preview anew: other files or people came since."""
    batch = _batch(request, pk)
    signed_in(request)
    try:
        operations.look_again(batch=batch)
    except Refusal as refusal:
        messages.info(request, refusal.message)
    return redirect("batch", pk=batch.pk)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not import a batch."""
    batch = _batch(request, pk)
    form = ReasonForm(request.POST or None, operation=operations.refuse_batch)
    if request.method == "POST" and form.accepted(batch=batch, by=signed_in(request)):
        messages.success(request, _("The file is refused; nothing of it was written."))
        return redirect("batch", pk=batch.pk)
    return _asked(
        request,
        batch,
        form,
        title=gettext_lazy("Refuse the file"),
        text=gettext_lazy("Nothing of it is written. The file stays stored, and may be brought again."),
        button=gettext_lazy("Refuse"),
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held batch go on."""
    batch = _batch(request, pk)
    form = ReasonForm(request.POST or None, operation=operations.release_batch)
    if request.method == "POST" and form.accepted(batch=batch, by=signed_in(request)):
        messages.success(request, _("The file is released and is being imported."))
        return redirect("batch", pk=batch.pk)
    return _asked(
        request,
        batch,
        form,
        title=gettext_lazy("Release the file"),
        text=gettext_lazy("It is imported although it is beyond the limits of its source."),
        button=gettext_lazy("Release and import"),
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an imported batch back."""
    batch = _batch(request, pk)
    form = ReasonForm(request.POST or None, operation=operations.withdraw_batch)
    if request.method == "POST" and form.accepted(batch=batch, by=signed_in(request)):
        messages.success(request, _undone(form.done.gone, form.done.restored, len(form.done.waiting)))
        return redirect("batch", pk=batch.pk)
    return _asked(
        request,
        batch,
        form,
        title=gettext_lazy("Withdraw the batch"),
        text=gettext_lazy(
            "What it added goes, what it replaced returns, and every figure follows. "
            "Rows of closed or frozen days stay and wait in the correction queue."
        ),
        button=gettext_lazy("Withdraw"),
        effect=foreseen_withdrawal(batch),
    )


def _asked(
    request: HttpRequest,
    batch: Batch,
    form: ReasonForm,
    *,
    title: Promise,
    text: Promise,
    button: Promise,
    effect: TakenBack | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"batch": batch, "form": form, "title": title, "text": text, "button": button}
    context["effect"] = effect
    return render(request, "intake/reason.html", context, status=422 if form.errors else 200)


def _undone(gone: int, restored: int, waiting: int) -> str:
    """What taking back has done."""
    counts = {"gone": digits(gone, 0), "restored": digits(restored, 0)}
    said = _("Taken back: %(gone)s records gone, %(restored)s as they were before.") % counts
    if not waiting:
        return said
    wait = ngettext(
        "%(n)s row of closed or frozen days waits for a decision.",
        "%(n)s rows of closed or frozen days wait for a decision.",
        waiting,
    )
    return f"{said} {wait % {'n': digits(waiting, 0)}}"
