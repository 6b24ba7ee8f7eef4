"""Tools of the editor: use a value, undo, all targets at once, templates, words, cascade, sheets."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.goals import operations
from apps.goals.bulk import from_template
from apps.goals.models import Scorecard
from apps.goals.operations.targeting import content_of
from apps.goals.queries import people_on, stored_lines, template_of
from apps.goals.sheet import FORMATS, csv_file, read_sheet, rows_of, xlsx_file
from apps.goals.web.acting import act, own_draft, sent_version, visible_card
from apps.goals.web.parts import known_of, measured_lines, own_numbers
from apps.goals.web.toolforms import PercentForm, SheetForm, SplitForm, WordsForm
from apps.goals.web.words import split_rows, words_of
from apps.people.clock import now, organisation, today
from apps.people.models import User
from apps.people.refusals import Refusal
from apps.people.roster.reading import read_table
from apps.people.web.scope import signed_in


@require_POST
def scorecard_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the value that was reached often enough."""
    user = signed_in(request)
    card = own_draft(user, pk)
    line = card.lines.filter(kpi__code=request.POST.get("kpi", "")).first()
    text = request.POST.get("micros", "")
    if line is None or not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return act(
        request,
        _("Target taken."),
        "scorecard",
        pk,
        operations.use_target,
        scorecard=card,
        version=sent_version(request),
        kpi_id=line.kpi_id,
        target_micros=int(text),
        by=user,
        at=now(),
    )


@require_POST
def scorecard_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to an earlier state of the draft."""
    user = signed_in(request)
    card = own_draft(user, pk)
    text = request.POST.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return act(
        request,
        _("As it was before."),
        "scorecard",
        pk,
        operations.restore_version,
        scorecard=card,
        version=sent_version(request),
        number=number,
        by=user,
        at=now(),
    )


@require_POST
def scorecard_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """All targets by a percentage."""
    user = signed_in(request)
    card = own_draft(user, pk)
    form = PercentForm(request.POST)
    if not form.is_valid():
        messages.error(request, operations.PercentTooMuch().message)
        return redirect("scorecard", pk=pk)
    return act(
        request,
        _("All targets changed; threshold and stretch went along."),
        "scorecard",
        pk,
        operations.scale_targets,
        scorecard=card,
        version=sent_version(request),
        by_ratio=form.ratio(),
        by=user,
        at=now(),
    )


@require_POST
def scorecard_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The KPIs and weights that a focus proposes, with targets that were reached often enough."""
    user = signed_in(request)
    card = own_draft(user, pk)
    lines = from_template(template_of(request.POST.get("focus", "")), measured_lines(card, today()))
    return act(
        request,
        _("Filled from the template; targets are what was reached often enough. Change what you like."),
        "scorecard",
        pk,
        operations.save_draft,
        scorecard=card,
        version=sent_version(request),
        content=content_of(card, lines),
        by=user,
        at=now(),
    )


@require_http_methods(["GET", "POST"])
def scorecard_words(request: HttpRequest, pk: int, kpi: str) -> HttpResponse:
    """From words to numbers: baseline, change, from when to when, by which measure taken."""
    user = signed_in(request)
    card = own_draft(user, pk)
    line = next((one for one in stored_lines(card) if one.code == kpi), None)
    if line is None or line.target_micros is None:
        raise Http404
    form = WordsForm(request.POST or None, card=card, line=line)
    found = words_of(card, line, form) if request.method == "POST" and form.is_valid() else None
    if found is not None and request.POST.get("action") == "save":
        return act(
            request,
            _("Monthly targets written."),
            "scorecard",
            pk,
            operations.set_from_words,
            scorecard=card,
            version=sent_version(request),
            kpi_id=line.kpi_id,
            words=found.words,
            by=user,
            at=now(),
        )
    context = {"card": card, "line": line, "form": form, "found": found}
    return render(request, "goals/words.html", context)


@require_http_methods(["GET", "POST"])
def scorecard_split(request: HttpRequest, pk: int, kpi: str) -> HttpResponse:
    """A team's target over its agents: parts that add up exactly, beside what holds now."""
    user = signed_in(request)
    card = own_draft(user, pk)
    line = card.lines.select_related("kpi", "scorecard").filter(kpi__code=kpi).first()
    if line is None or line.target_micros is None or not line.kpi.is_volume:
        raise Http404
    form = SplitForm(request.POST or None, line=line, people=people_on(card))
    rows = split_rows(card, line, form) if form.is_bound and form.is_valid() else None
    if rows is not None and rows.adds_up and request.POST.get("action") == "save":
        return act(
            request,
            _("Split; the parts add up exactly."),
            "scorecard-people",
            pk,
            operations.split_target,
            line=line,
            version=sent_version(request),
            parts={row.person_id: row.full_micros for row in rows.rows},
            total_micros=rows.full_total,
            method=form.cleaned_data["by"],
            by=user,
            at=now(),
        )
    context = {"card": card, "line": line, "form": form, "split": rows, "currency": organisation().currency}
    return render(request, "goals/split.html", context)


@require_GET
def scorecard_sheet(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The scorecard as CSV or XLSX, as it comes back in."""
    card = visible_card(signed_in(request), pk)
    if kind not in FORMATS:
        raise Http404
    lines = stored_lines(card)
    known = known_of(card)
    names = (
        {pk: name for name, pk in known.objectives.items()},
        {pk: name for name, pk in known.measures.items()},
    )
    table = rows_of(lines, own_numbers(card), *names)
    content = csv_file(table) if kind == "csv" else xlsx_file(table, title=card.name, made_at=now())
    filename = f"scorecard-{card.pk}-{card.starts:%Y-%m}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(content, content_type=FORMATS[kind], headers=headers)


@require_http_methods(["GET", "POST"])
def scorecard_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a draft from a spreadsheet: all of it, or nothing with what is wrong row by row."""
    user = signed_in(request)
    card = own_draft(user, pk)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"card": card, "form": form}
    if request.method == "POST" and form.is_valid():
        done = _import(request, card, form, user, context)
        if done is not None:
            return done
    return render(request, "goals/sheet.html", context)


def _import(
    request: HttpRequest, card: Scorecard, form: SheetForm, user: User, context: dict[str, Any]
) -> HttpResponse | None:
    try:
        table = read_table(form.cleaned_data["file"].read())
        sheet = read_sheet(table, known_of(card))
        if sheet.errors:
            context["errors"] = sheet.errors
            return None
        operations.take_sheet(
            scorecard=card,
            version=sent_version(request),
            lines=sheet.lines,
            own=sheet.own,
            by=user,
            at=now(),
        )
    except Refusal as refusal:
        form.add_error("file", refusal.message)
        return None
    messages.success(request, _("Read: %(n)d KPIs.") % {"n": len(sheet.lines)})
    return redirect("scorecard", pk=card.pk)
