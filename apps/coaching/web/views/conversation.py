"""One coaching: its page, the conversation, and everything the two of them write."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.coaching import operations
from apps.coaching.catalogue import question_text
from apps.coaching.choices import AssignmentState, Voice
from apps.coaching.models import Assignment, GuideQuestion, PlanItem, TalkPlan
from apps.coaching.operations.conversation import round_of
from apps.coaching.policies import (
    can_coach,
    can_give,
    can_read_words,
    given_assignments,
    is_coached,
    possible_coaches,
    readable_assignments,
    visible_assignments,
    visible_items,
    visible_material,
)
from apps.coaching.queries import course_of
from apps.coaching.queries.brief import brief_of
from apps.coaching.queries.causes import causes_for, fitting_material
from apps.coaching.web.brief import brief_shown
from apps.coaching.web.course import plan_shown, views_shown
from apps.coaching.web.forms import (
    CloseForm,
    DecideForm,
    DeclineForm,
    HandOnForm,
    ItemForm,
    PlaceForm,
    PlanForm,
    PostponeForm,
    TalkForm,
    ViewForm,
)
from apps.coaching.web.shown import course_chart, course_table, shown, since
from apps.people.clock import now, today
from apps.people.models import User
from apps.people.refusals import Refusal
from apps.people.web.forms import SentForm
from apps.people.web.scope import get_visible_or_404, signed_in

NAMES: Final = ("person", "coach", "rule__kpi", "rule__specialist", "closed_by__person")


@require_GET
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One coaching: why, the brief, the causes, what was agreed, the figures since, and what came of it."""
    user = signed_in(request)
    return _page(request, user, _visible(user, pk), {})


@require_GET
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """The conversation itself: three steps, the brief in a minute, questions that help."""
    user = signed_in(request)
    return _talk(request, user, _of_two(user, pk), {})


@require_POST
def assignment_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the cause as one sees it."""
    user = signed_in(request)
    row = _of_two(user, pk)
    form = ViewForm(request.POST, causes=causes_for(row.kpi_code))
    if not form.accepted(assignment=row, by=user):
        return _talk(request, user, row, {"view": form})
    messages.success(request, _("Your view is kept."))
    return redirect("conversation", pk)


@require_POST
def assignment_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The coach writes what was agreed."""
    user = signed_in(request)
    row = _coached(user, pk)
    form = PlanForm(request.POST)
    if not form.accepted(assignment=row, by=user):
        return _talk(request, user, row, {"plan": form})
    messages.success(request, _("The plan is written. It stands once both of you have confirmed."))
    return redirect("conversation", pk)


@require_POST
def assignment_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes to the plan."""
    user = signed_in(request)
    plan = get_visible_or_404(_plans(_of_two(user, pk)), outcome="")
    _do(request, lambda: operations.confirm_plan(plan=plan, by=user, at=now()), _("Confirmed."))
    return redirect("assignment", pk)


@require_POST
def assignment_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a training or a support."""
    user = signed_in(request)
    row = _coached(user, pk)
    plan = get_visible_or_404(_plans(row), round=round_of(row))
    form = ItemForm(request.POST, plan=plan, material=visible_material(user, today()))
    if not form.accepted(by=user):
        return _talk(request, user, row, {"item": form})
    return redirect("conversation", pk)


@require_POST
def item_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a training or support as done."""
    user = signed_in(request)
    item: PlanItem = get_visible_or_404(visible_items(user).select_related("plan__assignment"), pk=pk)
    _do(request, lambda: operations.finish_item(item=item, by=user, at=now()), _("Done."))
    return redirect("assignment", item.plan.assignment_id)


@require_POST
def assignment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what happens after the outcome."""
    user = signed_in(request)
    row = _of_two(user, pk)
    plan = get_visible_or_404(_plans(row), round=round_of(row))
    form = DecideForm(request.POST)
    if not form.accepted(plan=plan, by=user):
        return _page(request, user, row, {"decide": form})
    messages.success(request, _("Your decision is kept."))
    return redirect("assignment", pk)


@require_POST
def assignment_talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a talk."""
    user = signed_in(request)
    row = _coached(user, pk)
    form = TalkForm(request.POST)
    if not form.accepted(assignment=row, by=user):
        return _page(request, user, row, {"talk": form})
    messages.success(request, _("The talk is written down."))
    return redirect("assignment", pk)


@require_POST
def assignment_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close with what came of it."""
    user = signed_in(request)
    row = _coached(user, pk)
    form = CloseForm(request.POST)
    if not form.accepted(assignment=row, by=user):
        return _page(request, user, _coached(user, pk), {"close": form})
    messages.success(request, _("This coaching is closed."))
    return redirect("assignment", pk)


@require_POST
def assignment_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Place it on a day."""
    return _moved(request, pk, "place", PlaceForm(request.POST))


@require_POST
def assignment_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it off."""
    return _moved(request, pk, "postpone", PostponeForm(request.POST))


