"""Pages of payout runs: the list, one run, its steps and its exceptions."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from apps.incentives import operations
from apps.incentives.choices import RunState
from apps.incentives.models import PayoutRun, RunException, RunInput
from apps.incentives.operations.exceptions import possible_decisions
from apps.incentives.operations.jobs import LARGE
from apps.incentives.policies import (
    approval_refusal,
    can_approve_runs,
    can_prepare_runs,
    can_view_runs,
    visible_plans,
    visible_runs,
)
from apps.incentives.queries.questions import open_questions
from apps.incentives.queries.run_checks import run_checks
from apps.incentives.queries.run_page import RunPage, run_page, runs_to_open
from apps.incentives.queries.runs import amounts_by_person, people_of, run_list
from apps.incentives.refusals import ExceptionsOpen, RunChanged
from apps.incentives.web.filters import PayoutFilter
from apps.incentives.web.forms import (
    AnswerFileForm,
    BoundsForm,
    DecideForm,
    NewRunForm,
    OffCycleForm,
    ReasonForm,
    StepForm,
)
from apps.incentives.web.run_view import (
    bounds_shown,
    component_sums,
    page_parts,
    stepper_steps,
    tiles,
    trail_rows,
)
from apps.incentives.web.steps import STEPS, Offered, offered, take
from apps.incentives.web.tables import PayoutTable, RunTable
from apps.people.clock import now, today
from apps.people.models import User
from apps.people.queries import closed_periods
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in

PER_PAGE = 25
BEFORE_SUBMISSION = (RunState.DRAFT, RunState.CALCULATED)


@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """All payout runs, and a form for a new one."""
    user = signed_in(request)
    may_create = can_prepare_runs(user)
    if not can_view_runs(user) or (request.method == "POST" and not may_create):
        raise Http404
    form = _new_run_form(request, user)
    if request.method == "POST" and form.is_valid() and (run := _create(form, user)):
        return redirect("run", pk=run.pk)
    table = RunTable(run_list(visible_runs(user)))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "form": form, "may_create": may_create, "off_cycle": _off_cycle_form(user)}
    return render(request, "incentives/runs.html", context)


def _new_run_form(request: HttpRequest, user: User) -> NewRunForm:
    months = [period.month for period in reversed(closed_periods())]
    plans = visible_plans(user).order_by("name", "pk")
    return NewRunForm(request.POST or None, plans=plans, months=months)


def _off_cycle_form(user: User) -> OffCycleForm:
    months = [period.month for period in reversed(closed_periods())]
    return OffCycleForm(auto_id="off_%s", plans=visible_plans(user).order_by("name", "pk"), months=months)


def _create(form: NewRunForm, user: User) -> PayoutRun | None:
    try:
        return operations.create_run(
            plan=form.cleaned_data["plan"], month=form.cleaned_data["month"], by=user, at=now()
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One payout run: where it stands, what to look at, and everyone's amount."""
    user = signed_in(request)
    found = _visible_run(user, pk)
    page = run_page(found)
    filtered = PayoutFilter(request.GET, queryset=_payouts(found), run=found, teams=list(page.teams))
    table = _payout_table(request, page, filtered.qs)
    buttons = _buttons(page, user)
    context: dict[str, Any] = {
        "page": page,
        "run": found,
        "version": found.plan_version,
        "steps": stepper_steps(found),
        "tiles": tiles(page),
        "trail": trail_rows(page),
        "buttons": buttons,
        "reasons_off": [one for one in buttons if one.off],
        "filter": filtered,
        "table": table,
        "component_sums": component_sums(page),
        "not_deducted": -page.totals.negative_minor,
        "reason_form": ReasonForm(),
        "may_prepare": can_prepare_runs(user),
        "job": found.jobs.order_by("-pk").first() if found.state in BEFORE_SUBMISSION else None,
        "exceptions": [(one, _decisions(one.row)) for one in page.exceptions],
        "bounds": bounds_shown(page),
        "bounds_form": BoundsForm(initial=bounds_shown(page)),
        "answer_form": AnswerFileForm(),
        "parts": page_parts(page, request.GET),
        "may_decide": can_approve_runs(user) and found.state in {RunState.CALCULATED, RunState.SUBMITTED},
    }
    return render(request, "incentives/run.html", context)


