"""Approving what others submitted, and publishing what was approved."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.goals import operations
from apps.goals.choices import ChangeState
from apps.goals.models import Change, Scorecard
from apps.goals.policies import can_approve_somewhere, visible_submitted
from apps.goals.queries.approvers import approvable, may_approve, may_decide
from apps.goals.queries.changes import change_rows
from apps.goals.web.acting import act, own_card, sent_version
from apps.people.clock import now, organisation, today
from apps.people.models import User
from apps.people.web.scope import get_visible_or_404, signed_in


@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for one's approval: scorecards, and changes to published ones."""
    user, on = signed_in(request), today()
    if not can_approve_somewhere(user, on):
        raise Http404
    waiting = Scorecard.objects.awaiting_approval().select_related("team", "submitted_by")
    open_changes = Change.objects.filter(state=ChangeState.PROPOSED).select_related("scorecard__team")
    changes = [change for change in open_changes.order_by("pk") if may_decide(user, change, on)]
    context = {
        "cards": approvable(user, waiting.order_by("submitted_at", "pk"), on),
        "changes": change_rows(changes, organisation().currency),
    }
    return render(request, "goals/approvals.html", context)


@require_POST
def scorecard_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what was submitted."""
    user = signed_in(request)
    card = _to_decide(user, pk)
    return act(
        request,
        _("Approved. Its manager publishes it."),
        "scorecard",
        pk,
        operations.approve_scorecard,
        scorecard=card,
        version=sent_version(request),
        by=user,
        at=now(),
    )


@require_POST
def scorecard_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with what should be better."""
    user = signed_in(request)
    card = _to_decide(user, pk)
    return act(
        request,
        _("Given back to who wrote it."),
        "approvals",
        None,
        operations.return_scorecard,
        scorecard=card,
        version=sent_version(request),
        reason=request.POST.get("reason", ""),
        by=user,
        at=now(),
    )


@require_POST
def scorecard_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one's own submitted or approved scorecard a draft again."""
    user = signed_in(request)
    return act(
        request,
        _("A draft again."),
        "scorecard",
        pk,
        operations.take_back,
        scorecard=own_card(user, pk),
        version=sent_version(request),
        by=user,
        at=now(),
    )


@require_POST
def scorecard_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an approved scorecard in force."""
    user = signed_in(request)
    return act(
        request,
        _("Published: the targets hold from now on."),
        "scorecard",
        pk,
        operations.publish_scorecard,
        scorecard=own_card(user, pk),
        version=sent_version(request),
        by=user,
        at=now(),
    )


def _to_decide(user: User, pk: int) -> Scorecard:
    card = get_visible_or_404(visible_submitted(user, today()), pk=pk)
    if not may_approve(user, card, today()):
        raise Http404
    return card
