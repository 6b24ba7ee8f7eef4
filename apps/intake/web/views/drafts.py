"""Connecting a source step by step: the file, how it is read, what its columns mean, and taking it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.intake import operations
from apps.intake.models import SourceDraft
from apps.intake.operations.drafts import reading_is_open
from apps.intake.policies import visible_batches, visible_drafts
from apps.intake.reading import FileRefused
from apps.intake.tuning import most_upload_bytes
from apps.intake.web.wizard.forms import FinishForm, RulesForm, SampleForm, TextForm
from apps.intake.web.wizard.page import draft_steps, first_expected, mapping_page, open_text, refusal_text
from apps.intake.web.wizard.reading import reading_of, reading_page
from apps.people.choices import Role
from apps.people.clock import now
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in


def _draft(request: HttpRequest, pk: int) -> SourceDraft:
    drafts = visible_drafts(request.user).select_related("file", "source", "owner")
    return get_visible_or_404(drafts, pk=pk)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def begin(request: HttpRequest) -> HttpResponse:
    """Drop a sample file, take one that came already, or go on with a draft."""
    posted = request.method == "POST"
    form = SampleForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.accepted(by=signed_in(request)):
        return _opened(form.draft)
    context = {
        "form": form,
        "drafts": visible_drafts(request.user).select_related("source").order_by("-changed_at", "-pk"),
        "limit": most_upload_bytes(),
    }
    return render(request, "intake/wizard/begin.html", context, status=422 if form.errors else 200)


def _opened(draft: SourceDraft) -> HttpResponse:
    """Where a draft goes on: at its reading where that has to be said, else at its mapping."""
    unread = reading_is_open(draft) or not draft.spec.get("records")
    return redirect("draft-reading" if unread else "draft", pk=draft.pk)


@require_POST
@requires_role(Role.STEWARD)
def from_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Connect another source from the file of a batch."""
    batch = get_visible_or_404(visible_batches(request.user).select_related("file"), pk=pk)
    draft = operations.start_draft(
        by=signed_in(request), at=now(), filename=batch.filename, stored=batch.file
    )
    return _opened(draft)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """How the file is read: encoding, sheet, delimiter, where the table begins."""
    draft = _draft(request, pk)
    if request.method == "POST":
        try:
            draft = operations.set_reading(draft=draft, reading=reading_of(request.POST), at=now())
        except (Refusal, ValueError) as error:
            messages.error(request, error.message if isinstance(error, Refusal) else _("That is no row."))
        if "go" in request.POST and draft.spec.get("records") and not reading_is_open(draft):
            return redirect("draft", pk=draft.pk)
        return redirect("draft-reading", pk=draft.pk)
    context = {"draft": draft, "page": reading_page(draft), "steps": draft_steps(draft, at=1)}
    return render(request, "intake/wizard/reading.html", context)


@require_GET
@requires_role(Role.STEWARD)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns mean: questions, raw and understood rows, the mapping."""
    return _mapping(request, _draft(request, pk), "intake/wizard/mapping.html")


def _mapping(
    request: HttpRequest,
    found: SourceDraft,
    template: str,
    error: str = "",
    wrong: RulesForm | None = None,
) -> HttpResponse:
    if not found.spec.get("records"):
        return redirect("draft-reading", pk=found.pk)
    rows, check = request.GET.get("rows", ""), request.GET.get("columns") == "check"
    try:
        page = mapping_page(found, rows=rows, check=check, at=now())
    except FileRefused as refused:
        sentence, remedy = refusal_text(refused)
        messages.error(request, f"{sentence} {remedy}")
        return redirect("draft-reading", pk=found.pk)
    left = page.open + reading_is_open(found)
    context = {
        "rules": wrong or RulesForm(draft=found, prefix="rules"),
        "draft": found,
        "page": page,
        "left": left,
        "steps": draft_steps(found, at=2, note=open_text(left)),
        "rows": rows,
        "check": check,
        "error": error,
        "unread": reading_is_open(found),
    }
    return render(request, template, context)


Change = Callable[[SourceDraft], Any]


def _changed(request: HttpRequest, pk: int, change: Change) -> HttpResponse:
    """One change of a draft, then its mapping again: as a part of the page for htmx, else the page."""
    found, error = _draft(request, pk), ""
    try:
        change(found)
    except Refusal as refusal:
        error = refusal.message
    except FileRefused as refused:
        error = " ".join(refusal_text(refused))
    if request.headers.get("HX-Request"):
        return _mapping(request, _draft(request, pk), "intake/wizard/_mapping.html", error)
    if error:
        messages.error(request, error)
    return redirect("draft", pk=pk)


@require_POST
@requires_role(Role.STEWARD)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare what is never guessed."""
    said = {name: request.POST.get(name, "") for name in ("code", "answer")}
    return _changed(request, pk, lambda draft: operations.answer_question(draft=draft, at=now(), **said))


