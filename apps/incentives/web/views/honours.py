"""The page of honours: who was honoured for what, and the rules."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.incentives import operations
from apps.incentives.choices import NominationState
from apps.incentives.models import HonourRule, Nomination
from apps.incentives.policies import can_view_runs, can_write_plans, figures_shown, visible_awards
from apps.incentives.queries.honours import honours as awards_shown
from apps.incentives.web.forms import HonourForm
from apps.incentives.web.honour_view import award_rows, rule_rows
from apps.people.clock import now, organisation, today
from apps.people.models import User
from apps.people.policies import roles_of
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


@require_http_methods(["GET", "POST"])
def honours(request: HttpRequest) -> HttpResponse:
    """The months with their honours, newest first; for HR the rules too."""
    user = signed_in(request)
    may_write = can_write_plans(user)
    if not roles_of(user, today()) or (request.method == "POST" and not may_write):
        raise Http404
    form = HonourForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _create(form, user):
        return redirect("honours")
    rows = award_rows(awards_shown(visible_awards(user)), user, figures_shown)
    context = {
        "months": [(month, list(rows)) for month, rows in groupby(rows, key=lambda row: row.month)],
        "may_write": may_write,
        "may_decide": can_view_runs(user),
        "nominated": Nomination.objects.filter(state=NominationState.OPEN).count()
        if can_view_runs(user)
        else 0,
        "form": form,
        "rules": rule_rows(HonourRule.objects.select_related("kpi").order_by("name", "pk"))
        if may_write
        else [],
    }
    return render(request, "incentives/honours.html", context)


def _create(form: HonourForm, user: User) -> HonourRule | None:
    try:
        return operations.create_honour_rule(**form.cleaned_data, by=user, at=now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


@require_POST
def honour_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply a rule to no further month."""
    user = signed_in(request)
    if not can_write_plans(user):
        raise Http404
    rule = operations.retire_honour_rule(
        rule=get_visible_or_404(HonourRule.objects.all(), pk=pk), by=user, at=now()
    )
    messages.success(request, rule.name)
    return redirect("honours")


@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """An honour as a page to print and hang up."""
    user = signed_in(request)
    award = get_visible_or_404(
        visible_awards(user).select_related("round__rule__kpi", "person", "team"), pk=pk
    )
    row = award_rows([award], user, figures_shown)[0]
    return render(request, "incentives/certificate.html", {"row": row, "organisation": organisation()})
