"""Composing a KPI in a form: its values appear meanwhile, and what a new version moves comes first."""

from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.engine.periods import Grain
from apps.metrics import operations
from apps.metrics.catalogue import kpi_name
from apps.metrics.drafts import KpiDraft, faults_of
from apps.metrics.figures import Figure
from apps.metrics.models import Kpi, KpiVersion
from apps.metrics.policies import can_compose
from apps.metrics.trying import Tried, empty_faults, recalculation, tried, words_of_records
from apps.metrics.web.compose_form import KpiForm, RedefineForm, initial_of
from apps.metrics.web.history import period_name, short_name
from apps.metrics.written import kpi_written
from apps.people.clock import now, organisation, today
from apps.people.models import User
from apps.people.refusals import Refusal
from apps.people.web.scope import signed_in

FIRST: Final = {"numerator": "outbound_calls", "category": "efficiency"}


def composer(request: HttpRequest) -> User:
    """The sign-in; 404 for whoever may not compose."""
    user = signed_in(request)
    if not can_compose(user, today()):
        raise Http404
    return user


@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """A new KPI."""
    user = composer(request)
    form = KpiForm(request.POST or None, words=words_of_records(), initial=FIRST)
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        if not form.show(_faults(draft)):
            try:
                kpi = operations.compose_kpi(draft=draft, by=user, at=now())
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                messages.success(request, _("“%(kpi)s” is composed. Its figures follow.") % {"kpi": kpi.name})
                return redirect("kpis")
    return render(request, "metrics/compose.html", {"form": form}, status=_status(request))


@require_http_methods(["GET", "POST"])
def redefine(request: HttpRequest, code: str) -> HttpResponse:
    """Another version of a KPI: first what it moves, then the yes."""
    user = composer(request)
    kpi, last = _kpi(code)
    form = RedefineForm(
        request.POST or None, words=words_of_records(), initial=initial_of(kpi, last, today())
    )
    context: dict[str, Any] = {"form": form, "kpi": kpi, "title": kpi_name(kpi.code, kpi.name), "last": last}
    if request.method == "POST" and form.is_valid():
        draft, starts = form.draft(last.parameters.get("bands")), form.cleaned_data["starts"]
        if not form.show(_faults(draft)):
            if "save" not in request.POST:
                context |= _moved(kpi, draft, starts)
            elif done := _save(request, form, kpi, draft, user):
                return done
            else:
                context |= _moved(kpi, draft, starts)
    return render(request, "metrics/compose.html", context, status=_status(request, context))


def _save(
    request: HttpRequest, form: RedefineForm, kpi: Kpi, draft: KpiDraft, user: User
) -> HttpResponse | None:
    cleaned = form.cleaned_data
    try:
        operations.redefine_kpi(
            kpi=kpi,
            draft=draft,
            starts=cleaned["starts"],
            accept=cleaned["accept"],
            reason=cleaned["reason"],
            by=user,
            at=now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return None
    messages.success(request, _("The new version is in force from its day on. Figures follow."))
    return redirect("kpi", code=kpi.code)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The values of the last three months of what is typed, or what is wrong with it."""
    composer(request)
    form = KpiForm(request.POST, words=words_of_records())
    form.fields["name"].required = False
    faults, found, draft = [], None, None
    if form.is_valid():
        draft = form.draft()
        faults = [fault.sentence for fault in faults_of(draft)]
        if not faults:
            found = tried(draft, today())
            faults = [fault.sentence for fault in empty_faults(draft, found)]
    else:
        faults = [str(error) for errors in form.errors.values() for error in errors]
    context = {"faults": faults, **(_shown(draft, found) if draft and found else {})}
    return render(request, "metrics/_tried.html", context)


@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Use a KPI, or no longer."""
    user = composer(request)
    kpi = get_object_or_404(Kpi, code=code)
    operations.switch_kpi(kpi=kpi, active=not kpi.active, by=user, at=now())
    return redirect("kpis")


def _kpi(code: str) -> tuple[Kpi, KpiVersion]:
    kpi = get_object_or_404(Kpi, code=code)
    return kpi, kpi.versions.order_by("-starts")[0]


def _faults(draft: KpiDraft) -> list[Any]:
    found = faults_of(draft)
    return found or list(empty_faults(draft, tried(draft, today())))


def _status(request: HttpRequest, context: dict[str, Any] | None = None) -> int:
    return 422 if request.method == "POST" and "moved" not in (context or {}) else 200


def _text(figure: Figure | None, draft: KpiDraft) -> str | None:
    value = figure.value if figure else None
    if value is None:
        return None
    return kpi_written(value, unit=draft.unit, decimals=draft.decimals, currency=organisation().currency)


def _shown(draft: KpiDraft, found: Tried) -> dict[str, Any]:
    return {
        "heads": [short_name(month, Grain.MONTH) for month in found.months],
        "rows": [
            (name, [(_text(figure, draft), figure.n if figure else 0) for figure in figures])
            for name, figures in found.rows
        ],
    }


def _moved(kpi: Kpi, draft: KpiDraft, starts: Any) -> dict[str, Any]:
    with transaction.atomic():
        found = recalculation(kpi, draft, starts)
    return {
        "moved": found,
        "changes": [
            (one, period_name(one.month, Grain.MONTH), _text(one.before, draft), _text(one.after, draft))
            for one in found.moved
        ],
    }
