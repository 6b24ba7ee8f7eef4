"""What every button does: one operation, its refusal as a message, and back to the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.goals.models import Scorecard
from apps.goals.policies import can_edit_scorecard, visible_scorecards, visible_submitted
from apps.goals.queries.approvers import may_approve
from apps.people.clock import today
from apps.people.models import User
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404


def act(
    request: HttpRequest,
    done: str,
    to: str,
    pk: int | None,
    operation: Callable[..., Any],
    /,
    **given: Any,
) -> HttpResponse:
    """Call it; say what was done, or why not."""
    try:
        operation(**given)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(to) if pk is None else redirect(to, pk=pk)


def visible_card(user: User, pk: int) -> Scorecard:
    """A scorecard that the user may read; 404 otherwise."""
    cards = visible_scorecards(user, today()).select_related("team", "submitted_by", "approved_by")
    card = cards.filter(pk=pk).first()
    if card is None:
        card = get_visible_or_404(visible_submitted(user, today()), pk=pk)
        if not may_approve(user, card, today()):
            raise Http404
    return card


def own_card(user: User, pk: int) -> Scorecard:
    """A scorecard that the user may write, whatever its state; 404 otherwise."""
    card = visible_card(user, pk)
    if not can_edit_scorecard(user, card, today()):
        raise Http404
    return card


def own_draft(user: User, pk: int) -> Scorecard:
    """A draft that the user may write; 404 otherwise."""
    card = own_card(user, pk)
    if not card.is_draft:
        raise Http404
    return card


def sent_version(request: HttpRequest) -> int:
    """The version that the page was made of; 0 where it is no number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
