"""Compare: any people, teams and months in scope side by side, by campaign and by script."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.audit.web.export import inert
from apps.engine.periods import Grain
from apps.metrics.choices import Subject
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.metrics.web.history import short_name
from apps.people import policies
from apps.people.choices import MembershipKind
from apps.people.clock import now, organisation, today
from apps.people.days import ONE_DAY, first_of_month, months_before, next_month
from apps.people.models import Membership, User
from apps.people.queries.dated import touching
from apps.people.web.files import FORMATS, table_file
from apps.people.web.scope import signed_in
from apps.people.written import month_text, plain, written
from apps.performance.policies import can_see_insights
from apps.portal.queries.comparing import (
    Chosen,
    Compared,
    Words,
    by_campaign,
    by_script,
    references,
    side_by_side,
)
from apps.portal.web.kpi_shown import Written
from apps.portal.web.months import OFFERED
from apps.portal.web.views.people import reads_once

MOST: Final = 12  # people and teams, months: more is no comparison
OFFERED_PEOPLE: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is compared, with what may be chosen."""

    kpi: KpiInfo
    kpis: dict[str, KpiInfo]
    offered: list[Chosen]
    chosen: list[Chosen]
    months: list[date]
    choices: list[date]


@require_GET
@reads_once
def compare(request: HttpRequest) -> HttpResponse:
    """The table, a chart over the months, and what the first is held against."""
    asked = _asked(request)
    write = Written(kpi=asked.kpi, currency=organisation().currency)
    rows = side_by_side(asked.kpi, asked.chosen, asked.months) if asked.chosen else []
    context = {
        "asked": asked,
        "keys": [one.key for one in asked.chosen],
        "month_choices": [
            (f"{month:%Y-%m}", month_text(month), month in asked.months) for month in asked.choices
        ],
        "rows": [_row(row, write) for row in rows],
        "chart": _chart(asked, rows, write),
        "query": request.GET.urlencode(),
        **_deeper(asked, write),
    }
    return render(request, "portal/compare.html", context)


@require_GET
@reads_once
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file."""
    asked = _asked(request)
    if kind not in FORMATS:
        raise Http404
    rows = side_by_side(asked.kpi, asked.chosen, asked.months) if asked.chosen else []
    head = ["kpi", "who", "month", "value", "numerator", "denominator", "n", "low_95", "high_95"]
    sheet = [
        [
            asked.kpi.code,
            inert(row.name),
            f"{row.month:%Y-%m}",
            *(_exact(part) for part in (row.value, row.numerator, row.denominator)),
            str(row.n),
            *(_exact(part) for part in (row.low, row.high)),
        ]
        for row in rows
    ]
    name = f"compare-{asked.kpi.code}"
    return table_file(
        [head, *sheet], kind, name=name, title=asked.kpi.title, at=now(), texts={"kpi", "who", "month"}
    )


def _asked(request: HttpRequest) -> Asked:
    user, on = signed_in(request), today()
    if not can_see_insights(user, on):
        raise Http404
    kpis = kpi_infos(on)
    kpi = kpis.get(request.GET.get("kpi", "")) or next(iter(kpis.values()), None)
    if kpi is None:
        raise Http404
    choices = [months_before(first_of_month(on), number) for number in range(OFFERED)]
    given = set(request.GET.getlist("month"))
    months = sorted(month for month in choices if f"{month:%Y-%m}" in given)[:MOST] or [choices[0]]
    offered = _offered(user, min(months), on)
    wanted = request.GET.getlist("who")
    by_key = {one.key: one for one in offered}
    chosen = [by_key[key] for key in dict.fromkeys(wanted) if key in by_key][:MOST]
    if not wanted:
        chosen = [one for one in offered if one.subject == Subject.TEAM][:4]
    return Asked(kpi=kpi, kpis=kpis, offered=offered, chosen=chosen, months=months, choices=choices)


def _offered(user: User, first: date, on: date) -> list[Chosen]:
    """The teams and people in the reader's scope. Two queries."""
    teams = policies.visible_teams(user, on).order_by("name", "pk")
    people = policies.visible_people(user, first, on).filter(memberships__kind=MembershipKind.HOME)
    return [
        *(
            Chosen(key=f"team-{pk}", name=name, subject=Subject.TEAM, subject_id=pk)
            for pk, name in teams.values_list("pk", "name")
        ),
        *(
            Chosen(key=f"agent-{pk}", name=name, subject=Subject.AGENT, subject_id=pk)
            for pk, name in people.distinct()
            .order_by("name", "pk")
            .values_list("pk", "name")[:OFFERED_PEOPLE]
        ),
    ]


def _deeper(asked: Asked, write: Written) -> dict[str, Any]:
    """The first chosen against its references, by campaign and by script, in the last month chosen."""
    if not asked.chosen:
        return {"first": None}
    first, month = asked.chosen[0], asked.months[-1]
    team_id, colleagues = _place(first, month)
    words = Words(
        past=_("own three months before"),
        team=_("the team"),
        best=_("best quarter from"),
        company=_("the whole company"),
    )
    own = side_by_side(asked.kpi, [first], [month])
    held = references(asked.kpi, first, month, team_id=team_id, colleagues=colleagues, words=words)
    return {
        "first": first,
        "last_month": month,
        "held": [_row(row, write) for row in [*own, *held]],
        "campaigns": [_row(row, write) for row in by_campaign(asked.kpi, first, month)],
        "scripts": [_row(row, write) for row in by_script(asked.kpi, first, month)],
    }


def _place(first: Chosen, month: date) -> tuple[int | None, list[int]]:
    """The home team of the month, and everybody at home in it; of a team: itself. At most two queries."""
    last = next_month(month) - ONE_DAY
    homes = Membership.objects.filter(touching(month, last), kind=MembershipKind.HOME)
    if first.subject == Subject.TEAM:
        team_id: int | None = first.subject_id
    else:
        row = homes.filter(person_id=first.subject_id).order_by("-starts").first()
        team_id = row.team_id if row else None
    inside = homes.none() if team_id is None else homes.filter(team_id=team_id)
    people = inside.order_by().values_list("person_id", flat=True)
    return (None if first.subject == Subject.TEAM else team_id), sorted(set(people))


def _row(row: Compared, write: Written) -> dict[str, Any]:
    return {
        "row": row,
        "name": row.name or _("not named"),
        "month": month_text(row.month),
        "value": write(row.value),
        "n": written(row.n, 0),
        "interval": "" if row.low is None or row.high is None else f"{write(row.low)} – {write(row.high)}",
    }


def _chart(asked: Asked, rows: list[Compared], write: Written) -> dict[str, Any] | None:
    if len(asked.months) < 2 or not rows:
        return None
    values: dict[str, list[Fraction | None]] = {}
    for row in rows:
        values.setdefault(row.name, []).append(row.value)
    chart = {
        "labels": [short_name(month, Grain.MONTH) for month in asked.months],
        "series": [{"name": name, "values": points} for name, points in values.items()],
        **write.chart,
    }
    table = {
        "head": [_("Who"), *(month_text(month) for month in asked.months)],
        "rows": [[name, *(write(value) for value in points)] for name, points in values.items()],
    }
    return {"chart": chart, "table": table}


def _exact(value: Any) -> str:
    return "" if value is None else plain(value).replace(",", "").replace("\N{MINUS SIGN}", "-")
