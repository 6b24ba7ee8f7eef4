"""Pages of plans: the list, one plan in sentences with its curve and versions, and the form."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.incentives import operations
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.policies import (
    can_publish_plans,
    can_view_runs,
    can_write_plans,
    visible_plans,
)
from apps.incentives.queries.plans import plan_list
from apps.incentives.web.plan_forms import PlanForms
from apps.incentives.web.plan_view import plan_rows, plan_shown
from apps.metrics.queries import kpi_infos
from apps.people.clock import now, today
from apps.people.models import User
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """All plans, each with the version in force and its draft."""
    user = signed_in(request)
    if not can_view_runs(user):
        raise Http404
    context = {"rows": plan_rows(plan_list(), today()), "may_write": can_write_plans(user)}
    return render(request, "incentives/plans.html", context)


@require_GET
def plan(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """One plan in plain sentences: the version asked for, else the draft, else the newest."""
    user = signed_in(request)
    found = get_visible_or_404(visible_plans(user).prefetch_related("teams"), pk=pk)
    versions = list(
        found.versions.newest_first().select_related("edited_by", "published_by").prefetch_related("editors")
    )
    version = _chosen(versions, number)
    mine = user in version.editors.all()
    context = {
        "shown": plan_shown(found, version, versions, today()),
        "may_write": can_write_plans(user),
        "may_publish": can_publish_plans(user) and not version.is_published,
        "own_draft": mine,
        "draft": next((one for one in versions if not one.is_published), None),
    }
    return render(request, "incentives/plan.html", context)


def _chosen(versions: list[PlanVersion], number: int | None) -> PlanVersion:
    for version in versions:
        if number is None or version.version == number:
            return version
    raise Http404


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """A new plan as a draft."""
    user = signed_in(request)
    if not can_write_plans(user):
        raise Http404
    forms = PlanForms(request.POST if request.method == "POST" else None, kpi_infos(today()))
    if request.method == "POST" and (version := _save(forms, user)):
        messages.success(request, str(version))
        return redirect("plan", pk=version.plan_id)
    return render(request, "incentives/plan_form.html", {"forms": forms, "plan": None, "version": None})


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's draft; without one a new version, which begins as the newest one."""
    user = signed_in(request)
    if not can_write_plans(user):
        raise Http404
    found = get_visible_or_404(visible_plans(user), pk=pk)
    newest = found.versions.newest_first().first()
    data = request.POST if request.method == "POST" else None
    forms = PlanForms(data, kpi_infos(today()), plan=found, version=newest)
    if newest is not None and data is not None:
        newest.revision = int(data["revision"]) if data.get("revision", "").isdigit() else 0
    if data is not None and (version := _save(forms, user)):
        return redirect("plan", pk=version.plan_id)
    return render(request, "incentives/plan_form.html", {"forms": forms, "plan": found, "version": newest})


def _save(forms: PlanForms, user: User) -> PlanVersion | None:
    if not forms.is_valid() or not forms.check_amounts():
        return None
    try:
        return _write(forms, user)
    except Refusal as refusal:
        form = forms.main
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


def _write(forms: PlanForms, user: User) -> PlanVersion:
    main, at = forms.main.cleaned_data, now()
    content = {"starts": main["starts"], "note": main["note"], "spec": forms.spec(), "by": user, "at": at}
    if forms.plan is None:
        return operations.create_plan(
            code=main["code"],
            name=main["name"],
            currency=main["currency"],
            teams=list(main["teams"]),
            **content,
        )
    if forms.version is not None and not forms.version.is_published:
        return operations.change_draft(version=forms.version, **content)
    return operations.draft_version(plan=forms.plan, **content)


@require_POST
def plan_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the plan's draft in force."""
    user = signed_in(request)
    if not can_publish_plans(user):
        raise Http404
    found: Plan = get_visible_or_404(visible_plans(user), pk=pk)
    draft = get_visible_or_404(
        found.versions.filter(published_at__isnull=True).select_related("plan"), plan=found
    )
    draft.revision = int(request.POST["revision"]) if request.POST.get("revision", "").isdigit() else 0
    try:
        operations.publish_version(version=draft, by=user, at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, str(draft))
    return redirect("plan", pk=pk)
