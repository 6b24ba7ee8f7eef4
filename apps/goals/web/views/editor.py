"""One scorecard: the editor of a draft, the page of a published one, and what agents will see."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.goals import operations
from apps.goals.choices import ScorecardState
from apps.goals.models import Line, Scorecard
from apps.goals.policies import can_edit_scorecard, visible_scorecards
from apps.goals.queries import agreement, people_on, recent_changes, scorecard_view, single_targets
from apps.goals.queries.own import targets_on
from apps.goals.sentences import trail
from apps.goals.web.amounts import line_target, own_target_rows
from apps.goals.web.editor import Editor
from apps.goals.web.forms import PersonTargetForm, RetireForm
from apps.people.clock import now, organisation, today
from apps.people.models import Person, User
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


@require_http_methods(["GET", "POST"])
def scorecard(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft in its editor for who may write it; else, and once it is published, to read."""
    user = signed_in(request)
    card = _visible(user, pk)
    may_edit = can_edit_scorecard(user, card, today())
    if request.method == "POST" and not may_edit:
        raise Http404
    if not card.is_draft or not may_edit:
        return _read(request, card, may_edit=may_edit)
    editor = Editor(card, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (done := _save(request, editor, user)) is not None:
        return done
    return render(request, "goals/editor.html", _editor_context(editor))


@require_GET
def scorecard_line(request: HttpRequest, pk: int) -> HttpResponse:
    """The row of one more KPI for the editor; nothing where it is there already."""
    editor = Editor(_editable(signed_in(request), pk))
    code, present = request.GET.get("add", ""), request.GET.getlist("kpi")
    line = editor.new_line(code)
    if line is None or code in present:
        return HttpResponse(status=204)
    return render(request, "goals/_line.html", {"line": line, "index": len(present) % 9})


@require_http_methods(["GET", "POST"])
def scorecard_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Targets of single agents on a draft."""
    user = signed_in(request)
    card = _editable(user, pk)
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
    card = _visible(signed_in(request), pk)
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
    card = _editable(user, pk)
    try:
        operations.discard_draft(scorecard=card, version=_version(request), by=user, at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("scorecard", pk=pk)
    messages.success(request, _("The draft was thrown away."))
    return redirect("scorecards")


def _save(request: HttpRequest, editor: Editor, user: User) -> HttpResponse | None:
    """Save, or save and publish; None where the page has to be shown again with what is wrong."""
    if not editor.is_valid():
        return None
    publish = request.POST.get("action") == "publish"
    operation = operations.save_and_publish if publish else operations.save_draft
    try:
        operation(
            scorecard=editor.scorecard,
            version=editor.form.cleaned_data["version"],
            content=editor.form.content(editor.drafts()),
            by=user,
            at=now(),
        )
    except Refusal as refusal:
        _refused(editor, refusal)
        return None
    said = _("Published: the targets hold from now on.") if publish else _("Draft saved.")
    messages.success(request, said)
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


def _read(request: HttpRequest, card: Scorecard, *, may_edit: bool) -> HttpResponse:
    people = people_on(card)
    agreed, of = agreement(people)
    context = {
        "card": card,
        "targets": targets_on(scorecard_view(card)),
        "people": people,
        "agreed": agreed,
        "of": of,
        "changes": trail(recent_changes(card)),
        "may_edit": may_edit,
        "may_retire": may_edit and card.state == ScorecardState.PUBLISHED,
        "retire_form": RetireForm(initial={"version": card.version}),
        "currency": organisation().currency,
    }
    return render(request, "goals/scorecard.html", context)


def _editor_context(editor: Editor) -> dict[str, Any]:
    people = people_on(editor.scorecard)
    return {
        "card": editor.scorecard,
        "editor": editor,
        "form": editor.form,
        "lines": editor.lines,
        "people": people,
        "changes": trail(recent_changes(editor.scorecard)),
        "currency": organisation().currency,
    }


def _visible(user: User, pk: int) -> Scorecard:
    return get_visible_or_404(visible_scorecards(user, today()).select_related("team"), pk=pk)


def _editable(user: User, pk: int) -> Scorecard:
    """A draft that the user may write; 404 otherwise."""
    card = _visible(user, pk)
    if not card.is_draft or not can_edit_scorecard(user, card, today()):
        raise Http404
    return card


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
