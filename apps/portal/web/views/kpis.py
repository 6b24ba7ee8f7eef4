"""What a KPI of a team says in a month: the panels below its history."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.audit.web.export import inert
from apps.engine.periods import Grain
from apps.metrics.choices import Subject
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import cells, kpi_infos
from apps.people import policies
from apps.people.clock import now, organisation, today
from apps.people.days import months_before
from apps.people.models import Team
from apps.people.web.files import FORMATS, table_file
from apps.people.web.scope import signed_in
from apps.people.written import plain
from apps.performance.gaps import Against, SalesGap, sales_gap, span_of
from apps.performance.mixes import mix_report
from apps.performance.queries import team_performance
from apps.performance.rows import TeamPerformance
from apps.portal.queries.kpi_page import SHOWN, full_target, months_seen, people_points, trend
from apps.portal.web.kpi_shown import (
    Written,
    beyond_shown,
    distribution_shown,
    mix_shown,
    people_shown,
    reached_words,
    scale_of,
    trend_shown,
)
from apps.portal.web.months import ShownMonth, shown_month
from apps.portal.web.shown import target_text
from apps.portal.web.views.people import reads_once

DRIVEN = {"outbound_calls": "calls", "conversion_rate": "conversion", "refund_amount": "refunds"}


@require_GET
@reads_once
def month(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The panels of one team: course with what is usual, people, distribution, shared / mix / own."""
    info, team, found, shown = _asked(request, code, pk)
    currency, grain = organisation().currency, _grain(request)
    write = Written(kpi=info, currency=currency)
    line, span = found.line(info.code), span_of(found)
    points = trend(info, pk, grain, on=min(today(), shown.last), through=found.data_through or today())
    seen = months_seen(info, found)
    target = line.target_value if line and not info.is_volume else None
    context: dict[str, Any] = {
        "kpi": info,
        "team": team,
        "month": shown,
        "performance": found,
        "here": request.path,
        "grain": grain.value,
        "grains": [(one, one is grain) for one in SHOWN],
        "trend": trend_shown(points, grain, target, write),
        "beyond": beyond_shown(points, grain, write),
        "usual_words": info.unit == "rate",
        "tiles": _tiles(info, found, write),
        "moved": _moved(info, found),
        "currency": currency,
        "distribution": distribution_shown(seen, write),
        "reached": reached_words(seen, write),
        "full_target": write(full_target(info, found)),
    }
    if span is not None:
        people = people_points(info, found, span)
        value = line.actual if line else None
        mix = mix_report(info, [found, *found.people], peers_of=found)
        context |= {
            "people": people_shown(people, value, write),
            "scale": scale_of(people, value),
            "team_value": value,
            "small": [one for one in people if one.is_small],
            "mix": mix_shown(mix, write) if mix else None,
        }
    return render(request, "portal/_kpi_month.html", context)


@require_GET
@reads_once
def people_file(request: HttpRequest, code: str, pk: int, kind: str) -> HttpResponse:
    """The people of a KPI as a file."""
    info, team, found, shown = _asked(request, code, pk)
    span = span_of(found)
    if kind not in FORMATS:
        raise Http404
    points = people_points(info, found, span) if span else []
    head = ["month", "agent", "team", "kpi", "value", "numerator", "denominator", "n", "low_95", "high_95"]
    rows = [
        [
            shown.value,
            inert(one.name),
            inert(team.name),
            info.code,
            *(_exact(part) for part in (one.value, one.figure.numerator, one.figure.denominator)),
            str(one.figure.n),
            *(_exact(part) for part in (one.low, one.high)),
        ]
        for one in points
    ]
    texts = {"month", "agent", "team", "kpi"}
    name = f"{info.code}-{team.code}-{shown.value}"
    return table_file([head, *rows], kind, name=name, title=info.title, at=now(), texts=texts)


def _exact(value: Any) -> str:
    return "" if value is None else plain(value).replace(",", "").replace("\N{MINUS SIGN}", "-")


def _asked(request: HttpRequest, code: str, pk: int) -> tuple[KpiInfo, Team, TeamPerformance, ShownMonth]:
    user, on = signed_in(request), today()
    shown = shown_month(request, on=on)
    team = policies.visible_teams(user, on).filter(pk=pk).first()
    info = kpi_infos(on).get(code)
    if team is None or info is None:
        raise Http404
    return info, team, team_performance(pk, shown.month, on=on), shown


def _grain(request: HttpRequest) -> Grain:
    asked = request.GET.get("grain", "")
    return next((one for one in SHOWN if one.value == asked), Grain.WEEK)


def _tiles(info: KpiInfo, found: TeamPerformance, write: Written) -> dict[str, Any]:
    """The value against its target and against the month before."""
    line = found.line(info.code)
    before = months_before(found.month, 1)
    last = cells(
        kpis={info.code: info},
        subject=Subject.TEAM,
        subject_ids=[found.team_id],
        grain=Grain.MONTH,
        starts=[before],
    ).get((found.team_id, info.code, before))
    tiles: dict[str, Any] = {"before": before, "last": write(last.value) if last else None}
    if line is not None:
        tiles |= {"line": line, "value": write(line.actual), "target": target_text(line, write.currency)}
        if last and last.value is not None and line.actual is not None and not info.is_volume:
            tiles["change"] = write.change(line.actual - last.value)
            tiles["last_n"] = last.n
    return tiles


def _moved(info: KpiInfo, found: TeamPerformance) -> tuple[Any, Any] | None:
    """What the KPI moved of the gap of sales to the target, where it is one of the drivers."""
    if info.code not in DRIVEN:
        return None
    gap = sales_gap(found, Against.TARGET)
    if not isinstance(gap, SalesGap):
        return None
    part = next((one.part for one in gap.drivers if one.code == DRIVEN[info.code]), None)
    return None if part is None else (part, gap.gap)
