"""Is the incentive working: pay beside result, before and after a moment, and what is proposed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.incentives import operations
from apps.incentives.models import Plan, Proposal
from apps.incentives.policies import can_view_runs, visible_plans
from apps.incentives.queries.working import Moment, moments, paid_months, team_changes
from apps.incentives.web.forms import ProposalForm
from apps.incentives.web.views.settling import said
from apps.incentives.web.working_view import change_rows, pay_chart, pay_figures
from apps.people.clock import now
from apps.people.models import User
from apps.people.web.scope import get_visible_or_404, signed_in


@require_http_methods(["GET", "POST"])
def plan_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """What a plan cost and what it went with; a proposal can be written from here."""
    user = signed_in(request)
    plan = get_visible_or_404(visible_plans(user), pk=pk)
    found = moments(plan)
    chosen = next((one for one in found if one.key == request.GET.get("moment")), next(iter(found), None))
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _propose(request, plan, chosen, form, user):
        return redirect("plan-effect", pk=pk)
    months = paid_months(plan)
    context = {
        "plan": plan,
        "months": months,
        "chart": pay_chart(months, plan.currency),
        "figures": pay_figures(months, plan.currency),
        "moments": found,
        "chosen": chosen,
        "changes": change_rows(team_changes(plan, chosen)) if chosen else [],
        "form": form,
        "proposals": Proposal.objects.filter(plan=plan)
        .select_related("owner", "made_by", "closed_by")
        .order_by("state", "due", "pk"),
    }
    return render(request, "incentives/plan_effect.html", context)


def _propose(request: HttpRequest, plan: Plan, chosen: Moment | None, form: ProposalForm, user: User) -> bool:
    evidence = {} if chosen is None else {"moment": chosen.key, "month": chosen.month.isoformat()}
    return said(
        request,
        lambda: operations.propose(plan=plan, evidence=evidence, by=user, at=now(), **form.cleaned_data),
        _("Proposed: it is followed up on its day."),
    )


@require_POST
def proposal_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of a proposal."""
    user = signed_in(request)
    if not can_view_runs(user):
        raise Http404
    row = get_visible_or_404(Proposal.objects.filter(plan__in=visible_plans(user)), pk=pk)
    outcome, state = request.POST.get("outcome", "")[:2000], request.POST.get("state", "")
    said(
        request,
        lambda: operations.close_proposal(proposal=row, state=state, outcome=outcome, by=user, at=now()),
    )
    return redirect("plan-effect", pk=row.plan_id)
