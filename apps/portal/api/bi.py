"""Flat tables as JSON or CSV, page by page, and only what changed since a watermark."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.audit.web.export import inert
from apps.metrics.choices import CellGrain, Subject
from apps.people.api.asking import DayField, Params
from apps.people.api.base import ReadView
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.policies import has_role
from apps.portal.queries.bi import TABLES, Table
from apps.portal.queries.bi_rows import Asked, known_kpi, watermark

MOST_ROWS: Final = 50_000
ROWS: Final = 10_000
LARGEST: Final = 2**62
READERS: Final = (Role.AGENT, Role.MANAGER, Role.HR, Role.STEWARD, Role.DIRECTOR)


class TableParams(Params):
    """Which rows of a table."""

    after = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST,
        required=False,
        default=0,
        help_text=_("Rows after the one with this key"),
    )
    limit = serializers.IntegerField(
        min_value=1,
        max_value=MOST_ROWS,
        required=False,
        default=ROWS,
        help_text=_("Rows at once, at most 50,000"),
    )
    since = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST,
        required=False,
        default=0,
        help_text=_("Only what was written after this watermark"),
    )
    grain = serializers.ChoiceField(
        choices=CellGrain.values, required=False, help_text=_("day, week, month or quarter")
    )
    subject = serializers.ChoiceField(choices=Subject.values, required=False, help_text=_("agent or team"))
    kpi = serializers.CharField(max_length=40, required=False, help_text=_("Code of the KPI"))
    first = DayField(required=False, help_text=_("Periods that begin on this day or later"))
    last = DayField(required=False, help_text=_("Periods that begin on this day or before"))

    def get_fields(self) -> dict[str, Any]:
        """`from` and `to` in the address are words of Python."""
        fields = super().get_fields()
        return {{"first": "from", "last": "to"}.get(name, name): field for name, field in fields.items()}

    def validate_kpi(self, value: str) -> str:
        """A KPI that there is."""
        if not known_kpi(value):
            raise serializers.ValidationError(_("There is no KPI %(codes)s.") % {"codes": value})
        return value


class ColumnSerializer(serializers.Serializer[Any]):
    """A column and what it means."""

    name = serializers.CharField()
    meaning = serializers.CharField()


class TableSerializer(serializers.Serializer[Any]):
    """A table, where it is, and what may be asked of it."""

    name = serializers.CharField()
    meaning = serializers.CharField()
    json = serializers.CharField()
    csv = serializers.CharField()
    filters = serializers.ListField(child=serializers.CharField())
    incremental = serializers.BooleanField(help_text=_("Whether `since` may be asked"))
    columns = ColumnSerializer(many=True)


class RowsSerializer(serializers.Serializer[Any]):
    """A page of rows. `next` is the address of the following page; null: this is the last one."""

    table = serializers.CharField()
    watermark = serializers.IntegerField(help_text=_("Ask `since` this next time, once all pages are read"))
    next = serializers.CharField(allow_null=True)
    results = serializers.ListField(child=serializers.DictField())


class Tables(ReadView):
    """Which tables there are."""

    @extend_schema(
        operation_id="bi_tables",
        summary=_("Flat tables for Tableau and Power BI"),
        responses=TableSerializer(many=True),
        tags=["bi"],
    )
    def get(self, request: Request) -> Response:
        """Each with its columns."""
        self.asked()
        _refuse_strangers(self)
        return Response([_described(table) for table in TABLES.values()])


class Rows(ReadView):
    """The rows of a table."""

    params = TableParams

    @extend_schema(
        operation_id="bi_rows",
        summary=_("Rows of a flat table, as JSON or CSV"),
        parameters=[
            OpenApiParameter("table", str, "path", description=_("Name of the table"), enum=list(TABLES)),
            OpenApiParameter("kind", str, "path", description=_("json or csv"), enum=["json", "csv"]),
            TableParams,
        ],
        responses=RowsSerializer,
        tags=["bi"],
    )
    def get(self, request: Request, table: str, kind: str) -> HttpResponse:
        """In the order of their keys. CSV says the next page in `Link` and the watermark in `X-Watermark`."""
        _refuse_strangers(self)
        found = TABLES.get(table)
        if found is None or kind not in {"json", "csv"}:
            raise Http404
        asked = self.asked()
        _refuse_foreign(found, self.request.query_params.keys())
        mark = watermark(found.name)
        rows = list(found.rows(_question(self, asked)))[: asked["limit"]]
        following = _next(found, kind, rows, asked, self.request.query_params)
        written = _json if kind == "json" else _csv
        return written(found, rows, mark, following)


def _refuse_strangers(view: ReadView) -> None:
    """Administrators see no figures, and so no tables of them."""
    if not has_role(view.user, *READERS, on=today()):
        raise Http404


def _refuse_foreign(table: Table, given: Any) -> None:
    """A filter that the table does not know would silently give all rows."""
    known = {"after", "limit", *table.filters, *(["since"] if table.changes else [])}
    unknown = sorted(set(given) - known)
    if unknown:
        raise serializers.ValidationError({name: [_("There is no such parameter.")] for name in unknown})


def _question(view: ReadView, asked: Mapping[str, Any]) -> Asked:
    return Asked(
        user=view.user,
        on=today(),
        after=asked["after"],
        limit=asked["limit"],
        since=asked["since"],
        grain=asked.get("grain", ""),
        subject=asked.get("subject", ""),
        kpi=asked.get("kpi", ""),
        first=asked.get("from"),
        last=asked.get("to"),
    )


def _next(
    table: Table, kind: str, rows: list[Any], asked: Mapping[str, Any], given: Mapping[str, str]
) -> str | None:
    """The following page; None where this one is not full."""
    if len(rows) < asked["limit"]:
        return None
    query = {**{name: given[name] for name in given}, "after": rows[-1][0]}
    return f"{reverse('api:bi-rows', args=[table.name, kind])}?{urlencode(query)}"


def _json(table: Table, rows: list[Any], mark: int, following: str | None) -> HttpResponse:
    names = list(table.columns)
    return JsonResponse(
        {
            "table": table.name,
            "watermark": mark,
            "next": following,
            "results": [dict(zip(names, row, strict=True)) for row in rows],
        }
    )


def _csv(table: Table, rows: list[Any], mark: int, following: str | None) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(_cells(row) for row in rows)
    headers = {"X-Watermark": str(mark), "Content-Disposition": f'attachment; filename="{table.name}.csv"'}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _cells(row: tuple[Any, ...]) -> Iterator[Any]:
    for value in row:
        if isinstance(value, bool):
            yield "true" if value else "false"
        else:
            yield inert(value) if isinstance(value, str) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def _described(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "meaning": str(table.words),
        "json": reverse("api:bi-rows", args=[table.name, "json"]),
        "csv": reverse("api:bi-rows", args=[table.name, "csv"]),
        "filters": list(table.filters),
        "incremental": table.changes,
        "columns": [{"name": name, "meaning": str(words)} for name, words in table.columns.items()],
    }
