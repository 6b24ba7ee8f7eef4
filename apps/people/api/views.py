"""Who is signed in, people and teams in scope, tokens."""

from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.people.api.asking import PageParams
from apps.people.api.authentication import AttemptsByAddress, AttemptsByName, TokenSignIn
from apps.people.api.base import WHO, ListView, ReadView, last_day_of, list_of
from apps.people.api.serializers import (
    CredentialsSerializer,
    MeSerializer,
    PeopleParams,
    PersonSerializer,
    TeamSerializer,
    TokenSerializer,
)
from apps.people.clock import now, organisation, today
from apps.people.days import first_of_month
from apps.people.models import Person, User
from apps.people.operations.tokens import LIFETIME, give_token, revoke_token
from apps.people.policies import known_people, known_teams, person_of, roles_of
from apps.people.queries import teams_on
from apps.people.queries.roster import named, with_present


class Me(ReadView):
    """The sign-in, its person and roles of today."""

    @extend_schema(operation_id="me", summary=_("Who is signed in"), responses=MeSerializer, tags=["people"])
    def get(self, request: Request) -> Response:
        """The sign-in itself."""
        self.asked()
        me = {
            "username": self.user.username,
            "person": person_of(self.user),
            "roles": sorted(roles_of(self.user, today())),
            "today": today(),
            "organisation": organisation(),
        }
        return Response(MeSerializer(me).data)


class People(ListView):
    """People whose name, number and team the sign-in may read."""

    params = PeopleParams

    @extend_schema(
        operation_id="people_list",
        summary=_("People in scope"),
        parameters=[PeopleParams],
        responses=list_of(PersonSerializer),
        tags=["people"],
    )
    def get(self, request: Request) -> Response:
        """By name."""
        asked = self.asked()
        month = asked.get("month") or first_of_month(today())
        people = known_people(self.user, month, last_day_of(month))
        if "search" in asked:
            people = named(people, asked["search"])
        found, frame = self.page(with_present(people, today()).order_by("name", "pk"), asked)
        return Response({**frame, "results": _written(found)})


class OnePerson(ReadView):
    """One person."""

    @extend_schema(
        operation_id="person",
        summary=_("One person"),
        parameters=[WHO],
        responses=PersonSerializer,
        tags=["people"],
    )
    def get(self, request: Request, who: int | None) -> Response:
        """The person, if in scope on a day of this month."""
        self.asked()
        month = first_of_month(today())
        people = known_people(self.user, month, last_day_of(month))
        return Response(_written([self.person(with_present(people, today()), who)])[0])


def _written(people: list[Person]) -> list[Any]:
    teams = teams_on([person.pk for person in people], today())
    for person in people:
        person.__dict__["team"] = teams.get(person.pk)
    return list(PersonSerializer(people, many=True).data)


class Teams(ListView):
    """Teams that the sign-in may open."""

    @extend_schema(
        operation_id="teams_list",
        summary=_("Teams in scope"),
        parameters=[PageParams],
        responses=list_of(TeamSerializer),
        tags=["people"],
    )
    def get(self, request: Request) -> Response:
        """By name."""
        teams = known_teams(self.user, today()).select_related("site").order_by("name", "pk")
        return self.listed(teams, TeamSerializer)


class TokenView(APIView):
    """Tokens: given for a password, ended by whoever holds one."""

    http_method_names = ["post", "delete"]
    authentication_classes = (TokenSignIn,)

    def get_permissions(self) -> list[Any]:
        """Anyone may ask for a token; only its holder ends it."""
        return [IsAuthenticated()] if self.request.method == "DELETE" else [AllowAny()]

    def get_throttles(self) -> list[Any]:
        """Guessing is slow."""
        return [AttemptsByAddress(), AttemptsByName()] if self.request.method == "POST" else []

    @extend_schema(
        operation_id="token_create",
        summary=_("Get a token for a user name and password"),
        request=CredentialsSerializer,
        responses=TokenSerializer,
        auth=[],
        tags=["token"],
    )
    def post(self, request: Request) -> Response:
        """A new token; one given before ends."""
        form = CredentialsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = authenticate(request, **form.validated_data)
        if not isinstance(user, User):
            raise AuthenticationFailed(_("User name and password do not match."))
        token = give_token(user=user, by=user, at=now())
        return Response(TokenSerializer({"token": token.key, "expires": token.created + LIFETIME}).data)

    @extend_schema(
        operation_id="token_end",
        summary=_("End the token"),
        request=None,
        responses={204: None},
        tags=["token"],
    )
    def delete(self, request: Request) -> Response:
        """The token that signed this request in is worth nothing from now on."""
        user: Any = request.user
        revoke_token(user=user, by=user, at=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
