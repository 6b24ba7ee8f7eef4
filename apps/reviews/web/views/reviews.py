"""Pages of reviews: the list, and one meeting with its facts, causes and actions."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.metrics.models import Kpi
from apps.people.clock import now, today
from apps.people.models import User
from apps.people.policies import led_team_ids, person_of
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.reviews import operations
from apps.reviews.choices import ReviewState
from apps.reviews.facts import read_facts
from apps.reviews.models import Action, Review
from apps.reviews.policies import (
    can_hold_review,
    can_see_reviews,
    possible_owners,
    reviewed_teams,
    visible_reviews,
)
from apps.reviews.queries import carried_actions, own_actions, reviews_listed
from apps.reviews.web.forms import ActionForm, CauseForm, OpenForm
from apps.reviews.web.shown import ActionRow, action_rows, fact_rows, period_text, proposed

A_WEEK = timedelta(days=7)
MOST_ROWS = 200


@require_http_methods(["GET", "POST"])
def reviews(request: HttpRequest) -> HttpResponse:
    """The reviews of one's teams, latest first, and the form that opens one."""
    user, on = signed_in(request), today()
    if not can_see_reviews(user, on):
        raise Http404
    teams = reviewed_teams(user, on)
    form = OpenForm(request.POST or None, teams=teams, periods=proposed(on))
    if request.method == "POST" and form.accepted(by=user) and form.review is not None:
        return redirect("review", form.review.pk)
    found = reviews_listed(visible_reviews(user, on))[:MOST_ROWS]
    context = {
        "rows": [(row, period_text(row)) for row in found],
        "form": form,
        "may_open": bool(teams),
    }
    return render(request, "reviews/reviews.html", context, status=422 if form.errors else 200)


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting."""
    user = signed_in(request)
    return _page(request, user, _visible(user, pk))


@require_POST
def review_cause(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Choose the cause of a KPI's gap."""
    user = signed_in(request)
    row = _held(user, pk)
    kpi = get_visible_or_404(Kpi.objects.all(), code=code)
    form = CauseForm(request.POST, auto_id=f"id_{code}_%s")
    if not form.accepted(review=row, kpi=kpi, by=user):
        return _page(request, user, row, causes={code: form})
    return redirect("review", pk)


@require_POST
def review_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on an action."""
    user = signed_in(request)
    row = _held(user, pk)
    form = _action_form(row, today(), request.POST)
    if not form.accepted(review=row, by=user):
        return _page(request, user, row, action=form)
    return redirect("review", pk)


@require_POST
def review_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the meeting."""
    user = signed_in(request)
    try:
        operations.close_review(review=_held(user, pk), by=user, at=now())
        messages.success(request, _("The review is closed. Its actions go on until they are done."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("review", pk)


def _visible(user: User, pk: int) -> Review:
    return get_visible_or_404(
        visible_reviews(user, today()).select_related("team", "closed_by__person"), pk=pk
    )


def _held(user: User, pk: int) -> Review:
    """For who writes: what one may only read is not found."""
    row = _visible(user, pk)
    if not can_hold_review(user, row.team, today()):
        raise Http404
    return row


def _action_form(row: Review, on: date, sent: QueryDict | None = None) -> ActionForm:
    return ActionForm(
        sent,
        owners=possible_owners(row.team, on),
        codes=[fact.code for fact in read_facts(row.facts)],
        initial={"due_day": on + A_WEEK},
    )


def _page(
    request: HttpRequest,
    user: User,
    row: Review,
    *,
    causes: Mapping[str, CauseForm] | None = None,
    action: ActionForm | None = None,
) -> HttpResponse:
    on = today()
    may_write = row.state == ReviewState.OPEN and can_hold_review(user, row.team, on)
    findings = row.findings.select_related("kpi", "written_by__person")
    facts = fact_rows(row, findings, may_write=may_write, sent=causes or {})
    last = _actions(carried_actions(row), user, on)
    refused = [form for form in (*(causes or {}).values(), action) if form is not None]
    context = {
        "review": row,
        "period": period_text(row),
        "through": _day(row.facts["through"]),
        "facts": facts,
        "score": _score(row.facts["score"]),
        "without_cause": [one for one in facts if one.fact.missed and one.finding is None],
        "last": last,
        "still_open": sum(1 for one in last if one.is_open),
        "decided": _actions(own_actions(row), user, on),
        "may_write": may_write,
        "action": action or (_action_form(row, on) if may_write else None),
        "refused": [sentence for form in refused for sentence in form.non_field_errors()],
    }
    return render(request, "reviews/review.html", context, status=422 if refused else 200)


def _actions(rows: Iterable[Action], user: User, on: date) -> list[ActionRow]:
    me = person_of(user)
    return action_rows(rows, on, me_id=me.pk if me else None, led=led_team_ids(user, on))


def _score(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
