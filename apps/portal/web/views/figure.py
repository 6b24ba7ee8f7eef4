"""One number opened: every figure of the portal leads here."""

from datetime import date
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.engine.statistics import wilson
from apps.intake.policies import can_import, can_read_names
from apps.metrics.choices import Subject, Unit
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.metrics.records import Part
from apps.metrics.wordings import measure_words
from apps.people import policies
from apps.people.clock import now, organisation, today
from apps.people.days import FOREVER, ONE_DAY, next_month
from apps.people.models import User
from apps.people.queries.periods import period
from apps.people.web.files import FORMATS, table_file
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.people.written import percent, plain
from apps.portal.queries.opened import Opened, opened
from apps.portal.templatetags.figures import kpi_text
from apps.portal.web.months import read_month
from apps.portal.web.record_rows import (
    EXPORTED_MOST,
    kind,
    record_address,
    records_sheet,
    row_value,
)
from apps.portal.web.views.people import reads_once


@require_GET
@reads_once
def figure(request: HttpRequest, kpi: str, subject: str, pk: int, month: str) -> HttpResponse:
    """The definition, the parts, the formula with its values, and the records behind a figure of a month."""
    user, first = signed_in(request), read_month(month)
    last = next_month(first) - ONE_DAY
    name, back = _subject(user, subject, pk, first, last)
    info = kpi_infos(last).get(kpi)
    if info is None:
        raise Http404
    until = _until(request, first, last)
    part = _part(request, info)
    found = opened(
        info,
        subject=Subject(subject),
        subject_id=pk,
        first=first,
        last=until,
        page=_page(request),
        part=part,
        whole_names=can_read_names(request.user),
    )
    if found.page > found.pages:
        raise Http404
    context = {
        "opened": found,
        "name": name,
        "back": back,
        "month": first,
        "whole": until == last,
        "address": request.path,
        "asked": urlencode({"to": until.isoformat()} if until != last else {}),
        "part": part,
        "parts": _parts(info),
        "final": period(first).final,
        "value": _value(found),
        "formula": _formula(found),
        "interval": _interval(found),
        "numerator": measure_words(info.numerator),
        "denominator": measure_words(info.denominator) if info.denominator else "",
        "rows": [(row, kind(row), row_value(found, row), record_address(row)) for row in found.rows],
        "has_values": any(row.value is not None for row in found.rows),
        "has_customers": any(row.customer for row in found.rows),
        "open_batches": can_import(user),
        "is_team": subject == Subject.TEAM,
        "forever": FOREVER,
        "json": reverse("api:number", args=[subject, pk, kpi, month]),
    }
    return render(request, "portal/figure.html", context)


@require_GET
@reads_once
def export(request: HttpRequest, kpi: str, subject: str, pk: int, month: str, kind: str) -> HttpResponse:
    """The records behind a figure as CSV or XLSX: those that the page lists."""
    user, first = signed_in(request), read_month(month)
    last = next_month(first) - ONE_DAY
    name, _back = _subject(user, subject, pk, first, last)
    info = kpi_infos(last).get(kpi)
    if info is None or kind not in FORMATS:
        raise Http404
    found = opened(
        info,
        subject=Subject(subject),
        subject_id=pk,
        first=first,
        last=_until(request, first, last),
        part=_part(request, info),
        per_page=EXPORTED_MOST,
        whole_names=can_read_names(request.user),
    )
    rows = records_sheet(found)
    title = f"{info.title}, {name}"
    return table_file(rows, kind, name=f"{kpi}-{subject}-{pk}-{month}", title=title, at=now())


def _subject(user: User, subject: str, pk: int, first: date, last: date) -> tuple[str, str]:
    """The name, and the route of the page; 404 outside the reader's scope."""
    if subject == Subject.AGENT:
        return get_visible_or_404(policies.visible_people(user, first, last), pk=pk).name, "person"
    if subject == Subject.TEAM:
        return get_visible_or_404(policies.visible_teams(user, today()), pk=pk).name, "team"
    raise Http404


def _until(request: HttpRequest, first: date, last: date) -> date:
    """The last day that counts, `?to=2026-11-20`; the whole month unless given."""
    try:
        day = date.fromisoformat(request.GET["to"]) if "to" in request.GET else last
    except ValueError as error:
        raise Http404 from error
    if not first <= day <= last:
        raise Http404
    return day


def _part(request: HttpRequest, info: KpiInfo) -> Part:
    """`?part=numerator` or `denominator`: only the records that it counts."""
    try:
        part = Part(request.GET.get("part", ""))
    except ValueError as error:
        raise Http404 from error
    if part and not info.denominator:
        raise Http404
    return part


def _parts(info: KpiInfo) -> list[tuple[Part, str]]:
    """The choice of records of a ratio; nothing to choose where there is one part."""
    if not info.denominator:
        return []
    return [
        (Part.BOTH, _("All")),
        (Part.NUMERATOR, _("Numerator")),
        (Part.DENOMINATOR, _("Denominator")),
    ]


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 8 and int(text) > 0):
        raise Http404
    return int(text)


def _value(found: Opened) -> str:
    value = found.figure.value if found.figure else None
    return "–" if value is None else _text(found, value)


def _text(found: Opened, value: Fraction) -> str:
    currency = organisation().currency
    return kpi_text(value, unit=found.kpi.unit, decimals=found.kpi.decimals, money=currency)


def _formula(found: Opened) -> str:
    """The parts with their values, as far as the KPI divides."""
    figure = found.figure
    if figure is None or figure.denominator is None:
        return ""
    numerator = (
        plain(figure.numerator) if figure.scale == 1 else f"{plain(figure.numerator)} / {figure.scale}"
    )
    return _("%(numerator)s ÷ %(denominator)s = %(value)s") % {
        "numerator": numerator,
        "denominator": plain(figure.denominator),
        "value": _value(found),
    }


def _interval(found: Opened) -> str:
    """Where the share may well lie with so few records: Wilson's interval of 95 %; empty for others."""
    figure = found.figure
    if figure is None or not figure.denominator or found.kpi.unit != Unit.RATE or figure.scale != 1:
        return ""
    if not 0 <= figure.numerator <= figure.denominator:
        return ""
    low, high = wilson(figure.numerator, figure.denominator)
    return f"{percent(low)} – {percent(high)}"
