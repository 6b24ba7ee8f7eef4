"""The library, the settings of coaching, and what may be said of its effect."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.coaching import operations
from apps.coaching.catalogue import cause_name, question_text
from apps.coaching.choices import MaterialKind
from apps.coaching.models import Cause, GuideQuestion
from apps.coaching.policies import can_edit_rules, can_see_coaching, visible_material
from apps.coaching.queries.coaches import policy
from apps.coaching.queries.groups import coach_groups, rule_groups, training_groups
from apps.coaching.web.effects import group_rows
from apps.coaching.web.rule_forms import CauseForm, MaterialForm, PolicyForm, QuestionForm
from apps.metrics.models import Kpi
from apps.people.clock import now, today
from apps.people.models import User
from apps.people.policies import person_of
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


@require_http_methods(["GET", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """What helps, by cause; writers add to it."""
    user, on = signed_in(request), today()
    me = person_of(user)
    if me is None:
        raise Http404
    may_add = can_edit_rules(user, on) or can_see_coaching(user, on)
    if request.method == "POST" and not may_add:
        raise Http404
    form = MaterialForm(request.POST or None, request.FILES or None) if may_add else None
    if request.method == "POST" and form is not None and form.accepted(by=user):
        messages.success(request, _("Added to the library."))
        return redirect("library")
    rows = visible_material(user, on).select_related("agent").prefetch_related("causes__parent")
    context = {
        "rows": [
            (row, [cause_name(cause.code, cause.name) for cause in row.causes.all()])
            for row in rows.order_by("-active", "-created_at", "-pk")
        ],
        "me": me,
        "form": form,
        "may_add": may_add,
        "may_edit": can_edit_rules(user, on),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "coaching/library.html", context, status=status)


@require_GET
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """One material: its page, its file, or where it leads."""
    user = signed_in(request)
    row = get_visible_or_404(visible_material(user, today()).select_related("agent"), pk=pk)
    if row.kind == MaterialKind.FILE and row.file_bytes is not None:
        return HttpResponse(
            bytes(row.file_bytes),
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="material-{row.pk}"'},
        )
    return render(request, "coaching/material.html", {"row": row})


@require_POST
def material_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The agent of a record says yes or no."""
    user = signed_in(request)
    row = get_visible_or_404(visible_material(user, today()).filter(agent=person_of(user)), pk=pk)
    agrees = request.POST.get("agrees") == "1"
    operations.answer_consent(material=row, agent_agrees=agrees, by=user, at=now())
    messages.success(request, _("Your answer is kept."))
    return redirect("library")


@require_POST
def material_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the library."""
    user = _writer(request)
    row = get_visible_or_404(visible_material(user, today()), pk=pk)
    operations.withdraw_material(material=row, by=user, at=now())
    return redirect("library")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What holds for everybody, the tree of causes, the guide questions."""
    user = _writer(request)
    now_set = policy()
    initial = {name: getattr(now_set, name) for name in ("leader_reads", "keep_months", "slots_per_week")}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.accepted(by=user):
        messages.success(request, _("Saved."))
        return redirect("coaching-settings")
    return _settings(request, {"policy": form}, refused=form.is_bound)


@require_POST
def cause_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a cause (0), or change one."""
    user = _writer(request)
    cause = get_visible_or_404(Cause.objects.all(), pk=pk) if pk else None
    form = CauseForm(request.POST, cause=cause)
    return _saved(request, user, form, {"cause": form, "cause_pk": pk})


@require_POST
def question_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a guide question (0), or change one."""
    user = _writer(request)
    question = get_visible_or_404(GuideQuestion.objects.all(), pk=pk) if pk else None
    form = QuestionForm(request.POST, question=question)
    return _saved(request, user, form, {"question": form, "question_pk": pk})


@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    """What may be said of rules, trainings and one's own coaching; of other coaches a director sees none."""
    user, on = signed_in(request), today()
    if not (can_see_coaching(user, on) or can_edit_rules(user, on)):
        raise Http404
    me = person_of(user)
    context = {
        "rules": group_rows(rule_groups()),
        "trainings": group_rows(training_groups()),
        "own": group_rows(coach_groups(me.pk)) if me is not None else [],
    }
    return render(request, "coaching/effect.html", context)


def _saved(request: HttpRequest, user: User, form: Any, sent: dict[str, Any]) -> HttpResponse:
    try:
        accepted = form.accepted(by=user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        accepted = False
    if accepted:
        messages.success(request, _("Saved."))
        return redirect("coaching-settings")
    return _settings(request, sent, refused=True)


def _settings(request: HttpRequest, sent: dict[str, Any], *, refused: bool) -> HttpResponse:
    now_set = policy()
    initial = {name: getattr(now_set, name) for name in ("leader_reads", "keep_months", "slots_per_week")}
    kpis = {kpi.code: kpi.pk for kpi in Kpi.objects.all()}
    causes = []
    for cause in Cause.objects.select_related("parent").order_by("position", "pk"):
        chosen = sent["cause"] if sent.get("cause_pk") == cause.pk else None
        start = {
            "name": cause.name,
            "parent": cause.parent_id,
            "evidence": cause.evidence,
            "kpis": [kpis[code] for code in cause.kpi_codes if code in kpis],
            "active": cause.active,
        }
        form = chosen or CauseForm(cause=cause, initial=start, auto_id=f"cause-{cause.pk}-%s")
        causes.append((cause, cause_name(cause.code, cause.name), form, chosen is not None))
    questions = []
    for question in GuideQuestion.objects.order_by("position", "pk"):
        chosen = sent["question"] if sent.get("question_pk") == question.pk else None
        start = {"step": question.step, "text": question.text, "active": question.active}
        form = chosen or QuestionForm(question=question, initial=start, auto_id=f"q-{question.pk}-%s")
        questions.append((question, question_text(question.text), form, chosen is not None))
    context = {
        "policy": sent.get("policy") or PolicyForm(initial=initial),
        "causes": causes,
        "questions": questions,
        "new_cause": sent["cause"] if sent.get("cause_pk") == 0 else CauseForm(auto_id="cause-new-%s"),
        "new_question": sent["question"]
        if sent.get("question_pk") == 0
        else QuestionForm(auto_id="q-new-%s"),
    }
    return render(request, "coaching/settings.html", context, status=422 if refused else 200)


def _writer(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_edit_rules(user, today()):
        raise Http404
    return user
