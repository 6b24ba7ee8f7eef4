"""An agent's own targets: having read them, or answering with another number; and changes to them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.goals import operations
from apps.goals.models import Consent, Line, Scorecard
from apps.goals.queries import goal_rules, people_on
from apps.goals.queries.changes import own_answers, own_changes
from apps.goals.queries.own import own_scorecards
from apps.goals.web.acting import act
from apps.goals.web.amounts import line_target
from apps.goals.web.toolforms import ProposeForm
from apps.people.clock import now, organisation, today
from apps.people.days import first_of_month, next_month
from apps.people.models import Person
from apps.people.policies import person_of
from apps.people.refusals import Refusal
from apps.people.web.scope import signed_in


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """What is wanted of oneself this month and in the next two."""
    person = _me(request)
    this, currency = first_of_month(today()), organisation().currency
    months = [this, next_month(this), next_month(next_month(this))]
    cards = own_scorecards(person.pk, months)
    ids = [card.scorecard.id for card in cards]
    changes = own_changes(person.pk, ids, currency)
    context = {
        "cards": [(card, changes.get(card.scorecard.id, [])) for card in cards],
        "answers": own_answers(person.pk, ids),
        "deemed_after": goal_rules().deemed_after,
        "currency": currency,
    }
    return render(request, "goals/targets.html", context)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that one has read and accepted the targets."""
    user, person = signed_in(request), _me(request)
    card = Scorecard.objects.agreed().filter(pk=pk).first()
    if card is None:
        raise Http404
    try:
        operations.acknowledge_scorecard(scorecard=card, person=person, by=user, at=now())
    except operations.NotJudged as refusal:
        raise Http404 from refusal  # a stranger's scorecard does not exist for them
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Thank you: your manager sees that you have read your targets."))
    return redirect("targets")


@require_http_methods(["GET", "POST"])
def target_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a published target with another number and the reason."""
    user, person = signed_in(request), _me(request)
    line = Line.objects.select_related("kpi", "scorecard").filter(pk=pk).first()
    if line is None or not _judged(line.scorecard, person) or line.target_micros is None:
        raise Http404
    form = ProposeForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"line": line, "person": person, "by": user, "at": now()}
        try:
            operations.propose_target(
                **given, target_micros=form.cleaned_data["target"], reason=form.cleaned_data["reason"]
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Sent to your manager, who accepts it or says why not."))
            return redirect("targets")
    context = {"form": form, "line": line, "target": line_target(line, organisation().currency)}
    return render(request, "goals/propose.html", context)


@require_POST
def change_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own yes or no to a change."""
    user, person = signed_in(request), _me(request)
    consent = Consent.objects.select_related("change__scorecard").filter(pk=pk, person=person).first()
    if consent is None:
        raise Http404
    return act(
        request,
        _("Thank you: your answer is kept."),
        "targets",
        None,
        operations.answer_change,
        change=consent.change,
        person=person,
        agreed=request.POST.get("answer") == "yes",
        reason=request.POST.get("reason", ""),
        by=user,
        at=now(),
    )


def _me(request: HttpRequest) -> Person:
    person = person_of(signed_in(request))
    if person is None:
        raise Http404
    return person


def _judged(card: Scorecard, person: Person) -> bool:
    return card.is_published and any(one.person_id == person.pk for one in people_on(card))
