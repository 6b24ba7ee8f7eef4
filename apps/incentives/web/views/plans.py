"""Pages of plans: the list, one plan in sentences with its curve and versions, and the form."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
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
from apps.incentives.refusals import SpecWrong
from apps.incentives.web.part_forms import KINDS
from apps.incentives.web.plan_forms import PlanForms, started
from apps.incentives.web.plan_view import plan_rows, plan_shown
from apps.metrics.queries import kpi_infos
from apps.people.clock import now, organisation, today
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
    found, version, versions = version_of(user, pk, number)
    return render(request, "incentives/plan.html", shown_context(user, found, version, versions))


def version_of(user: User, pk: int, number: int | None) -> tuple[Plan, PlanVersion, list[PlanVersion]]:
    """A plan that the sign-in may see, the version asked for (else the newest), and all of them."""
    found = get_visible_or_404(visible_plans(user).prefetch_related("teams"), pk=pk)
    versions = list(
        found.versions.newest_first().select_related("edited_by", "published_by").prefetch_related("editors")
    )
    return found, _chosen(versions, number), versions


def shown_context(
    user: User, found: Plan, version: PlanVersion, versions: list[PlanVersion]
) -> dict[str, Any]:
    """What all views of a plan show: its content, its checks, and what one may do."""
    return {
        "shown": plan_shown(found, version, versions, today()),
        "may_write": can_write_plans(user),
        "may_publish": can_publish_plans(user) and not version.is_published,
        "own_draft": user in version.editors.all(),
        "draft": next((one for one in versions if not one.is_published), None),
    }


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
    data = _typed(request)
    document = started("target bonus", organisation().currency, None)
    forms = PlanForms(data, kpi_infos(today()), document=document)
    if data is not None and not _adds(request) and (version := _save(forms, user)):
        messages.success(request, str(version))
        return redirect("plan", pk=version.plan_id)
    return render(request, "incentives/plan_form.html", _form_context(forms, None, None))


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's draft; without one a new version, which begins as the newest one."""
    user = signed_in(request)
    if not can_write_plans(user):
        raise Http404
    found = get_visible_or_404(visible_plans(user), pk=pk)
    newest = found.versions.newest_first().first()
    data = _typed(request)
    forms = PlanForms(data, kpi_infos(today()), plan=found, version=newest)
    if newest is not None and data is not None:
        newest.revision = revision_of(request)
    if data is not None and not _adds(request) and (version := _save(forms, user)):
        return redirect("plan", pk=version.plan_id)
    return render(request, "incentives/plan_form.html", _form_context(forms, found, newest))


def revision_of(request: HttpRequest) -> int:
    """The draft's revision as its editor saw it; 0 for anything else."""
    text = str(request.POST.get("revision", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _form_context(forms: PlanForms, found: Plan | None, version: PlanVersion | None) -> dict[str, Any]:
    return {"forms": forms, "plan": found, "version": version, "kinds": KINDS}


def _adds(request: HttpRequest) -> bool:
    """Whether the form only asks for one more component."""
    return request.POST.get("add", "") in dict(KINDS)


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, with one more row where a component is added."""
    if request.method != "POST":
        return None
    if not _adds(request):
        return request.POST
    data = request.POST.copy()
    total = str(data.get("parts-TOTAL_FORMS", "0"))
    number = int(total) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    data["parts-TOTAL_FORMS"] = str(min(number, 29) + 1)
    data[f"parts-{number}-kind"] = str(data["add"])
    return data


def _save(forms: PlanForms, user: User) -> PlanVersion | None:
    if not forms.is_valid():
        return None
    try:
        return _write(forms, user)
    except SpecWrong as refusal:
        forms.refuse(refusal)
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
    draft.revision = revision_of(request)
    try:
        operations.publish_version(version=draft, by=user, at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, str(draft))
    return redirect("plan", pk=pk)
