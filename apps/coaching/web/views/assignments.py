"""The coach's week, all coaching in scope, and starting one by hand."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.coaching import operations
from apps.coaching.calendar import coaching_calendar
from apps.coaching.models import Check
from apps.coaching.policies import (
    can_edit_rules,
    can_see_coaching,
    coached_assignments,
    given_assignments,
    led_people,
    possible_coaches,
)
from apps.coaching.queries import open_count
from apps.coaching.queries.week import deserved, week_of
from apps.coaching.web.course import check_line, plan_shown
from apps.coaching.web.filters import AssignmentFilter
from apps.coaching.web.forms import PraiseForm, StartForm
from apps.coaching.web.shown import all_shown
from apps.coaching.web.weekly import talk_lines
from apps.people.choices import Role
from apps.people.clock import now, today
from apps.people.policies import has_role, person_of
from apps.people.web.scope import get_visible_or_404, signed_in

CALENDAR: Final = "text/calendar; charset=utf-8"


@require_GET
def coaching(request: HttpRequest) -> HttpResponse:
    """What the coach has before them this week. Agents, who coach nobody, are led to their own."""
    user, on = signed_in(request), today()
    me = person_of(user)
    if me is not None and has_role(user, Role.AGENT, on=on) and not can_see_coaching(user, on):
        return redirect("development")
    if me is None or not can_see_coaching(user, on):
        raise Http404
    week = week_of(me.pk, on)
    people = list(led_people(user, on))
    context = {
        "week": week,
        "talks": talk_lines(week.talks, on),
        "waiting": talk_lines(week.waiting, on),
        "checks": [check_line(check) for check in week.checks],
        "undecided": [plan_shown(plan, on) for plan in week.undecided],
        "praise": deserved(people, on),
        "late": sum(1 for item in week.promises if item.due_day < on),
        "may_start": bool(people),
        "may_edit_rules": can_edit_rules(user, on),
        "today": on,
    }
    return render(request, "coaching/week.html", context)


@require_GET
def coaching_all(request: HttpRequest) -> HttpResponse:
    """Whom one coaches or leads: open by due day, overdue ones on top; or what was closed."""
    user, on = signed_in(request), today()
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
def coaching_calendar_file(request: HttpRequest) -> HttpResponse:
    """The coach's talks and due days as a calendar file."""
    user = signed_in(request)
    if not can_see_coaching(user, today()):
        raise Http404
    content = coaching_calendar(coached_assignments(user), at=now())
    return HttpResponse(
        content,
        content_type=CALENDAR,
        headers={"Content-Disposition": 'attachment; filename="coaching.ics"'},
    )


@require_http_methods(["GET", "POST"])
def coaching_start(request: HttpRequest) -> HttpResponse:
    """Start coaching somebody one leads."""
    user, on = signed_in(request), today()
    people = led_people(user, on)
    if not people.exists():
        raise Http404
    me = person_of(user)
    initial = {"coach": me.pk if me else None, "person": request.GET.get("person", "")}
    form = StartForm(request.POST or None, people=people, coaches=possible_coaches(on), initial=initial)
    if request.method == "POST" and form.accepted(by=user) and form.made is not None:
        messages.success(request, _("The coaching is started."))
        return redirect("assignment", form.made.pk)
    title, back = _("Plan a talk"), "coaching"
    return _form(request, form, title, back)


@require_http_methods(["GET", "POST"])
def coaching_praise(request: HttpRequest) -> HttpResponse:
    """Praise somebody one leads, with a figure."""
    user, on = signed_in(request), today()
    people = led_people(user, on)
    if not people.exists():
        raise Http404
    initial = {"person": request.GET.get("person", "")}
    form = PraiseForm(request.POST or None, people=people, on=on, initial=initial)
    if request.method == "POST" and form.accepted(by=user):
        messages.success(request, _("The praise is given."))
        return redirect("coaching")
    return _form(request, form, _("Give praise"), "coaching")


@require_POST
def check_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The coach has seen the figures of a check."""
    user = signed_in(request)
    mine = Check.objects.filter(plan__assignment__in=coached_assignments(user))
    operations.see_check(check=get_visible_or_404(mine, pk=pk), at=now())
    return redirect("coaching")


def _form(request: HttpRequest, form: StartForm | PraiseForm, title: str, back: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "title": title, "back": back, "keep": f"{request.path}-{request.user.pk}"}
    return render(request, "coaching/form.html", context, status=status)
