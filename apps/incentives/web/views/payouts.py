"""Pages of single payouts: HR's and a manager's view of one, and the agent's own statements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.incentives.models import RunInput
from apps.incentives.policies import can_view_runs, own_payouts, visible_payouts
from apps.incentives.queries.payouts import payout_view, payouts_of
from apps.incentives.web.statement import statement
from apps.people.web.scope import get_visible_or_404, signed_in


@require_GET
def payee(request: HttpRequest, run: int, person: int) -> HttpResponse:
    """One person's payout in a run: each step as a line with its formula."""
    user = signed_in(request)
    payout = get_visible_or_404(payouts_of(visible_payouts(user)), run=run, person=person)
    return _statement(request, payout, own=False, runs=can_view_runs(user))


@require_GET
def my_payouts(request: HttpRequest) -> HttpResponse:
    """The approved payouts of whoever is signed in, newest first."""
    rows = list(payouts_of(own_payouts(signed_in(request))))
    return render(request, "incentives/my_payouts.html", {"rows": rows})


@require_GET
def my_payout(request: HttpRequest, run: int) -> HttpResponse:
    """One's own statement of a month."""
    payout = get_visible_or_404(payouts_of(own_payouts(signed_in(request))), run=run)
    return _statement(request, payout, own=True, runs=False)


def _statement(request: HttpRequest, payout: RunInput, *, own: bool, runs: bool) -> HttpResponse:
    context = {"view": statement(payout_view(payout)), "own": own, "may_view_runs": runs}
    return render(request, "incentives/payee.html", context)
