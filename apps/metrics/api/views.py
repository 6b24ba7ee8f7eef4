"""The catalogue of KPIs, and figures of agents and teams in scope."""

from datetime import date
from itertools import starmap
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.engine.periods import Grain, period_end, period_start
from apps.intake.queries import complete_through
from apps.metrics.api.serializers import FigureParams, FiguresSerializer, KpiSerializer
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import figures, history, kpi_infos, waiting
from apps.people.api.base import ReadView, last_day_of
from apps.people.clock import today
from apps.people.days import ONE_DAY, Days, first_of_month, merged, months_between
from apps.people.models import Person
from apps.people.policies import figure_days, visible_teams
from apps.people.queries import periods_between

Span = tuple[date, date]
Row = tuple[date, date, Figure]


class Kpis(ReadView):
    """What is measured, and how each is defined today."""

    @extend_schema(
        operation_id="kpis_list",
        summary=_("Catalogue of KPIs"),
        responses=KpiSerializer(many=True),
        tags=["figures"],
    )
    def get(self, request: Request) -> Response:
        """In the order of the catalogue."""
        self.asked()
        return Response(KpiSerializer(list(kpi_infos(today()).values()), many=True).data)


class Figures(ReadView):
    """Figures by period, or of a range."""

    params = FigureParams

    @extend_schema(
        operation_id="figures",
        summary=_("Figures of an agent or a team"),
        parameters=[FigureParams],
        responses=FiguresSerializer,
        tags=["figures"],
    )
    def get(self, request: Request) -> Response:
        """Exact, with numerator, denominator and n."""
        asked = self.asked()
        kpis = _kpis(asked["kpi"], asked["to"])
        subject_id, shown = self._scope(asked)
        rows = (
            _total(kpis, subject_id, asked)
            if asked["grain"] == Grain.TOTAL
            else _periods(kpis, subject_id, asked, shown)
        )
        final = _final_months(asked["from"], max((ends for _, ends, _ in rows), default=asked["to"]))
        answer = {
            "subject": asked["subject"],
            "id": subject_id,
            "grain": asked["grain"],
            "updating": waiting(topics=_topics(kpis), first=asked["from"], last=asked["to"]),
            "complete_through": {
                code: complete_through(info.topics | info.beside) for code, info in kpis.items()
            },
            "results": [_written(row, final) for row in rows],
        }
        return Response(FiguresSerializer(answer).data)

    def _scope(self, asked: dict[str, Any]) -> tuple[int, list[Days]]:
        """Whose figures, and the days that may be seen; 404 for a stranger's."""
        if asked["subject"] == Subject.TEAM:
            team = visible_teams(self.user, today()).filter(pk=int(asked["id"])).first()
            if team is None:
                raise Http404
            return team.pk, [_days(asked["from"], asked["to"])]
        who = None if asked["id"] == "me" else int(asked["id"])
        person = self.person(Person.objects.all(), who)
        shown = merged(starmap(_days, figure_days(self.user, person, *_touched(asked))))
        if not shown or (asked["grain"] == Grain.TOTAL and not _inside(asked, shown)):
            raise Http404
        return person.pk, shown


def _kpis(codes: list[str], on: date) -> dict[str, KpiInfo]:
    """The KPIs of these codes. ValidationError names those that are none."""
    known = kpi_infos(on)
    unknown = [code for code in codes if code not in known]
    if unknown:
        sentence = _("There is no KPI %(codes)s.") % {"codes": ", ".join(unknown)}
        raise serializers.ValidationError({"kpi": [sentence]})
    return {code: known[code] for code in codes}


def _topics(kpis: dict[str, KpiInfo]) -> frozenset[str]:
    return frozenset(topic for info in kpis.values() for topic in info.topics | info.beside)


def _touched(asked: dict[str, Any]) -> Span:
    """The days of all periods that begin in the range."""
    grain = Grain(asked["grain"])
    last = (
        asked["to"] if grain == Grain.TOTAL else period_end(period_start(asked["to"], grain), grain) - ONE_DAY
    )
    return asked["from"], last


def _days(first: date, last: date) -> Days:
    return Days(first=first, last=last)


def _inside(asked: dict[str, Any], shown: list[Days]) -> bool:
    """A sum over a range shows days that a leader may not see, unless all of them are in scope."""
    return any(days.first <= asked["from"] and asked["to"] <= days.last for days in shown)


def _total(kpis: dict[str, KpiInfo], subject_id: int, asked: dict[str, Any]) -> list[Row]:
    found = figures(
        kpis=kpis,
        subject=Subject(asked["subject"]),
        subject_ids=[subject_id],
        first=asked["from"],
        last=asked["to"],
    )
    ends = asked["to"] + ONE_DAY
    return [(asked["from"], ends, found[subject_id, code]) for code in kpis if (subject_id, code) in found]


def _periods(
    kpis: dict[str, KpiInfo], subject_id: int, asked: dict[str, Any], shown: list[Days]
) -> list[Row]:
    """Each period that touches a day in scope."""
    grain = Grain(asked["grain"])
    found = history(
        kpis=kpis,
        subject=Subject(asked["subject"]),
        subject_ids=[subject_id],
        grain=grain,
        first=asked["from"],
        last=asked["to"],
    )
    rows = [
        (starts, period_end(starts, grain), figure)
        for code in kpis
        for starts, figure in found.get((subject_id, code), ())
    ]
    return [row for row in rows if any(days.first < row[1] and days.last >= row[0] for days in shown)]


def _final_months(first: date, ends: date) -> set[date]:
    return {view.month for view in periods_between(first_of_month(first), last_day_of(ends)) if view.final}


def _written(row: Row, final: set[date]) -> dict[str, Any]:
    starts, ends, figure = row
    return {
        "kpi": figure.kpi,
        "starts": starts,
        "ends": ends,
        "final": all(month in final for month in months_between(starts, ends - ONE_DAY)),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n": figure.n,
        "scale": figure.scale,
        "value": figure.value,
    }
