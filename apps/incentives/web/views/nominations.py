"""Promotion nominations: the evidence, the decision with its reason, and the rules."""

from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.incentives import operations
from apps.incentives.choices import NominationState
from apps.incentives.models import Nomination, NominationRule
from apps.incentives.policies import can_view_runs, can_write_plans
from apps.incentives.queries.nominations import nomination_list
from apps.incentives.web.forms import NominationRuleForm
from apps.incentives.web.honour_view import nomination_rows, nomination_rule_rows
from apps.incentives.web.views.settling import reason_of, said
from apps.people.clock import now
from apps.people.models import User
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in

MICROS = 1_000_000


@require_http_methods(["GET", "POST"])
def nominations(request: HttpRequest) -> HttpResponse:
    """Who is put forward, with the months that speak for it; for HR the rules too."""
    user = signed_in(request)
    may_write = can_write_plans(user)
    if not can_view_runs(user) or (request.method == "POST" and not may_write):
        raise Http404
    form = NominationRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _create(form, user):
        return redirect("nominations")
    context = {
        "rows": nomination_rows(nomination_list(Nomination.objects.all())),
        "choices": [one for one in NominationState.choices if one[0] != NominationState.OPEN],
        "may_write": may_write,
        "form": form,
        "rules": nomination_rule_rows(NominationRule.objects.select_related("kpi").order_by("name", "pk")),
    }
    return render(request, "incentives/nominations.html", context)


def _create(form: NominationRuleForm, user: User) -> NominationRule | None:
    data = dict(form.cleaned_data)
    exact = Fraction(data.pop("bound"))
    is_share = data["kpi"] is None or data["kpi"].unit == "rate"
    micros = exact * MICROS / 100 if is_share else exact * MICROS
    try:
        rule = operations.create_nomination_rule(**data, bound_micros=int(micros), by=user, at=now())
        operations.nominate(at=now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None
    return rule


@require_POST
def nomination_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, decline or postpone."""
    user = signed_in(request)
    if not can_view_runs(user):
        raise Http404
    row = get_visible_or_404(Nomination.objects.all(), pk=pk)
    state = request.POST.get("state", "")
    said(
        request,
        lambda: operations.decide_nomination(
            nomination=row, state=state, reason=reason_of(request), by=user, at=now()
        ),
        _("Decided."),
    )
    return redirect("nominations")


@require_POST
def nomination_rule_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Put nobody forward by the rule any more."""
    user = signed_in(request)
    if not can_write_plans(user):
        raise Http404
    rule = get_visible_or_404(NominationRule.objects.all(), pk=pk)
    operations.retire_nomination_rule(rule=rule, by=user, at=now())
    return redirect("nominations")
