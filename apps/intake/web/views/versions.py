"""A source's mapping by its versions: looked at, changed, tried on the past, taken, and written out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.intake import operations
from apps.intake.models import Source, SourceDraft
from apps.intake.operations.past import MOST_FILES, past_files
from apps.intake.policies import visible_drafts, visible_sources
from apps.intake.reading import FileRefused
from apps.intake.web.reading import reading_facts
from apps.intake.web.wizard.differing import differences
from apps.intake.web.wizard.in_words import conditions, mapping_lines
from apps.intake.web.wizard.page import draft_steps, refusal_text
from apps.intake.web.wizard.past import PastRow
from apps.people.choices import Role
from apps.people.clock import now
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in


def _source(request: HttpRequest, pk: int) -> Source:
    return get_visible_or_404(visible_sources(request.user), pk=pk)


def _changing(request: HttpRequest, pk: int) -> tuple[SourceDraft, Source]:
    """A draft of a source that exists, and the source; 404 for one of a new source."""
    draft = get_visible_or_404(visible_drafts(request.user).select_related("file", "source"), pk=pk)
    if draft.source is None:
        raise Http404
    return draft, draft.source


@require_GET
@requires_role(Role.STEWARD)
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """A source: what is declared, and every version of its mapping with what it changed."""
    found = _source(request, pk)
    versions = list(found.mappings.select_related("created_by").order_by("version"))
    shown = [
        (version, differences(versions[n - 1].spec, version.spec) if n else [])
        for n, version in enumerate(versions)
    ]
    context = {
        "source": found,
        "versions": shown[::-1],
        "lines": mapping_lines(versions[-1].spec) if versions else [],
        "conditions": conditions(versions[-1].spec) if versions else [],
        "reading": reading_facts(versions[-1].spec) if versions else [],
        "drafts": visible_drafts(request.user).filter(source=found).order_by("-changed_at", "-pk"),
        "text": operations.source_text(found) if versions else "",
    }
    return render(request, "intake/source.html", context)


@require_GET
@requires_role(Role.STEWARD)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The source as a text file."""
    found = _source(request, pk)
    try:
        content = operations.source_text(found)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("source", pk=pk)
    response = HttpResponse(content, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.toml"'
    return response


@require_POST
@requires_role(Role.STEWARD)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the mapping: a draft of its next version, shown on the newest file."""
    try:
        draft = operations.edit_source(source=_source(request, pk), by=signed_in(request), at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("source", pk=pk)
    return redirect("draft", pk=draft.pk)


@require_GET
@requires_role(Role.STEWARD)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft's mapping would change: in words, and on the files of the past, one after the other."""
    draft, found = _changing(request, pk)
    current = operations.current_mapping(found)
    files = list(past_files(found)[:MOST_FILES])
    context = {
        "draft": draft,
        "source": found,
        "version": current.version + 1 if current else 1,
        "differences": differences(current.spec, draft.spec) if current else [],
        "files": files,
        "first": files[0] if files else None,
        "steps": draft_steps(draft, at=3),
        "most": MOST_FILES,
    }
    return render(request, "intake/wizard/trial.html", context)


@require_POST
@requires_role(Role.STEWARD)
def trial_file(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """One file of the past under both mappings, and the next one to try."""
    draft, found = _changing(request, pk)
    files = list(past_files(found)[:MOST_FILES])
    place = next((n for n, one in enumerate(files) if one.pk == batch), None)
    if place is None:
        raise Http404
    row, trouble = None, None
    try:
        row = PastRow(operations.try_on_past(draft=draft, batch=files[place], at=now()))
    except FileRefused as refused:
        trouble = refusal_text(refused)
    following = files[place + 1] if place + 1 < len(files) else None
    context = {
        "draft": draft,
        "batch": files[place],
        "row": row,
        "trouble": trouble,
        "next": following,
    }
    return render(request, "intake/wizard/_past.html", context)


@require_http_methods(["POST"])
@requires_role(Role.STEWARD)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft the newest version: later files are read by it."""
    draft, found = _changing(request, pk)
    try:
        mapping = operations.take_version(draft=draft, by=signed_in(request), at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("draft", pk=pk)
    said = _(
        "Version %(version)s is taken: files that come now are read by it. Earlier ones stay as they are."
    )
    messages.success(request, said % {"version": mapping.version})
    return redirect("source", pk=found.pk)
