"""Files for payroll, payroll's answer, reversal, and the mapping of columns and codes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.incentives import operations
from apps.incentives.models import PayoutRun, PayrollFile, PayrollMapping
from apps.incentives.payroll import DEFAULT
from apps.incentives.policies import can_prepare_runs, can_view_runs, visible_runs
from apps.incentives.web.forms import AnswerFileForm
from apps.incentives.web.mapping_form import MappingForm
from apps.incentives.web.views.settling import preparing, reason_of, said
from apps.people.clock import now
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def run_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A payroll file, the same bytes every time."""
    user = signed_in(request)
    found = get_visible_or_404(PayrollFile.objects.filter(run__in=visible_runs(user)), run=pk, pk=file)
    return HttpResponse(
        bytes(found.content),
        content_type=TYPES[found.format],
        headers={
            "Content-Disposition": f'attachment; filename="{found.filename}"',
            "X-Content-SHA256": found.sha256,
        },
    )


def _run(request: HttpRequest, pk: int) -> PayoutRun:
    user = preparing(request)
    return get_visible_or_404(visible_runs(user).select_related("plan_version__plan"), pk=pk)


@require_POST
def run_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What payroll sent back: its differences are shown on the run's page."""
    run, user = _run(request, pk), signed_in(request)
    form = AnswerFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the file that payroll sent back."))
        return redirect("run", pk=pk)
    file = form.cleaned_data["file"]
    try:
        answer = operations.receive_answer(
            run=run, filename=file.name, content=file.read(), by=user, at=now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("run", pk=pk)
    if count := len(answer.differences):
        messages.warning(
            request,
            ngettext(
                "Payroll's file differs for %(n)d person.", "Payroll's file differs for %(n)d people.", count
            )
            % {"n": count},
        )
    else:
        messages.success(request, _("Payroll's file is ours, person by person."))
    return redirect("run", pk=pk)


@require_POST
def run_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an exported run back."""
    run, user = _run(request, pk), signed_in(request)
    said(
        request,
        lambda: operations.reverse_run(run=run, reason=reason_of(request), by=user, at=now()),
        _("Reversed: the files for payroll are ready, and the month can be run again."),
    )
    return redirect("run", pk=pk)


@require_http_methods(["GET", "POST"])
def payroll_mapping(request: HttpRequest) -> HttpResponse:
    """The columns and codes that payroll wants."""
    user = signed_in(request)
    may_change = can_prepare_runs(user)
    if not can_view_runs(user) or (request.method == "POST" and not may_change):
        raise Http404
    newest = PayrollMapping.objects.order_by("-version").select_related("by").first()
    seen = 0 if newest is None else newest.version
    form = MappingForm.of(DEFAULT if newest is None else newest.spec, seen, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_mapping(spec=form.spec(), seen=form.cleaned_data["seen"], by=user, at=now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved: the next export follows it."))
            return redirect("payroll-mapping")
    context = {"form": form, "newest": newest, "may_change": may_change}
    return render(request, "incentives/payroll_mapping.html", context)