@require_POST
def assignment_hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to another coach."""
    return _moved(request, pk, "hand_on", HandOnForm(request.POST, coaches=possible_coaches(today())))


@require_POST
def assignment_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """End it with a reason."""
    return _moved(request, pk, "decline", DeclineForm(request.POST))


def _moved(request: HttpRequest, pk: int, name: str, form: SentForm) -> HttpResponse:
    user = signed_in(request)
    row = get_visible_or_404(given_assignments(user, today()).select_related(*NAMES), pk=pk)
    if not form.accepted(assignment=row, by=user):
        return _page(request, user, row, {name: form})
    messages.success(request, _("Saved."))
    # who handed it on may not see it any more
    return redirect("assignment", pk) if _sees(user, pk) else redirect("coaching")


def _sees(user: User, pk: int) -> bool:
    return visible_assignments(user, today()).filter(pk=pk).exists()


def _visible(user: User, pk: int) -> Assignment:
    return get_visible_or_404(visible_assignments(user, today()).select_related(*NAMES), pk=pk)


def _of_two(user: User, pk: int) -> Assignment:
    """For the two of them: what others may only know of is not found."""
    row = get_visible_or_404(readable_assignments(user, today()).select_related(*NAMES), pk=pk)
    if not (is_coached(user, row) or can_coach(user, row)):
        get_visible_or_404(Assignment.objects.none())
    return row


def _coached(user: User, pk: int) -> Assignment:
    """For its coach."""
    row = _of_two(user, pk)
    return row if can_coach(user, row) else get_visible_or_404(Assignment.objects.none())


def _plans(row: Assignment) -> Any:
    return TalkPlan.objects.filter(assignment=row).select_related("assignment", "kpi")


def _do(request: HttpRequest, act: Any, said: str) -> None:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)


def _common(user: User, row: Assignment, on: date) -> dict[str, Any]:
    words = can_read_words(user, row, on)
    plans = (
        row.plans.select_related("kpi").prefetch_related("checks", "items__owner", "items__material")
        if words
        else TalkPlan.objects.none()
    )
    rounds = [plan_shown(plan, on) for plan in plans.order_by("-round")]
    voice = Voice.AGENT if is_coached(user, row) else (Voice.COACH if can_coach(user, row) else None)
    number = round_of(row) if words else 1
    current = rounds[0] if rounds and rounds[0].row.round == number else None
    views = list(row.views.select_related("cause__parent")) if words else []
    brief = row.brief or (brief_of(row, on=on) if words else {})
    return {
        "one": shown(row, on),
        "words": words,
        "rounds": rounds,
        "current": current,
        "views": views_shown(views, number, voice),
        "voice": voice,
        "brief": brief_shown(row, brief) if words else None,
        "is_open": row.state == AssignmentState.OPEN,
        "mine": voice == Voice.AGENT,
        "coaching": voice == Voice.COACH,
        "keep": f"{row.pk}-{user.pk}",
    }


def _page(request: HttpRequest, user: User, row: Assignment, sent: dict[str, SentForm]) -> HttpResponse:
    on, course = today(), course_of(row)
    context = _common(user, row, on)
    may_give = context["is_open"] and can_give(user, row, on)
    current = context["current"]
    decides = current is not None and bool(current.row.outcome) and context["is_open"]
    context |= {
        "chart": course_chart(row, course),
        "table": course_table(row, course),
        "months": len(course),
        "since": since(row, course),
        "talks": row.sessions.select_related("written_by__person").order_by("-held_on", "-pk")
        if context["words"]
        else [],
        "steps": row.steps.select_related("by__person").order_by("-at", "-pk")[:12]
        if context["words"]
        else [],
        "may_write": context["is_open"] and context["coaching"],
        "may_give": may_give,
        "decides": decides,
        "talk": sent.get("talk") or TalkForm(initial={"held_on": on}),
        "close": sent.get("close") or CloseForm(),
        "decide": sent.get("decide") or DecideForm(),
        "moves": _moves(sent, on) if may_give else [],
    }
    context["refused"] = [text for form in sent.values() for text in form.non_field_errors()]
    return render(request, "coaching/assignment.html", context, status=422 if sent else 200)


def _moves(sent: dict[str, SentForm], on: date) -> list[tuple[str, str, SentForm, bool]]:
    """The forms that move a coaching: route, words, form, whether it was just refused."""
    forms: list[tuple[str, str, str, SentForm]] = [
        ("place", "assignment-place", _("Place it"), PlaceForm(initial={"day": on})),
        ("postpone", "assignment-postpone", _("Postpone, with a reason"), PostponeForm()),
        ("hand_on", "assignment-hand-on", _("Hand on"), HandOnForm(coaches=possible_coaches(on))),
        ("decline", "assignment-decline", _("Decline, with a reason"), DeclineForm()),
    ]
    return [(route, words, sent.get(name, form), name in sent) for name, route, words, form in forms]


def _talk(request: HttpRequest, user: User, row: Assignment, sent: dict[str, SentForm]) -> HttpResponse:
    on = today()
    context = _common(user, row, on)
    current = context["current"]
    material = visible_material(user, on)
    cause_ids = [view.cause_id for view in (context["views"].agent, context["views"].coach) if view]
    initial = {"talk_day": on, "kpi": _kpi_id(row)}
    context |= {
        "view": sent.get("view") or ViewForm(causes=causes_for(row.kpi_code)),
        "plan": sent.get("plan") or PlanForm(initial=initial),
        "item": sent.get("item")
        or (ItemForm(plan=current.row, material=material, initial={"due_day": on}) if current else None),
        "suggested": fitting_material(material, cause_ids)[:4],
        "questions": [
            (question.get_step_display(), question_text(question.text))
            for question in GuideQuestion.objects.filter(active=True).order_by("position", "pk")
        ],
    }
    context["refused"] = [text for form in sent.values() for text in form.non_field_errors()]
    return render(request, "coaching/conversation.html", context, status=422 if sent else 200)


def _kpi_id(row: Assignment) -> int | None:
    return row.rule.kpi_id if row.rule is not None else None
