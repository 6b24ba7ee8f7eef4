"""Talk time, call by call: the distribution per scenario, conversion by length, and the band set by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.engine.statistics import wilson
from apps.metrics import operations
from apps.metrics.drafts import MICROS
from apps.metrics.models import Kpi
from apps.metrics.policies import can_set_band, can_view_history
from apps.metrics.queries import kpi_infos
from apps.metrics.talking import BIN, Bin, LengthClass, classes, talk_bins
from apps.metrics.web.history import Someone
from apps.metrics.web.views import someones
from apps.people.clock import now, today
from apps.people.refusals import Refusal
from apps.people.web.scope import signed_in
from apps.people.written import percent, plain

KPI: Final = "talk_time"
SPANS: Final = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "180": gettext_lazy("180 days")}


class BandForm(forms.Form):
    """The band of one scenario, in seconds."""

    scenario = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    bottom = forms.IntegerField(label=gettext_lazy("0 % from"), min_value=0, max_value=86_400)
    low = forms.IntegerField(label=gettext_lazy("Whole from"), min_value=0, max_value=86_400)
    high = forms.IntegerField(label=gettext_lazy("Whole to"), min_value=0, max_value=86_400)
    top = forms.IntegerField(label=gettext_lazy("0 % to"), min_value=0, max_value=86_400)

    def bounds(self) -> list[int]:
        """In millionths of a second."""
        return [self.cleaned_data[name] * MICROS for name in ("bottom", "low", "high", "top")]


@require_GET
def talk(request: HttpRequest) -> HttpResponse:
    """The page, for whoever may see somebody's figures."""
    return _page(request, None)


@require_POST
def set_band(request: HttpRequest) -> HttpResponse:
    """The band of one scenario, by hand."""
    user = signed_in(request)
    if not can_set_band(user, today()):
        raise Http404
    kpi = get_object_or_404(Kpi, code=KPI)
    form = BandForm(request.POST)
    if form.is_valid():
        scenario = form.cleaned_data["scenario"]
        try:
            operations.set_band(kpi=kpi, scenario=scenario, bounds=form.bounds(), by=user, at=now())
        except Refusal as refusal:
            form.add_error("bottom", refusal.message)
        else:
            messages.success(request, _("The band is set from today on."))
            return redirect(f"{reverse('talk')}?{urlencode({'scenario': scenario})}")
    return _page(request, form)


def _page(request: HttpRequest, form: BandForm | None) -> HttpResponse:
    user, on = signed_in(request), today()
    info = kpi_infos(on).get(KPI)
    if not can_view_history(user, on) or info is None:
        raise Http404
    who = someones(user, on)
    chosen = next((one for one in who if one.value == request.GET.get("who")), who[0] if who else None)
    span = request.GET.get("days", "90")
    span = span if span in SPANS else "90"
    bins = _bins(chosen, on, int(span))
    scenarios = sorted({one.scenario for one in bins})
    asked = request.POST.get("scenario") if form else request.GET.get("scenario")
    scenario = asked if asked in scenarios else None
    shown = bins if scenario is None else [one for one in bins if one.scenario == scenario]
    bands: Mapping[str, Sequence[int]] = info.parameters.get("bands", {})
    band = bands.get(scenario or "", bands.get("", ()))
    context = {
        "someones": who,
        "chosen": chosen,
        "spans": [(key, label, key == span) for key, label in SPANS.items()],
        "scenarios": [(name, name or _("not said"), name == scenario) for name in scenarios],
        "scenario": scenario or "",
        "calls": sum(one.calls for one in shown),
        "chart": _chart(shown, band),
        "table": _table(shown),
        "classes": [_class_shown(one) for one in classes(shown)],
        "bands": [(name or _("any other"), _seconds(bounds)) for name, bounds in bands.items()],
        "form": (form or _form(scenario or "", band)) if can_set_band(user, on) else None,
    }
    return render(request, "metrics/talk.html", context, status=422 if form else 200)


def _bins(chosen: Someone | None, on: date, days: int) -> list[Bin]:
    if chosen is None:
        return []
    return talk_bins(chosen.subject, chosen.subject_id, on - timedelta(days=days - 1), on)


def _seconds(bounds: Sequence[int]) -> list[int]:
    return [bound // MICROS for bound in bounds]


def _form(scenario: str, band: Sequence[int]) -> BandForm:
    bounds = _seconds(band) or [30, 180, 300, 600]
    names = ("bottom", "low", "high", "top")
    return BandForm(initial={"scenario": scenario, **dict(zip(names, bounds, strict=True))})


def _by_start(shown: Sequence[Bin]) -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    for one in shown:
        found[one.start] = found.get(one.start, 0) + one.calls
    return sorted(found.items())


def _chart(shown: Sequence[Bin], band: Sequence[int]) -> dict[str, Any]:
    marks = [
        {"at": bound // MICROS, "name": name, "tone": "warn"}
        for bound, name in zip(band[1:3], (_("whole from"), _("whole to")), strict=False)
    ]
    return {
        "bins": [list(pair) for pair in _by_start(shown)],
        "width": BIN,
        "marks": marks,
        "unit": "seconds",
        "xname": _("Talk time"),
    }


def _table(shown: Sequence[Bin]) -> dict[str, Any]:
    rows = [[f"{start}–{start + BIN} s", plain(calls)] for start, calls in _by_start(shown)]
    return {"head": [_("Talk time"), _("Calls")], "rows": rows}


def _class_shown(one: LengthClass) -> dict[str, Any]:
    low, high = wilson(one.bought, one.known)
    return {
        "length": _("%(start)s s and longer") % {"start": one.start}
        if one.ends is None
        else f"{one.start}–{one.ends} s",
        "calls": one.calls,
        "known": one.known,
        "share": Fraction(one.bought, one.known) if one.known else None,
        "interval": f"{percent(low)} – {percent(high)}" if one.known else "",
    }
