"""One scorecard: the editor of a draft, the page of a published one, and what agents will see."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.goals import operations
from apps.goals.amounts import parse_amount
from apps.goals.balance import balance
from apps.goals.choices import Focus
from apps.goals.models import Line, Scorecard
from apps.goals.origins import origin_texts
from apps.goals.policies import can_edit_scorecard
from apps.goals.queries import (
    check_scorecard,
    goal_rules,
    people_on,
    recent_changes,
    scorecard_view,
    single_targets,
    stored_lines,
)
from apps.goals.queries.own import targets_on
from apps.goals.sentences import trail
from apps.goals.web.acting import own_draft, sent_version, visible_card
from apps.goals.web.amounts import line_target, own_target_rows
from apps.goals.web.editor import Editor
from apps.goals.web.forms import PersonTargetForm, SubmitForm
from apps.goals.web.panel import LinePanel
from apps.goals.web.reading import chain_of, chosen_panel, read_card
from apps.people.clock import now, organisation, today
from apps.people.models import Person, User
from apps.people.reading import reading_once
from apps.people.refusals import Refusal
from apps.people.web.scope import signed_in


@require_http_methods(["GET", "POST"])
def scorecard(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft in its editor for who may write it; else, and once it is submitted, to read."""
    user = signed_in(request)
    card = visible_card(user, pk)
    may_edit = can_edit_scorecard(user, card, today())
    if request.method == "POST" and not may_edit:
        raise Http404
    if not card.is_draft or not may_edit:
        with reading_once():
            return read_card(request, card, user, may_edit=may_edit)
    editor = Editor(card, request.POST if request.method == "POST" else None)
    submit_form = SubmitForm(request.POST or None)
    if request.method == "POST" and (done := _save(request, editor, submit_form, user)) is not None:
        return done
    with reading_once():
        return render(request, "goals/editor.html", _editor_context(request, editor, submit_form))


@require_GET
def scorecard_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The check of one KPI of a scorecard: how often its target was reached, and the five verdicts."""
    card = visible_card(signed_in(request), pk)
    check = check_scorecard(card, on=today())
    line = next((one for one in check.lines if one.kpi.code == request.GET.get("kpi")), None)
    if line is None:
        raise Http404
    panel = LinePanel(line, check.guide, organisation().currency)
    context = {"panel": panel, "card": card, "may_use": _may_use(request, card)}
    return render(request, "goals/_detail.html", context)


@require_GET
def scorecard_reach(request: HttpRequest, pk: int) -> HttpResponse:
    """How often a target that is being typed was reached: the small badge beside it."""
    card = own_draft(signed_in(request), pk)
    code = request.GET.get("kpi", "")
    stored = [line for line in stored_lines(card) if line.code == code]
    if not stored:
        return HttpResponse(status=204)
    try:
        micros = parse_amount(request.GET.get(f"{code}-target", ""), stored[0].unit)
    except Refusal:
        return HttpResponse(status=204)
    check = check_scorecard(card, on=today(), lines=[replace(stored[0], target_micros=micros)])
    panel = LinePanel(check.lines[0], check.guide, organisation().currency)
    return render(request, "goals/_reach.html", {"panel": panel, "card": card})


@require_GET
def scorecard_line(request: HttpRequest, pk: int) -> HttpResponse:
    """The row of one more KPI for the editor; nothing where it is there already."""
    editor = Editor(own_draft(signed_in(request), pk))
    code, present = request.GET.get("add", ""), request.GET.getlist("kpi")
    line = editor.new_line(code)
    if line is None or code in present:
        return HttpResponse(status=204)
    return render(request, "goals/_line.html", {"line": line, "index": len(present) % 9})


@require_http_methods(["GET", "POST"])
def scorecard_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Targets of single agents on a draft."""
    user = signed_in(request)
    card = own_draft(user, pk)
    people = people_on(card)
    lines = list(
        card.lines.select_related("kpi", "scorecard").exclude(target_micros=None).order_by("position")
    )
    form = PersonTargetForm(
        request.POST or None,
        people=Person.objects.filter(pk__in=[p.person_id for p in people]).order_by("name", "pk"),
        lines=[(line.pk, line_target(line, organisation().currency).name) for line in lines],
        initial={"version": card.version},
    )
    if request.method == "POST" and form.is_valid() and _set_target(form, lines, user):
        messages.success(request, _("Saved."))
        return redirect("scorecard-people", pk=card.pk)
    targets = own_target_rows(single_targets(card), organisation().currency)
    context = {"card": card, "form": form, "people": people, "lines": lines, "targets": targets}
    return render(request, "goals/people.html", context)


