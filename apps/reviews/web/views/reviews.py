"""Pages of reviews: the list, and one meeting with its facts, causes and actions."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.metrics.models import Kpi
from apps.people.clock import now, today
from apps.people.models import User
from apps.people.policies import person_of
from apps.people.refusals import Refusal
from apps.people.web.forms import SentForm
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.reviews import operations
from apps.reviews.calendar import review_calendar
from apps.reviews.choices import ReviewState
from apps.reviews.facts import read_facts
from apps.reviews.models import Review
from apps.reviews.policies import (
    can_hold_review,
    can_see_actions,
    can_see_reviews,
    possible_owners,
    readable_minutes,
    reviewed_teams,
    visible_actions,
    visible_reviews,
)
from apps.reviews.queries import reviews_listed
from apps.reviews.web.forms import ActionForm, CauseForm, LessonForm, NoteForm, OpenForm, PresentForm
from apps.reviews.web.meeting import history_context, later_context, meeting_context
from apps.reviews.web.shown import period_text, proposed

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
    people = possible_owners(row.team, today())
    form = CauseForm(request.POST, auto_id=f"id_{code}_%s", people=people)
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
def review_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a planned meeting: its figures are frozen now."""
    user = signed_in(request)
    row = _held(user, pk)
    try:
        operations.open_review(team=row.team, grain=row.grain, day=row.starts, by=user, at=now())
        messages.success(request, _("The meeting is open. Its figures are frozen."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("review", pk)


@require_POST
def review_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what figures do not know."""
    user = signed_in(request)
    row = _held(user, pk)
    return _added(request, user, row, NoteForm(request.POST))


@require_POST
def review_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a lesson of complaints or lost customers."""
    user = signed_in(request)
    row = _held(user, pk)
    return _added(request, user, row, LessonForm(request.POST))


@require_POST
def review_present(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who is there."""
    user = signed_in(request)
    row = _held(user, pk)
    form = PresentForm(request.POST, people=possible_owners(row.team, today()))
    return _added(request, user, row, form)


@require_GET
def review_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes, to read and to print: also for who was there and who owns an action of it."""
    user, on = signed_in(request), today()
    row = get_visible_or_404(
        readable_minutes(user, on).select_related("team", "opened_by__person", "closed_by__person"), pk=pk
    )
    return render(request, "reviews/minutes.html", meeting_context(user, row, on, may_write=False))


@require_GET
def review_later(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since the figures were frozen, and whether the month was reopened."""
    user, on = signed_in(request), today()
    row = _visible(user, pk)
    return render(request, "reviews/_later.html", later_context(row, on))


@require_GET
def review_calendar_file(request: HttpRequest) -> HttpResponse:
    """Open meetings, and the due days of one's own actions, as a calendar file."""
    user, on = signed_in(request), today()
    if not can_see_actions(user, on):
        raise Http404
    content = review_calendar(visible_reviews(user, on), visible_actions(user, on), person_of(user), at=now())
    disposition = 'attachment; filename="reviews.ics"'
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@require_GET
def review_history(request: HttpRequest, pk: int) -> HttpResponse:
    """A team's decisions, and what happened then."""
    user, on = signed_in(request), today()
    rows = visible_reviews(user, on).filter(team_id=pk)
    if not rows.exists():
        raise Http404
    return render(request, "reviews/history.html", history_context(rows, on))


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


def _added(request: HttpRequest, user: User, row: Review, form: SentForm) -> HttpResponse:
    if not form.accepted(review=row, by=user):
        return _page(request, user, row, added=form)
    return redirect("review", row.pk)


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
    added: SentForm | None = None,
) -> HttpResponse:
    on = today()
    may_hold = can_hold_review(user, row.team, on)
    may_write = row.state == ReviewState.OPEN and may_hold
    context = meeting_context(user, row, on, may_write=may_write, causes=causes or {})
    refused = [form for form in (*(causes or {}).values(), action, added) if form is not None]
    people = possible_owners(row.team, on)
    present = {"people": list(row.present.values_list("pk", flat=True))}
    context |= {
        "may_write": may_write,
        "may_begin": may_hold and row.state == ReviewState.PLANNED,
        "action": action or (_action_form(row, on) if may_write else None),
        "lesson": added if isinstance(added, LessonForm) else LessonForm(),
        "present_form": PresentForm(people=people, initial=present) if may_write else None,
        "refused": [text for form in refused for errors in _errors(form) for text in errors],
        "keep": f"review-{row.pk}-{user.pk}",
    }
    return render(request, "reviews/review.html", context, status=422 if refused else 200)


def _errors(form: SentForm) -> list[list[str]]:
    """What was refused of the whole form; of a note and of who is there also what was refused of a field."""
    small = isinstance(form, NoteForm | PresentForm)
    return [
        [str(one) for one in errors] for name, errors in form.errors.items() if small or name == "__all__"
    ]
