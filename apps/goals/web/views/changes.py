"""Changes to published targets, proposals of agents, and the versions of a scorecard."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.goals import operations
from apps.goals.models import Answer, Change
from apps.goals.operations import NewValue
from apps.goals.queries import people_on
from apps.goals.queries.approvers import may_decide
from apps.goals.queries.versions import compared, version_on
from apps.goals.web.acting import act, own_card, visible_card
from apps.goals.web.toolforms import ChangeForm
from apps.people.clock import now, organisation, today
from apps.people.models import Person
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


@require_http_methods(["GET", "POST"])
def scorecard_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a change of published targets or weights."""
    user = signed_in(request)
    card = own_card(user, pk)
    if not card.is_published:
        raise Http404
    lines = list(card.lines.select_related("kpi").order_by("position", "pk"))
    initial = {"from_day": max(card.starts, today())}
    form = ChangeForm(request.POST or None, lines=lines, people=people_on(card), initial=initial)
    if request.method == "POST" and form.is_valid():
        person = Person.objects.filter(pk=form.cleaned_data["person"] or 0).first()
        try:
            operations.propose_change(
                scorecard=card,
                values=[NewValue(line=n[0], target_micros=n[1], weight=n[2]) for n in form.new_values()],
                from_day=form.cleaned_data["from_day"],
                reason=form.cleaned_data["reason"],
                person=person,
                by=user,
                at=now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Proposed; someone else approves it."))
            return redirect("scorecard", pk=pk)
    context = {"card": card, "form": form, "currency": organisation().currency}
    return render(request, "goals/change.html", context)


@require_POST
def change_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or decline a change."""
    user = signed_in(request)
    change = get_visible_or_404(Change.objects.select_related("scorecard"), pk=pk)
    if not may_decide(user, change, today()):
        raise Http404
    common: dict[str, Any] = {"change": change, "by": user, "at": now()}
    if request.POST.get("answer") == "approve":
        return act(
            request,
            _("Approved; its agents are told."),
            "approvals",
            None,
            operations.approve_change,
            **common,
        )
    return act(
        request,
        _("Declined."),
        "approvals",
        None,
        operations.decline_change,
        **common,
        reason=request.POST.get("reason", ""),
    )


@require_POST
def answer_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline an agent's proposal."""
    user = signed_in(request)
    answer = get_visible_or_404(
        Answer.objects.select_related("line__scorecard", "line__kpi", "person"), pk=pk
    )
    card = own_card(user, answer.line.scorecard_id)
    common: dict[str, Any] = {"answer": answer, "by": user, "at": now()}
    reason = request.POST.get("reason", "")
    if request.POST.get("answer") == "accept":
        done = _("Accepted; in a running month someone else approves it too.")
        return act(request, done, "scorecard", card.pk, operations.accept_answer, **common, decision=reason)
    return act(
        request, _("Declined."), "scorecard", card.pk, operations.decline_answer, **common, reason=reason
    )


@require_GET
def scorecard_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The scorecard as it stood on any past day, and two versions side by side."""
    card = visible_card(signed_in(request), pk)
    versions = list(card.versions.select_related("by").order_by("-number"))
    on = _day(request.GET.get("on", ""))
    picked = version_on(versions, on) if on else None
    right = picked or _picked(versions, request.GET.get("b", ""), 0)
    left = _picked(versions, request.GET.get("a", ""), min(1, len(versions) - 1))
    context = {
        "card": card,
        "versions": versions,
        "left": left,
        "right": right,
        "on": on,
        "rows": compared(left, right, organisation().currency) if left and right else [],
    }
    return render(request, "goals/versions.html", context)


def _picked(versions: list[Any], text: str, default: int) -> Any:
    found = next((one for one in versions if str(one.number) == text), None)
    return found or (versions[default] if versions else None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
