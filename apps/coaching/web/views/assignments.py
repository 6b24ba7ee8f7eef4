"""Pages of assignments: the coach's list, one coaching with its figures and talks, and one's own."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment
from apps.coaching.policies import (
    can_coach,
    can_edit_rules,
    can_see_coaching,
    given_assignments,
    visible_assignments,
)
from apps.coaching.queries import assignments_of, course_of, open_count
from apps.coaching.web.filters import AssignmentFilter
from apps.coaching.web.forms import CloseForm, TalkForm
from apps.coaching.web.shown import all_shown, course_chart, course_table, shown, since
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.models import User
from apps.people.policies import has_role, person_of
from apps.people.web.scope import get_visible_or_404, signed_in

NAMES: Final = ("person", "coach", "rule__kpi", "closed_by")


@require_GET
def coaching(request: HttpRequest) -> HttpResponse:
    """Whom one coaches or leads: open by due day, overdue ones on top; or what was closed.

    Agents, who coach nobody, are led to their own.
    """
    user, on = signed_in(request), today()
    if has_role(user, Role.AGENT, on=on) and not can_see_coaching(user, on):
        return redirect("development")
    if not can_see_coaching(user, on):
        raise Http404
    given = given_assignments(user, on)
    chosen = AssignmentFilter(request.GET, given, person_of(user))
    rows = all_shown(chosen.rows, on)
    context = {
        "filter": chosen,
        "rows": rows,
        "open": open_count(given),
        "late": sum(1 for one in rows if one.days_late),
        "may_edit_rules": can_edit_rules(user, on),
    }
    return render(request, "coaching/coaching.html", context)


@require_GET
def development(request: HttpRequest) -> HttpResponse:
    """What one is coached on oneself, newest first."""
    me = person_of(signed_in(request))
    if me is None:
        raise Http404
    rows = all_shown(assignments_of(me.pk), today())
    return render(request, "coaching/development.html", {"rows": rows})


@require_GET
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One coaching: why, the figures by month, the talks, and what came of it."""
    user = signed_in(request)
    return _page(request, user, _visible(user, pk))


@require_POST
def assignment_talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a talk."""
    user = signed_in(request)
    row = _given(user, pk)
    form = TalkForm(request.POST)
    if not form.accepted(assignment=row, by=user):
        return _page(request, user, row, talk=form, status=422)
    messages.success(request, _("The talk is written down."))
    return redirect("assignment", pk)


@require_POST
def assignment_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close with what came of it."""
    user = signed_in(request)
    row = _given(user, pk)
    form = CloseForm(request.POST)
    if not form.accepted(assignment=row, by=user):
        return _page(request, user, _given(user, pk), close=form, status=422)
    messages.success(request, _("This coaching is closed."))
    return redirect("assignment", pk)


def _visible(user: User, pk: int) -> Assignment:
    return get_visible_or_404(visible_assignments(user, today()).select_related(*NAMES), pk=pk)


def _given(user: User, pk: int) -> Assignment:
    """For who writes: what one may only read is not found."""
    return get_visible_or_404(given_assignments(user, today()).select_related(*NAMES), pk=pk)


def _page(
    request: HttpRequest,
    user: User,
    row: Assignment,
    *,
    talk: TalkForm | None = None,
    close: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on, course = today(), course_of(row)
    talk, close = talk or TalkForm(initial={"held_on": on}), close or CloseForm()
    context = {
        "one": shown(row, on),
        "chart": course_chart(row, course),
        "table": course_table(row, course),
        "months": len(course),
        "since": since(row, course),
        "talks": row.sessions.select_related("written_by__person").order_by("-held_on", "-pk"),
        "may_write": row.state == AssignmentState.OPEN and can_coach(user, row, on),
        "mine": _is_coached(user, row),
        "talk": talk,
        "close": close,
        "refused": [*talk.non_field_errors(), *close.non_field_errors()],
    }
    return render(request, "coaching/assignment.html", context, status=status)


def _is_coached(user: User, row: Assignment) -> bool:
    """Whether the reader is the one who is coached."""
    me = person_of(user)
    return me is not None and me.pk == row.person_id
