"""An agent's own targets, and having read them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.goals import operations
from apps.goals.models import Scorecard
from apps.goals.queries.own import own_scorecards
from apps.people.clock import now, organisation, today
from apps.people.days import first_of_month, next_month
from apps.people.policies import person_of
from apps.people.refusals import Refusal
from apps.people.web.scope import signed_in


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """What is wanted of oneself this month and in the next two."""
    person = person_of(signed_in(request))
    if person is None:
        raise Http404
    this = first_of_month(today())
    months = [this, next_month(this), next_month(next_month(this))]
    context = {"cards": own_scorecards(person.pk, months), "currency": organisation().currency}
    return render(request, "goals/targets.html", context)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that one has read and accepted the targets."""
    user = signed_in(request)
    person = person_of(user)
    card = Scorecard.objects.agreed().filter(pk=pk).first()
    if person is None or card is None:
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