@require_POST
@requires_role(Role.STEWARD)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a column becomes."""
    said = {name: request.POST.get(name, "") for name in ("header", "before", "after")}
    return _changed(request, pk, lambda draft: operations.place_column(draft=draft, at=now(), **said))


@require_POST
@requires_role(Role.STEWARD)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a row is; the mapping is proposed anew."""
    kind = request.POST.get("kind", "")
    return _changed(request, pk, lambda draft: operations.choose_rows(draft=draft, kind=kind, at=now()))


@require_POST
@requires_role(Role.STEWARD)
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which columns name a record."""
    headers = request.POST.getlist("header")
    return _changed(request, pk, lambda draft: operations.choose_key(draft=draft, headers=headers, at=now()))


@require_POST
@requires_role(Role.STEWARD)
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what holds for every row."""
    found = _draft(request, pk)
    if not found.spec.get("records"):
        return redirect("draft-reading", pk=pk)
    form = RulesForm(request.POST, draft=found, prefix="rules")
    part = bool(request.headers.get("HX-Request"))
    template = "intake/wizard/_mapping.html" if part else "intake/wizard/mapping.html"
    if form.accepted(draft=found):
        return _mapping(request, _draft(request, pk), template) if part else redirect("draft", pk=pk)
    response = _mapping(request, found, template, wrong=form)
    response.status_code = 422 if response.status_code == 200 else response.status_code
    return response


@require_POST
@requires_role(Role.STEWARD)
def meanings(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the words of a column mean."""
    texts, values = request.POST.getlist("text"), request.POST.getlist("meaning")
    said = {text: value for text, value in zip(texts, values, strict=False) if value}
    where = request.POST.get("place", "")
    return _changed(
        request,
        pk,
        lambda draft: operations.say_meanings(draft=draft, place=where, meanings=said, at=now()),
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the source and connect it: its file is brought, and the preview says where each row goes."""
    found = _draft(request, pk)
    if found.source_id is not None:
        return redirect("draft", pk=pk)
    form = FinishForm(request.POST or None, draft=found, initial={"expected_from": first_expected(found)})
    if request.method == "POST" and form.accepted(by=signed_in(request)):
        said = _("%(name)s is connected. Its first file is being read: the preview comes here by itself.")
        messages.success(request, said % {"name": form.cleaned_data["name"]})
        return redirect("batch", pk=form.batch.pk)
    context = {"draft": found, "form": form, "steps": draft_steps(found, at=3)}
    return render(request, "intake/wizard/finish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole mapping as a text: filters, joined columns, tables, several records of a row."""
    found = _draft(request, pk)
    initial = {"text": operations.mapping_text(found.spec)}
    form = TextForm(request.POST or None, initial=initial)
    try:
        if request.method == "POST" and form.accepted(draft=found):
            messages.success(request, _("The mapping is as you wrote it."))
            return redirect("draft", pk=pk)
    except FileRefused as refused:
        form.add_error("text", " ".join(refusal_text(refused)))
    context = {"draft": found, "form": form, "steps": draft_steps(found, at=2)}
    return render(request, "intake/wizard/text.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(Role.STEWARD)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a draft."""
    operations.remove_draft(draft=_draft(request, pk), by=signed_in(request), at=now())
    messages.success(request, _("The draft and its file are removed."))
    return redirect("data-connect")