@require_GET
def scorecard_agent(request: HttpRequest, pk: int) -> HttpResponse:
    """What agents see of the scorecard, before it is published."""
    card = visible_card(signed_in(request), pk)
    context = {
        "card": card,
        "targets": targets_on(scorecard_view(card)),
        "currency": organisation().currency,
    }
    return render(request, "goals/as_agent.html", context)


@require_POST
def scorecard_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    user = signed_in(request)
    card = own_draft(user, pk)
    try:
        operations.discard_draft(scorecard=card, version=sent_version(request), by=user, at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("scorecard", pk=pk)
    messages.success(request, _("The draft was thrown away."))
    return redirect("scorecards")


def _save(request: HttpRequest, editor: Editor, submit: SubmitForm, user: User) -> HttpResponse | None:
    """Save, or save and submit; None where the page has to be shown again with what is wrong."""
    if not (editor.is_valid() and submit.is_valid()):
        return None
    asks = request.POST.get("action") == "submit"
    given: dict[str, Any] = {
        "scorecard": editor.scorecard,
        "version": editor.form.cleaned_data["version"],
        "content": editor.form.content(editor.drafts()),
        "by": user,
        "at": now(),
    }
    try:
        if asks:
            operations.save_and_submit(**given, reason=submit.cleaned_data["reason"])
        else:
            operations.save_draft(**given)
    except operations.ReasonForFail as refusal:
        editor.refuse(refusal)
        submit.add_error("reason", refusal.message)
        return None
    except Refusal as refusal:
        _refused(editor, refusal)
        return None
    messages.success(request, _("Submitted for approval.") if asks else _("Draft saved."))
    return redirect("scorecard", pk=editor.scorecard.pk)


def _refused(editor: Editor, refusal: Refusal) -> None:
    editor.scorecard.refresh_from_db()
    editor.refuse(refusal)
    if isinstance(refusal, operations.ScorecardChanged):
        editor.show_theirs()


def _set_target(form: PersonTargetForm, lines: list[Line], user: User) -> bool:
    """Whether it was done; else the form says why not."""
    line = next(line for line in lines if str(line.pk) == form.cleaned_data["line"])
    try:
        operations.set_person_target(
            line=line,
            person=form.cleaned_data["person"],
            target_micros=form.micros(line.kpi.unit),
            version=form.cleaned_data["version"],
            by=user,
            at=now(),
        )
    except Refusal as refusal:
        form.add_error("target", refusal.message)
        return False
    return True


def _may_use(request: HttpRequest, card: Scorecard) -> bool:
    """Whether the value that was reached often enough can be taken with one click."""
    return card.is_draft and can_edit_scorecard(signed_in(request), card, today())


def _editor_context(request: HttpRequest, editor: Editor, submit: SubmitForm) -> dict[str, Any]:
    card, currency = editor.scorecard, organisation().currency
    people = people_on(card)
    check = check_scorecard(card, on=today())
    panels = {line.kpi.code: LinePanel(line, check.guide, currency) for line in check.lines}
    rules = goal_rules()
    panel = chosen_panel(request, panels)
    origins = {code: text for code, text in origin_texts(editor.stored, currency).items() if text}
    return {
        "card": card,
        "editor": editor,
        "form": editor.form,
        "submit_form": submit,
        "lines": [(line, panels.get(line.kpi.code)) for line in editor.lines],
        "panel": panel,
        **chain_of(editor.stored, panel, len(people), currency),
        "origin": origins.get(panel.kpi.code, "") if panel else "",
        "check": check,
        "failed": [panel.kpi.title for panel in panels.values() if panel.tone == "bad"],
        "balance": balance(editor.stored, rules),
        "rules": rules,
        "people": people,
        "origins": origins,
        "versions": card.versions.order_by("-number")[1:2],
        "may_use": True,
        "changes": trail(recent_changes(card)),
        "focuses": Focus.choices,
        "currency": currency,
    }
