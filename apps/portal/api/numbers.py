"""One number opened: what a figure of a month is made of, with the records behind it, page by page."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.intake.policies import can_read_names
from apps.metrics.api.serializers import KpiSerializer
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure
from apps.metrics.queries import kpi_infos
from apps.metrics.records import Part
from apps.metrics.wordings import measure_words
from apps.people.api.asking import LARGEST_PAGE, DayField, MonthField, PageParams
from apps.people.api.base import ReadView
from apps.people.api.fields import ExactField
from apps.people.clock import today
from apps.people.days import ONE_DAY, next_month
from apps.people.policies import visible_people, visible_teams
from apps.people.queries.periods import period
from apps.portal.queries.opened import Opened, opened

PATH = [
    OpenApiParameter("subject", str, "path", description=_("Whose: agent or team"), enum=["agent", "team"]),
    OpenApiParameter("pk", int, "path", description=_("Id of the agent or team")),
    OpenApiParameter("kpi", str, "path", description=_("Code of the KPI")),
    OpenApiParameter("month", str, "path", description=_("Month like 2026-10")),
]


class NumberParams(PageParams):
    """Which days of the month, and which of the records."""

    to = DayField(required=False, help_text=_("Last day that counts; the whole month unless given"))
    part = serializers.ChoiceField(
        choices=[part.value for part in Part if part],
        required=False,
        help_text=_("Only the records of the numerator or of the denominator"),
    )


class PartsSerializer(serializers.Serializer[Any]):
    """`value` = numerator / (scale × denominator), in the KPI's unit."""

    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField(allow_null=True)
    n = serializers.IntegerField()
    scale = serializers.IntegerField()
    value = ExactField()


class PlaceSerializer(serializers.Serializer[Any]):
    """A team in which the agent's records counted, with the days."""

    team = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(help_text=_("The day after the last"))


class ReasonSerializer(serializers.Serializer[Any]):
    """Records of the same days that do not count, and why."""

    code = serializers.CharField()
    count = serializers.IntegerField()
    words = serializers.CharField()


class CheckSerializer(serializers.Serializer[Any]):
    """The nightly comparison of all stored figures with their records."""

    finished_at = serializers.DateTimeField()
    compared = serializers.IntegerField()
    different = serializers.IntegerField()
    waiting = serializers.IntegerField()


class RecordSerializer(serializers.Serializer[Any]):
    """A record with its batch, file and row. `value` is what it adds, in the KPI's unit."""

    type = serializers.CharField(source="record.table")
    key = serializers.CharField(source="record.key")
    day = serializers.DateField(source="record.day", allow_null=True)
    agent = serializers.IntegerField(source="record.person_id")
    agent_name = serializers.CharField(source="person")
    customer = serializers.CharField(
        help_text=_("As people may see it: masked unless the source says otherwise")
    )
    value = ExactField()
    batch = serializers.IntegerField(source="record.batch_id")
    file = serializers.CharField(source="filename")
    row = serializers.IntegerField(source="record.row")


class NumberSerializer(serializers.Serializer[Any]):
    """A figure with everything it rests on."""

    kpi = KpiSerializer()
    subject = serializers.ChoiceField(choices=Subject.choices)
    id = serializers.IntegerField()
    name = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(help_text=_("The day after the last"))
    figure = PartsSerializer(allow_null=True, help_text=_("As it is stored; null: no data"))
    recomputed = PartsSerializer(allow_null=True, help_text=_("From its records, just now"))
    equal = serializers.BooleanField(help_text=_("Whether both are the same"))
    formula = serializers.CharField(help_text=_("The parts in words, with the values in them"))
    final = serializers.BooleanField(help_text=_("Whether the month is closed"))
    complete_through = serializers.DateField(
        allow_null=True, help_text=_("The last day that is complete in every source")
    )
    updating = serializers.BooleanField(help_text=_("Whether records wait to be computed"))
    checked = CheckSerializer(allow_null=True)
    places = PlaceSerializer(many=True)
    left_out = ReasonSerializer(many=True)
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = RecordSerializer(many=True)


class Number(ReadView):
    """One number opened."""

    params = NumberParams

    @extend_schema(
        operation_id="number",
        summary=_("A figure opened: parts, formula, what was left out, and its records"),
        parameters=[*PATH, NumberParams],
        responses=NumberSerializer,
        tags=["figures"],
    )
    def get(self, request: Request, subject: str, pk: int, kpi: str, month: str) -> Response:
        """As the page shows it, for whoever may open that."""
        asked = self.asked()
        first = self._month(month)
        last = next_month(first) - ONE_DAY
        name = self._name(subject, pk, first, last)
        info = kpi_infos(last).get(kpi)
        if info is None:
            raise Http404
        until = asked.get("to", last)
        if not first <= until <= last:
            raise serializers.ValidationError({"to": [_("Choose a day of the month.")]})
        found = opened(
            info,
            subject=Subject(subject),
            subject_id=pk,
            first=first,
            last=until,
            page=asked["page"],
            part=Part(asked.get("part", "")),
            per_page=min(asked["page_size"], LARGEST_PAGE),
            whole_names=can_read_names(self.user),
        )
        answer = {**_written(found), "subject": subject, "id": pk, "name": name, "final": period(first).final}
        return Response(NumberSerializer(answer).data)

    def _month(self, text: str) -> date:
        try:
            month: date = MonthField().to_internal_value(text)
        except serializers.ValidationError as error:
            raise Http404 from error
        return month

    def _name(self, subject: str, pk: int, first: date, last: date) -> str:
        """404 outside the reader's scope, as if it did not exist."""
        if subject == Subject.AGENT:
            return self.person(visible_people(self.user, first, last), pk).name
        team = visible_teams(self.user, today()).filter(pk=pk).first() if subject == Subject.TEAM else None
        if team is None:
            raise Http404
        return str(team.name)


def _written(found: Opened) -> dict[str, Any]:
    return {
        "kpi": found.kpi,
        "starts": found.first,
        "ends": found.last + ONE_DAY,
        "figure": found.figure,
        "recomputed": found.recomputed,
        "equal": found.is_equal,
        "formula": _formula(found, found.figure),
        "complete_through": found.through,
        "updating": found.updating,
        "checked": found.checked,
        "places": [{"team": team, "starts": one.starts, "ends": one.ends} for team, one in found.places],
        "left_out": found.left_out,
        "count": found.total,
        "page": found.page,
        "pages": found.pages,
        "results": found.rows,
    }


def _formula(found: Opened, figure: Figure | None) -> str:
    """`customers who bought after a contact (49) ÷ customers reached (774)`; one part where none divides."""
    if figure is None:
        return ""
    above = f"{measure_words(found.kpi.numerator)} ({figure.numerator})"
    if figure.denominator is None:
        return above
    return f"{above} ÷ {measure_words(found.kpi.denominator)} ({figure.denominator})"
