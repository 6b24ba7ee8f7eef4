"""The strategy: the alignment map, measures taken, shares of focuses, templates, limits."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.goals import operations
from apps.goals.choices import Focus
from apps.goals.models import FocusShare, MeasureTaken
from apps.goals.policies import can_edit_objectives, can_set_rules, can_view_objectives
from apps.goals.queries import goal_rules, measures_in, template_of
from apps.goals.queries.effects import before_after
from apps.goals.queries.strategy import strategy_map
from apps.goals.sheet import FORMATS, csv_file, xlsx_file
from apps.goals.web.map import MapView
from apps.goals.web.strategyforms import MeasureForm, RulesForm, SharesForm, TemplateForm
from apps.metrics.models import Kpi
from apps.people.clock import now, organisation, today
from apps.people.days import ONE_DAY, first_of_month, months_before, next_month
from apps.people.models import Person
from apps.people.policies import person_of, visible_teams
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in


@require_GET
def strategy(request: HttpRequest) -> HttpResponse:
    """Which weight serves which focus, objective by objective; what serves none, and whom nobody carries."""
    user, on = signed_in(request), today()
    if not can_view_objectives(user, on):
        raise Http404
    month = _month(request, on)
    last = next_month(month) - ONE_DAY
    found = MapView(strategy_map(month), organisation().currency)
    context = {
        "map": found,
        "month": month,
        "months": [next_month(first_of_month(on)), *(months_before(first_of_month(on), n) for n in range(6))],
        "measures": [before_after(one, on) for one in measures_in(months_before(month, 3), last)[:8]],
        "may_edit": can_edit_objectives(user, on),
        "may_set": can_set_rules(user, on),
        "focuses": Focus.choices,
        "currency": organisation().currency,
    }
    return render(request, "goals/strategy.html", context)


@require_GET
def strategy_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The table of the map as CSV or XLSX."""
    user, on = signed_in(request), today()
    if not can_view_objectives(user, on) or kind not in FORMATS:
        raise Http404
    month = _month(request, on)
    table = MapView(strategy_map(month), organisation().currency).table()
    content = csv_file(table) if kind == "csv" else xlsx_file(table, title=_("Strategy"), made_at=now())
    headers = {"Content-Disposition": f'attachment; filename="strategy-{month:%Y-%m}.{kind}"'}
    return HttpResponse(content, content_type=FORMATS[kind], headers=headers)


@require_http_methods(["GET", "POST"])
def measure_new(request: HttpRequest) -> HttpResponse:
    """Note a measure taken."""
    return _measure(request, None)


@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a measure, or say when it ended."""
    user = signed_in(request)
    if not can_edit_objectives(user, today()):
        raise Http404
    return _measure(request, get_visible_or_404(MeasureTaken.objects.all(), pk=pk))


def _measure(request: HttpRequest, row: MeasureTaken | None) -> HttpResponse:
    user, on = signed_in(request), today()
    if not can_edit_objectives(user, on):
        raise Http404
    me = person_of(user)
    form = MeasureForm(
        request.POST or None,
        owners=Person.objects.filter(user__isnull=False).order_by("name", "pk"),
        teams=visible_teams(user, on).order_by("name", "pk"),
        initial=_initial(row) if row else {"starts": on, "owner": me.pk if me else None, **_asked(request)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            if row is None:
                operations.take_measure(content=form.content(), by=user, at=now())
            else:
                operations.change_measure(measure=row, content=form.content(), by=user, at=now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("strategy")
    return render(request, "goals/measure.html", {"form": form, "measure": row})


@require_http_methods(["GET", "POST"])
def strategy_shares(request: HttpRequest) -> HttpResponse:
    """Say how the strategy spreads over the focuses."""
    user, on = signed_in(request), today()
    if not can_set_rules(user, on):
        raise Http404
    rows = FocusShare.objects.filter(ends__gt=on).order_by("starts", "focus")
    held = [row for row in rows if row.starts <= on]
    initial: dict[str, Any] = {row.focus: row.weight for row in held}
    initial["starts"] = held[0].starts if held else on.replace(day=1)
    initial["last_day"] = held[0].ends - ONE_DAY if held else date(on.year, 12, 31)
    form = SharesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_focus_shares(
                shares=form.shares(),
                starts=form.cleaned_data["starts"],
                ends=form.cleaned_data["last_day"] + timedelta(days=1),
                by=user,
                at=now(),
            )
        except Refusal as refusal:
            form.add_error("last_day" if refusal.field == "last_day" else None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("strategy")
    return render(request, "goals/shares.html", {"form": form})


@require_http_methods(["GET", "POST"])
def strategy_template(request: HttpRequest, focus: str) -> HttpResponse:
    """The KPIs and weights that a focus proposes for a scorecard."""
    user, on = signed_in(request), today()
    if focus not in Focus.values or not can_set_rules(user, on):
        raise Http404
    kpis = list(Kpi.objects.filter(active=True).order_by("position", "pk"))
    form = TemplateForm(request.POST or None, kpis=kpis, weights=dict(template_of(focus)))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_focus_template(focus=focus, lines=form.lines(), by=user, at=now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("strategy-template", focus=focus)
    context = {"form": form, "focus": focus, "label": Focus(focus).label, "focuses": Focus.choices}
    return render(request, "goals/template.html", context)


@require_http_methods(["GET", "POST"])
def goal_limits(request: HttpRequest) -> HttpResponse:
    """What the organisation asks of every scorecard."""
    user = signed_in(request)
    if not can_set_rules(user, today()):
        raise Http404
    form = RulesForm(request.POST or None, initial=RulesForm.initial_of(goal_rules()))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_goal_rules(**form.values(), by=user, at=now())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("strategy")
    return render(request, "goals/limits.html", {"form": form})


def _month(request: HttpRequest, on: date) -> date:
    try:
        return first_of_month(date.fromisoformat(request.GET.get("month", "")))
    except ValueError:
        return first_of_month(on)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the link brought along."""
    code = request.GET.get("kpi", "")
    kpi = Kpi.objects.filter(code=code).first() if code else None
    return {"kpi": kpi.pk if kpi else None, "team": request.GET.get("team")}


def _initial(row: MeasureTaken) -> dict[str, object]:
    names = ("name", "owner", "starts", "objective", "kpi", "team", "note")
    return {name: getattr(row, name) for name in names} | {"last_day": row.last_day}