def _decisions(row: RunException) -> list[tuple[str, str]]:
    """How an open exception can be decided, as choices."""
    if row.cleared_at is not None:
        return []
    return [(choice.value, str(choice.label)) for choice in possible_decisions(row)]


def _visible_run(user: User, pk: int) -> PayoutRun:
    return get_visible_or_404(runs_to_open(visible_runs(user)), pk=pk)


def _payouts(found: PayoutRun) -> QuerySet[RunInput]:
    return found.inputs.select_related("person").order_by("person__name", "pk")


def _payout_table(request: HttpRequest, page: RunPage, payouts: QuerySet[RunInput]) -> PayoutTable:
    table = PayoutTable(payouts, page=page)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    shown = [row.record.person_id for row in table.paginated_rows]
    table.amounts = amounts_by_person(page.run, shown)
    return table


def _buttons(page: RunPage, user: User) -> list[Offered]:
    """The steps on offer; approving says why it is off before anyone tries."""
    off = {}
    if page.run.state == RunState.SUBMITTED:
        refusal = approval_refusal(user, page.run)
        if refusal is None and page.open_exceptions:
            refusal = ExceptionsOpen(count=page.open_exceptions)
        off = {"approve": refusal.message} if refusal else {}
    return offered(page.run, user, on=today(), off=off)


@require_POST
def run_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Move the run one step.

    The version that the page showed is sent along: a second click finds it moved.
    """
    user = signed_in(request)
    found = _visible_run(user, pk)
    button = STEPS.get(step)
    if button is None or not button.may(user):
        raise Http404
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, "; ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("run", pk=pk)
    found.version = form.cleaned_data["version"]
    if step == "calculate" and (people := people_of(found)) >= LARGE:
        return _by_worker(request, found, user, people)
    try:
        take(button, run=found, reason=form.cleaned_data["reason"], by=user, at=now())
    except RunChanged as refusal:
        messages.warning(request, refusal.message)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, str(button.done))
    return redirect("run", pk=pk)


def _by_worker(request: HttpRequest, found: PayoutRun, user: User, people: int) -> HttpResponse:
    """Too many people to wait for: the worker calculates, the page shows how far it is."""
    try:
        operations.ask_calculation(run=found, by=user, at=now(), total=people)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The worker calculates the run: you need not wait here."))
    return redirect("run", pk=found.pk)


@require_GET
def run_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the calculation of a run is: a panel that asks again until it has ended."""
    found = _visible_run(signed_in(request), pk)
    job = found.jobs.order_by("-pk").first()
    context = {"run": found, "job": job, "may_prepare": can_prepare_runs(signed_in(request))}
    response = render(request, "incentives/run_job.html", context)
    if job is not None and not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def run_job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the calculation; the run stays as it was."""
    user = signed_in(request)
    found = _visible_run(user, pk)
    job = found.jobs.order_by("-pk").first()
    if not can_prepare_runs(user) or job is None:
        raise Http404
    try:
        operations.cancel_calculation(job=job, by=user, at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("run", pk=pk)


@require_POST
def run_exception(request: HttpRequest, pk: int, exception_id: int) -> HttpResponse:
    """Decide an exception: pay as it is, hold, carry over or waive, because …"""
    user = signed_in(request)
    if not can_approve_runs(user):
        raise Http404
    row = get_visible_or_404(
        RunException.objects.filter(run__in=visible_runs(user)).select_related("run"), pk=exception_id, run=pk
    )
    form = DecideForm(request.POST)
    reason, decision = "", ""
    if form.is_valid():
        reason, decision = form.cleaned_data["reason"], form.cleaned_data["decision"]
    try:
        operations.clear_exception(exception=row, reason=reason, decision=decision, by=user, at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("run", pk=pk)


@require_GET
def run_checks_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What to know before approving: a panel that the run's page loads, as every check is really made."""
    user = signed_in(request)
    found = _visible_run(user, pk)
    if found.state == RunState.DRAFT:
        raise Http404
    context = {
        "run": found,
        "checks": run_checks(found),
        "questions": open_questions(found).count(),
        "open_exceptions": found.exceptions.filter(cleared_at__isnull=True).count(),
        "currency": found.plan_version.plan.currency,
        "eyes": approval_refusal(user, found),
    }
    return render(request, "incentives/run_checks.html", context)
