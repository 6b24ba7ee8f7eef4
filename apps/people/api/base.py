"""What every view of the API does alike: who asks, with which parameters, about whom, page by page."""

from datetime import date
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.people.api.asking import PageParams, Params
from apps.people.clock import today
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.models import Person, User
from apps.people.policies import person_of
from apps.people.reading import reading_once


class Who:
    """A person in an address: an id, or `me` for whoever is signed in (None)."""

    regex = "me|[0-9]{1,18}"

    def to_python(self, value: str) -> int | None:
        """The id; None for `me`."""
        return None if value == "me" else int(value)

    def to_url(self, value: int | str | None) -> str:
        """The address's part."""
        return "me" if value in {None, "me"} else str(value)


register_converter(Who, "who")

WHO = OpenApiParameter(
    name="who", type=str, location=OpenApiParameter.PATH, description=_("Id of a person, or “me”")
)


class ReadView(APIView):
    """A view that only reads; parts that several reads of it ask again are asked once."""

    http_method_names = ["get", "head"]
    params: ClassVar[type[Params]] = Params

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer within one reading."""
        with reading_once():
            return super().dispatch(request, *args, **kwargs)

    def asked(self) -> dict[str, Any]:
        """The parameters. Raises ValidationError, which answers 400 with a sentence for each."""
        form = self.params(data=self.request.query_params.dict())
        form.is_valid(raise_exception=True)
        found: dict[str, Any] = form.validated_data
        return found

    def month(self) -> date:
        """The first of the month that is asked about: the present one unless given."""
        asked: date = self.asked().get("month") or first_of_month(today())
        return asked

    @property
    def user(self) -> User:
        """Who asks; the API answers nobody else than users."""
        if isinstance(self.request.user, User):
            return self.request.user
        raise Http404

    def person_id(self, who: int | None) -> int:
        """The id meant by an address; 404 where `me` is nobody."""
        if who is not None:
            return who
        me = person_of(self.user)
        if me is None:
            raise Http404
        return me.pk

    def person(self, people: QuerySet[Person], who: int | None) -> Person:
        """The person, if among those a policy lets through; else 404, as if they did not exist."""
        found = people.filter(pk=self.person_id(who)).first()
        if found is None:
            raise Http404
        return found


class ListView(ReadView):
    """A list, page by page."""

    params: ClassVar[type[Params]] = PageParams

    def page(self, rows: QuerySet[Any], asked: dict[str, Any]) -> tuple[list[Any], dict[str, int]]:
        """The rows of the page that is asked for, and what stands beside them: two queries.

        Raises ValidationError beyond the last page.
        """
        pages = Paginator(rows, asked["page_size"])
        if asked["page"] > pages.num_pages:
            raise serializers.ValidationError(
                {"page": [_("There are only %(pages)s pages.") % {"pages": pages.num_pages}]}
            )
        frame = {"count": pages.count, "page": asked["page"], "pages": pages.num_pages}
        return list(pages.page(asked["page"]).object_list), frame

    def listed(
        self,
        rows: QuerySet[Any],
        serializer: type[serializers.BaseSerializer[Any]],
        context: dict[str, Any] | None = None,
    ) -> Response:
        """The page that is asked for, each row by the serializer."""
        found, frame = self.page(rows, self.asked())
        return Response({**frame, "results": serializer(found, many=True, context=context or {}).data})


def list_of(row: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The shape of a page of rows, for the schema."""
    name = f"{row.__name__.removesuffix('Serializer')}List"
    fields = {
        "count": serializers.IntegerField(),
        "page": serializers.IntegerField(),
        "pages": serializers.IntegerField(),
        "results": row(many=True),
    }
    return type(f"{name}Serializer", (serializers.Serializer,), fields)


def last_day_of(month: date) -> date:
    """The last day of a month given by its first."""
    return next_month(month) - ONE_DAY
