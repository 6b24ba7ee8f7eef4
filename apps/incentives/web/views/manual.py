"""Awards and deductions by hand of a plan: asked for, and decided by somebody else."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.incentives import operations
from apps.incentives.models import ManualLine, Plan
from apps.incentives.policies import can_approve_runs, can_prepare_runs, visible_plans
from apps.incentives.queries.plans import covered_team_ids
from apps.incentives.reading import Table
from apps.incentives.refusals import SpecWrong
from apps.people.clock import now, today
from apps.people.days import first_of_month
from apps.people.models import Person, User
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


class ManualForm(forms.Form):
    """One award or deduction."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Person"))
    month = forms.DateField(
        label=_("Month"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Any day of it"),
    )
    amount = forms.CharField(
        label=_("Amount"), max_length=24, help_text=_("A deduction begins with a minus: -200.00")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        field: Any = self.fields["person"]
        teams = covered_team_ids(plan)
        field.queryset = Person.objects.filter(
            pk__in=Person.objects.filter(memberships__team__in=teams).values("pk")
        ).order_by("name", "pk")

    def clean_amount(self) -> int:
        """Minor units, exactly."""
        text = self.cleaned_data["amount"].replace(",", "").strip()
        try:
            return Table.of({}, "").minor(text, self.plan.currency, "", negative=True)
        except SpecWrong as wrong:
            raise forms.ValidationError(str(wrong.values["problem"])) from None


@require_http_methods(["GET", "POST"])
def manual(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines by hand of a plan, newest month first, and the form that asks for one."""
    user = signed_in(request)
    plan: Plan = get_visible_or_404(visible_plans(user), pk=pk)
    form = ManualForm(request.POST or None, plan=plan, initial={"month": today()})
    if request.method == "POST":
        if not can_prepare_runs(user):
            raise Http404
        if form.is_valid() and _asked(form, plan, user):
            return redirect("manual", pk=pk)
    lines = plan.manual_lines.select_related("person", "asked_by", "approved_by", "declined_by")
    context = {
        "plan": plan,
        "lines": lines.order_by("-month", "-pk")[:200],
        "form": form,
        "may_ask": can_prepare_runs(user),
        "may_decide": can_approve_runs(user),
    }
    return render(request, "incentives/manual.html", context)


def _asked(form: ManualForm, plan: Plan, user: User) -> bool:
    data = form.cleaned_data
    try:
        operations.ask_manual(
            plan=plan,
            person=data["person"],
            month=first_of_month(data["month"]),
            amount=data["amount"],
            reason=data["reason"],
            by=user,
            at=now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


@require_POST
def manual_decide(request: HttpRequest, pk: int, line: int, word: str) -> HttpResponse:
    """Approve or decline one that waits."""
    user = signed_in(request)
    if not can_approve_runs(user) or word not in ("approve", "decline"):
        raise Http404
    plan = get_visible_or_404(visible_plans(user), pk=pk)
    found: ManualLine = get_visible_or_404(plan.manual_lines.select_related("plan"), pk=line)
    decide = operations.approve_manual if word == "approve" else operations.decline_manual
    try:
        decide(line=found, by=user, at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("manual", pk=pk)
