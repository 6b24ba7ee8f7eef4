"""Who was lost: the customers behind a team's retention and complaints, as lists, with causes by Pareto."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.audit.web.export import inert
from apps.engine.periods import Grain, next_start, period_start, previous_start
from apps.goals.queries.measures import measures_for
from apps.intake.policies import can_read_names
from apps.intake.queries.customers import customer_names
from apps.metrics.losing import (
    Complained,
    Lost,
    Pareto,
    Why,
    complaints_of,
    lost_customers,
    pareto,
    recurrence,
)
from apps.people.clock import now, organisation, today
from apps.people.days import ONE_DAY
from apps.people.models import Person, Team
from apps.people.policies import visible_teams
from apps.people.web.files import FORMATS, table_file
from apps.people.web.scope import signed_in
from apps.people.written import day_text, money, month_text, percent
from apps.portal.web.months import read_month
from apps.portal.web.views.people import reads_once

LISTED: Final = 50
MONTHS: Final = 6
COMPLAINT_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    team: Team
    teams: Sequence[Team]
    month: date

    @property
    def ends(self) -> date:
        return next_start(self.month, Grain.MONTH)

    @property
    def base(self) -> date:
        return previous_start(self.month, Grain.MONTH)

    @property
    def complaints_from(self) -> date:
        first = self.month
        for _month in range(COMPLAINT_MONTHS - 1):
            first = previous_start(first, Grain.MONTH)
        return first


@require_GET
@reads_once
def lost(request: HttpRequest) -> HttpResponse:
    """Both lists of a team, for whoever sees its people's figures."""
    asked = _asked(request)
    gone = lost_customers(asked.team.pk, asked.base, asked.month, asked.ends)
    complained = complaints_of(asked.team.pk, asked.complaints_from, asked.ends)
    listed, told = gone[:LISTED], complained[:LISTED]
    names = _names(request, listed, told)
    people = _people([*listed, *told])
    context = {
        "team": asked.team,
        "teams": asked.teams,
        "month": asked.month,
        "base": asked.base,
        "months": [(one, month_text(one), one == asked.month) for one in _months()],
        "count": len(gone),
        "rows": [
            (one, names.get(one.customer_id, ""), people.get(one.agent_id, ""), _why(one)) for one in listed
        ],
        "reasons": _pareto_shown(pareto((one.why.value, one.detail) for one in gone)),
        "complained": [
            (one, names.get(one.customer_id or 0, ""), people.get(one.agent_id, "")) for one in told
        ],
        "complaints": len(complained),
        "causes": _pareto_shown(pareto((Why.COMPLAINT.value, one.cause) for one in complained), _cause),
        "measures": _measures(asked),
        "currency": organisation().currency,
        "listed": LISTED,
        "since": asked.complaints_from,
    }
    return render(request, "portal/lost.html", context)


@require_GET
@reads_once
def export(request: HttpRequest, which: str, kind: str) -> HttpResponse:
    """One of the lists as a file: all of it."""
    asked = _asked(request)
    if which not in {"retention", "complaints"} or kind not in FORMATS:
        raise Http404
    rows = _retention_rows(request, asked) if which == "retention" else _complaint_rows(request, asked)
    name = f"{which}-{asked.team.pk}-{asked.month:%Y-%m}"
    return table_file(rows, kind, name=name, title=name, at=now())


def _asked(request: HttpRequest) -> _Asked:
    """Team and month of the address; 404 outside the reader's scope."""
    teams = list(visible_teams(signed_in(request), today()).order_by("name", "pk"))
    wanted = request.GET.get("team", "")
    chosen = next(
        (team for team in teams if str(team.pk) == wanted), None if wanted else next(iter(teams), None)
    )
    if chosen is None:
        raise Http404
    month = read_month(request.GET["month"]) if "month" in request.GET else period_start(today(), Grain.MONTH)
    return _Asked(chosen, teams, month)


