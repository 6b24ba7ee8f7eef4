"""Opening balances: what was open, or paid already, when the portal took over."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.incentives import operations
from apps.incentives.balances import HEAD
from apps.incentives.models import OpeningBalance
from apps.incentives.policies import can_prepare_runs, can_view_runs, visible_plans
from apps.incentives.web.forms import BalancesForm
from apps.people.clock import now
from apps.people.refusals import Refusal
from apps.people.web.scope import signed_in

SHOWN = 500


@require_http_methods(["GET", "POST"])
def opening_balances(request: HttpRequest) -> HttpResponse:
    """What was loaded, and a form for a file."""
    user = signed_in(request)
    may_load = can_prepare_runs(user)
    if not can_view_runs(user) or (request.method == "POST" and not may_load):
        raise Http404
    plans = visible_plans(user).order_by("name", "pk")
    form = BalancesForm(request.POST or None, request.FILES or None, plans=plans)
    if request.method == "POST" and form.is_valid():
        try:
            count = operations.load_balances(
                plan=form.cleaned_data["plan"],
                content=form.cleaned_data["file"].read(),
                by=user,
                at=now(),
            )
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            said = ngettext("%(n)d balance loaded.", "%(n)d balances loaded.", count) % {"n": count}
            messages.success(request, said)
            return redirect("opening-balances")
    rows = OpeningBalance.objects.filter(plan__in=plans).select_related("plan", "person", "taken_in")
    context = {
        "form": form,
        "may_load": may_load,
        "rows": rows.order_by("-month", "person__name", "pk")[:SHOWN],
        "head": ",".join(HEAD),
    }
    return render(request, "incentives/opening.html", context)
