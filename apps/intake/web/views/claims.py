"""Orders that name no agent: which wait, which were attributed and why, who claims them."""

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.intake import operations
from apps.intake.choices import ClaimState, RecordType
from apps.intake.models import Order
from apps.intake.policies import (
    can_answer_claim,
    can_claim,
    can_import,
    led_people,
    visible_claims,
    visible_held_rows,
)
from apps.intake.queries.claims import attribution_of, claims, given_orders, parked_orders
from apps.intake.queries.desk import waiting
from apps.intake.web.claim_forms import AnswerForm, ClaimForm, GiveForm
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.models import User
from apps.people.policies import person_of
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in

LATELY: Final = timedelta(days=62)
PARKED_SHOWN: Final = 100
CLAIMS_SHOWN: Final = 100


@require_http_methods(["GET", "POST"])
@requires_role(Role.AGENT, Role.MANAGER, Role.STEWARD)
def claims_page(request: HttpRequest) -> HttpResponse:
    """Agents claim and see the answers; leaders and stewards answer; stewards see all that wait."""
    user, on = signed_in(request), today()
    may_claim, steward = can_claim(user, on=on), can_import(user, on=on)
    if request.method == "POST" and not may_claim:
        raise Http404
    form = ClaimForm(request.POST or None) if may_claim else None
    me = person_of(user)
    if request.method == "POST" and form is not None and form.accepted(person=me, by=user):
        messages.success(request, _("Claimed. Your team leader or a data steward answers."))
        return redirect("claims")
    seen = list(claims().filter(pk__in=visible_claims(user, on=on).values("pk"))[:CLAIMS_SHOWN])
    own = [claim for claim in seen if me is not None and claim.person_id == me.pk]
    others = [claim for claim in seen if claim not in own]
    people = None if steward else _people(user, on)
    context: dict[str, Any] = {
        "form": form,
        "own": own,
        "to_answer": [claim for claim in others if claim.state == ClaimState.OPEN],
        "answered": [claim for claim in others if claim.state != ClaimState.OPEN],
        "given": given_orders(person_ids=people, since=on - LATELY),
        "parked": list(parked_orders()[:PARKED_SHOWN]) if steward else [],
        "steward": steward,
        "may_claim": may_claim,
        "here": "claims",
        "waiting": waiting() if steward else None,
    }
    return render(request, "intake/claims.html", context, status=422 if form and form.errors else 200)


def _people(user: User, on: date) -> list[int]:
    """Oneself and the people one leads."""
    me = person_of(user)
    led = led_people(user, on=on).values_list("pk", flat=True)
    return [*led, *([me.pk] if me is not None else [])]


@require_POST
@requires_role(Role.MANAGER, Role.STEWARD)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline a claim, with a reason."""
    user = signed_in(request)
    claim = get_visible_or_404(visible_claims(user).select_related("person", "source"), pk=pk)
    if not can_answer_claim(user, claim):
        raise Http404
    form = AnswerForm(request.POST)
    if form.accepted(claim=claim, by=user):
        if form.done:
            messages.success(request, _("Answered. The agent has been told."))
        else:
            said = _("Accepted, but the order waits on: for its file, or in the correction queue.")
            messages.info(request, said)
    else:
        refused = [str(error) for error in form.non_field_errors()]
        messages.error(request, refused[0] if refused else _("Please give a reason."))
    return redirect("claims")


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an attributed order to somebody else."""
    signed_in(request)
    order = get_visible_or_404(Order.objects.select_related("source", "agent"), pk=pk)
    given = attribution_of(order)
    if given is None:
        raise Http404
    form = GiveForm(request.POST or None, operation=operations.overrule, on=today())
    if request.method == "POST" and form.accepted(order=order, by=signed_in(request)):
        if form.done:
            messages.success(request, _("The order counts for %(name)s now.") % {"name": form.name})
        else:
            messages.info(request, _("Its day is closed or frozen: it waits in the correction queue."))
        return redirect("record", record_type=RecordType.ORDER, pk=pk)
    context = {"form": form, "key": order.key, "given": given, "source": order.source}
    return render(request, "intake/give.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def give_parked(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose an order is that waits for its agent."""
    rows = parked_orders().filter(pk__in=visible_held_rows(request.user).values("pk"))
    held = get_visible_or_404(rows, pk=pk)
    form = GiveForm(request.POST or None, operation=operations.give_parked, on=today())
    about = {"source": held.batch.source, "order_key": held.value}
    if request.method == "POST" and form.accepted(by=signed_in(request), **about):
        if form.done:
            messages.success(request, _("The order counts for %(name)s now.") % {"name": form.name})
        else:
            messages.info(request, _("Noted. The row still waits: look at its file."))
        return redirect("claims")
    context = {"form": form, "key": held.value, "given": None, "source": held.batch.source}
    return render(request, "intake/give.html", context, status=422 if form.errors else 200)
