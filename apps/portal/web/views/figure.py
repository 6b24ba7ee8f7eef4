"""One number opened: every figure of the portal leads here."""

from datetime import date
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.intake.policies import can_import
from apps.metrics.choices import Subject
from apps.metrics.queries import kpi_infos
from apps.people import policies
from apps.people.choices import Topic
from apps.people.clock import organisation, today
from apps.people.days import FOREVER, ONE_DAY, next_month
from apps.people.models import User
from apps.people.queries.periods import period
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.people.written import money, plain
from apps.portal.queries.opened import Opened, RecordRow, opened
from apps.portal.templatetags.figures import kpi_text
from apps.portal.web.months import read_month
from apps.portal.web.views.people import reads_once

RECORDS = {
    "call": Topic.CALL,
    "order": Topic.ORDER,
    "refund": Topic.REFUND,
    "opportunity": Topic.OPPORTUNITY,
    "enquiry": Topic.ENQUIRY,
    "surveyresponse": Topic.SURVEY,
    "complaint": Topic.COMPLAINT,
    "evaluation": Topic.EVALUATION,
}


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
    found = opened(
        info, subject=Subject(subject), subject_id=pk, first=first, last=until, page=_page(request)
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
        "final": period(first).final,
        "value": _value(found),
        "formula": _formula(found),
        "rows": [(row, RECORDS[row.record.table].label, _row_value(found, row)) for row in found.rows],
        "has_values": any(row.value is not None for row in found.rows),
        "open_batches": can_import(user),
        "is_team": subject == Subject.TEAM,
        "forever": FOREVER,
    }
    return render(request, "portal/figure.html", context)


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


def _row_value(found: Opened, row: RecordRow) -> str:
    """What a record adds: money to the cent, other units as they are; nothing where records only count."""
    if row.value is None or row.record.value is None:
        return ""
    if found.kpi.unit == "money":
        return money(row.record.value, organisation().currency)
    return plain(row.value, 2)


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
