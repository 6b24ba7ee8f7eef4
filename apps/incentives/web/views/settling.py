"""What a run settles beside its month: the difference before a recalculation, holds, corrections, bounds."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.incentives import operations
from apps.incentives.choices import RunState
from apps.incentives.models import Correction, Hold, PayoutRun
from apps.incentives.policies import can_prepare_runs, can_view_runs, visible_plans, visible_runs
from apps.incentives.queries.recalculating import material, run_changes
from apps.incentives.web.forms import BoundsForm, OffCycleForm, ReasonForm, StepForm
from apps.incentives.web.run_changes import change_rows
from apps.people.clock import now
from apps.people.models import Person, User
from apps.people.queries import closed_periods
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


def preparing(request: HttpRequest) -> User:
    """The sign-in, where it may prepare runs; else the page is not there."""
    user = signed_in(request)
    if not can_prepare_runs(user):
        raise Http404
    return user


def said(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Do something; its refusal, or that it is done, is said on the next page."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return False
    if done:
        messages.success(request, done)
    return True


def reason_of(request: HttpRequest) -> str:
    """The reason as it was written, or empty."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


@require_http_methods(["GET", "POST"])
def run_changes_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose amount a recalculation changes, and why; it is applied to all, or to those chosen."""
    user = signed_in(request)
    found = get_visible_or_404(
        visible_runs(user).select_related("plan_version__plan").filter(state=RunState.CALCULATED), pk=pk
    )
    if request.method == "POST":
        return _recalculate(request, found, preparing(request))
    if not can_view_runs(user):
        raise Http404
    now_ = material(found)
    rows = change_rows(found, now_, run_changes(found, now_)) if now_ is not None else []
    context: dict[str, Any] = {
        "run": found,
        "version": found.plan_version,
        "currency": found.plan_version.plan.currency,
        "rows": rows,
        "before": found.total_minor,
        "after": None if now_ is None else sum(now_.priced.totals().values()),
        "may_prepare": can_prepare_runs(user),
    }
    return render(request, "incentives/run_changes.html", context)


def _recalculate(request: HttpRequest, found: PayoutRun, user: User) -> HttpResponse:
    form = StepForm(request.POST)
    if not form.is_valid():
        return redirect("run", pk=found.pk)
    found.version = form.cleaned_data["version"]
    everyone = request.POST.get("apply") != "chosen"
    chosen = [int(one) for one in request.POST.getlist("person") if one.isdigit()]
    said(
        request,
        lambda: operations.calculate_run(run=found, by=user, at=now(), apply_to=None if everyone else chosen),
        _("Calculated."),
    )
    return redirect("run", pk=found.pk)


@require_POST
def run_hold(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Pay the rest, hold this person."""
    user = preparing(request)
    found = get_visible_or_404(visible_runs(user).select_related("plan_version__plan"), pk=pk)
    who = get_visible_or_404(Person.objects.filter(pk__in=found.inputs.values("person_id")), pk=person)
    order, reason = request.POST.get("order", "").strip()[:120], reason_of(request)
    said(
        request,
        lambda: (
            operations.hold_order(run=found, person=who, order=order, reason=reason, by=user, at=now())
            if order
            else operations.hold_pay(run=found, person=who, reason=reason, by=user, at=now())
        ),
        _("Held: everyone else is paid."),
    )
    return redirect("run", pk=pk)


@require_POST
def hold_lift(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    """Release what was held."""
    user = preparing(request)
    row = get_visible_or_404(
        Hold.objects.filter(run__in=visible_runs(user)).select_related("run__plan_version__plan"),
        pk=hold,
        run=pk,
    )
    said(
        request,
        lambda: operations.lift_hold(hold=row, reason=reason_of(request), by=user, at=now()),
        _("Released."),
    )
    return redirect("run", pk=pk)


@require_POST
def correction_waive(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Let a difference be, for good."""
    user = preparing(request)
    row = get_visible_or_404(
        Correction.objects.filter(run__in=visible_runs(user)).select_related("run__plan_version__plan"),
        pk=correction,
        run=pk,
    )
    said(
        request,
        lambda: operations.waive_correction(correction=row, reason=reason_of(request), by=user, at=now()),
        _("Waived: it does not return."),
    )
    return redirect("run", pk=pk)


@require_POST
def run_bounds(request: HttpRequest, pk: int) -> HttpResponse:
    """From where amounts are looked at in this run."""
    user = preparing(request)
    found = get_visible_or_404(visible_runs(user).select_related("plan_version__plan"), pk=pk)
    form = BoundsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write both limits as numbers, and why they change."))
        return redirect("run", pk=pk)
    said(
        request,
        lambda: operations.change_bounds(
            run=found,
            median=Fraction(form.cleaned_data["median"]),
            change=Fraction(form.cleaned_data["change"]) / 100,
            reason=form.cleaned_data["reason"],
            by=user,
            at=now(),
        ),
    )
    return redirect("run", pk=pk)


@require_POST
def run_off_cycle(request: HttpRequest) -> HttpResponse:
    """A run for leavers or others outside the calendar."""
    user = preparing(request)
    months = [period.month for period in reversed(closed_periods())]
    form = OffCycleForm(request.POST, plans=visible_plans(user).order_by("name", "pk"), months=months)
    if not form.is_valid():
        messages.error(request, _("Choose plan and month, write who is paid, and why outside the calendar."))
        return redirect("runs")
    found = list(Person.objects.filter(numbers__number__in=form.cleaned_data["people"]).distinct())
    if len(found) < len(form.cleaned_data["people"]):
        messages.error(request, _("Not every number is known: nothing was created."))
        return redirect("runs")
    made: list[PayoutRun] = []
    if said(
        request,
        lambda: made.append(
            operations.create_off_cycle_run(
                plan=form.cleaned_data["plan"],
                month=form.cleaned_data["month"],
                people=[one.pk for one in found],
                purpose=form.cleaned_data["purpose"],
                by=user,
                at=now(),
            )
        ),
    ):
        return redirect("run", pk=made[0].pk)
    return redirect("runs")