def _months() -> list[date]:
    found = [period_start(today(), Grain.MONTH)]
    while len(found) < MONTHS:
        found.append(previous_start(found[-1], Grain.MONTH))
    return found


def _names(request: HttpRequest, gone: Sequence[Lost], complained: Sequence[Complained]) -> dict[int, str]:
    ids = {one.customer_id for one in gone}
    ids |= {one.customer_id for one in complained if one.customer_id is not None}
    return customer_names(ids, whole=can_read_names(request.user))


def _people(rows: Sequence[Lost | Complained]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in={row.agent_id for row in rows}).values_list("pk", "name"))


def _why(one: Lost) -> str:
    return _reason(one.why.value, one.detail)


def _reason(why: str, detail: str) -> str:
    if why == Why.COMPLAINT:
        return _("Complaint: %(cause)s") % {"cause": detail} if detail else _("Complaint without a cause")
    if why == Why.OUTCOME:
        return _("Last talk: %(outcome)s") % {"outcome": detail}
    return _("No talk since the last order") if why == Why.NO_TALK else _("Not known")


def _cause(_why: str, cause: str) -> str:
    return cause or _("not said")


def _pareto_shown(
    found: Sequence[Pareto], words: Callable[[str, str], str] = _reason
) -> dict[str, Any] | None:
    """The chart and its table; None where nothing is counted."""
    if not found:
        return None
    total = found[-1].so_far
    names = [words(*one.reason) for one in found]
    return {
        "chart": {
            "labels": names,
            "series": [{"name": _("Customers"), "values": [one.count for one in found]}],
        },
        "table": {
            "head": [_("Reason"), _("Count"), _("Share so far")],
            "rows": [
                [name, str(one.count), percent(Fraction(one.so_far, total))]
                for name, one in zip(names, found, strict=True)
            ],
        },
    }


def _measures(asked: _Asked) -> list[dict[str, Any]]:
    """Measures taken against complaints in these months, each with its causes before and after."""
    last = min(asked.ends - ONE_DAY, today() - timedelta(days=1))
    taken = measures_for(
        asked.complaints_from, last, kpi_codes=["complaint_rate"], team_ids=[asked.team.pk]
    ).filter(kpi__isnull=False)
    return [
        {"measure": one, "rows": rows}
        for one in taken[:5]
        if (rows := recurrence(asked.team.pk, one.starts, last))
    ]


def _retention_rows(request: HttpRequest, asked: _Asked) -> list[list[str]]:
    gone = lost_customers(asked.team.pk, asked.base, asked.month, asked.ends)
    names, people = _names(request, gone, []), _people(gone)
    currency = organisation().currency
    rows = [[_("Customer"), _("Agent"), _("Last order"), _("Amount"), _("Last talk"), _("Reason")]]
    for one in gone:
        texts = (names.get(one.customer_id, ""), people.get(one.agent_id, ""), _why(one))
        customer, agent, why = (inert(text) for text in texts)
        talk = day_text(one.last_talk) if one.last_talk else ""
        rows.append([customer, agent, day_text(one.last_order), money(one.amount, currency), talk, why])
    return rows


def _complaint_rows(request: HttpRequest, asked: _Asked) -> list[list[str]]:
    complained = complaints_of(asked.team.pk, asked.complaints_from, asked.ends)
    names, people = _names(request, [], complained), _people(complained)
    rows = [[_("Customer"), _("Agent"), _("Day"), _("Cause"), _("Severity"), _("Last order"), _("Last talk")]]
    for one in complained:
        texts = (names.get(one.customer_id or 0, ""), people.get(one.agent_id, ""), one.cause, one.severity)
        customer, agent, cause, severity = (inert(text) for text in texts)
        order = day_text(one.last_order) if one.last_order else ""
        talk = day_text(one.last_talk) if one.last_talk else ""
        rows.append([customer, agent, day_text(one.day), cause, severity, order, talk])
    return rows
