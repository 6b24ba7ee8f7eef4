"""Pages of single payouts: HR's and a manager's view of one, and the agent's own statements."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from apps.incentives.choices import RunState
from apps.incentives.models import RunInput
from apps.incentives.pdf import can_make_pdf, pdf_of
from apps.incentives.policies import (
    can_prepare_runs,
    can_view_runs,
    own_payouts,
    visible_payouts,
    visible_questions,
)
from apps.incentives.queries.payouts import payout_view, payouts_of
from apps.incentives.queries.questions import threads
from apps.incentives.queries.statement_file import acknowledged_at, orders_that_count, statement_document
from apps.incentives.web.statement import orders_shown, statement
from apps.incentives.web.threads import thread_rows
from apps.people.clock import organisation
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


@require_GET
def payee_json(request: HttpRequest, run: int, person: int) -> JsonResponse:
    """One person's payout as a document that proves itself."""
    return _document(
        get_visible_or_404(payouts_of(visible_payouts(signed_in(request))), run=run, person=person)
    )


@require_GET
def my_payout_json(request: HttpRequest, run: int) -> JsonResponse:
    """One's own statement as a document that proves itself."""
    return _document(get_visible_or_404(payouts_of(own_payouts(signed_in(request))), run=run))


def _document(payout: RunInput) -> JsonResponse:
    document = statement_document(payout_view(payout))
    name = f"{document['payee']['number'] or payout.person_id}-{payout.run.month:%Y-%m}.json"
    return JsonResponse(
        document,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def payee_pdf(request: HttpRequest, run: int, person: int) -> HttpResponse:
    """One person's payout as PDF, where the portal can make one."""
    user = signed_in(request)
    return _pdf(get_visible_or_404(payouts_of(visible_payouts(user)), run=run, person=person))


@require_GET
def my_payout_pdf(request: HttpRequest, run: int) -> HttpResponse:
    """One's own statement as PDF, where the portal can make one."""
    return _pdf(get_visible_or_404(payouts_of(own_payouts(signed_in(request))), run=run))


def _pdf(payout: RunInput) -> HttpResponse:
    if not can_make_pdf():
        raise Http404
    context = {**_shown(payout), "organisation": organisation()}
    html = render_to_string("incentives/statement_pdf.html", context)
    name = f"{context['name']}.pdf"
    return HttpResponse(
        pdf_of(html, style="portal/statement-pdf.css"),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _shown(payout: RunInput) -> dict[str, Any]:
    """A payout in words, as page and PDF have it."""
    view = payout_view(payout)
    return {
        "view": statement(view),
        "acknowledged": acknowledged_at(view),
        "orders": orders_shown(orders_that_count(payout, view)),
        "currency": view.currency,
        "name": f"{view.who.number or payout.person_id}-{payout.run.month:%Y-%m}",
    }


def _statement(request: HttpRequest, payout: RunInput, *, own: bool, runs: bool) -> HttpResponse:
    user = signed_in(request)
    asked = visible_questions(user).filter(run=payout.run_id, person=payout.person_id)
    context = {
        **_shown(payout),
        "own": own,
        "may_view_runs": runs,
        "may_hold": can_prepare_runs(user) and payout.run.state == RunState.CALCULATED,
        "questions": thread_rows(threads(asked)),
        "can_pdf": can_make_pdf(),
    }
    return render(request, "incentives/payee.html", context)
