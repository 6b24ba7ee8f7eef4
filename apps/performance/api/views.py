"""How people and teams in scope stand in a month."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.people.api.asking import MonthParams
from apps.people.api.base import WHO, ReadView, last_day_of
from apps.people.clock import today
from apps.people.policies import person_of, visible_people, visible_teams
from apps.performance.api.serializers import PersonPerformanceSerializer, TeamPerformanceSerializer
from apps.performance.boards import for_own_eyes
from apps.performance.queries import person_performance, team_performance


class PersonPerformances(ReadView):
    """A person's achievement, score, place and pace."""

    params = MonthParams

    @extend_schema(
        operation_id="person_performance",
        summary=_("Achievement, score, place and pace of a person in a month"),
        parameters=[WHO, MonthParams],
        responses=PersonPerformanceSerializer,
        tags=["performance"],
    )
    def get(self, request: Request, who: int | None) -> Response:
        """Final in a closed month; in an open one the projected score."""
        month = self.month()
        person = self.person(visible_people(self.user, month, last_day_of(month)), who)
        found = person_performance(person.pk, month, on=today())
        me = person_of(self.user)
        if me is not None and me.pk == person.pk:
            found = for_own_eyes(found)
        return Response(PersonPerformanceSerializer(found).data)


class TeamPerformances(ReadView):
    """A team's achievement and score, and its people."""

    params = MonthParams

    @extend_schema(
        operation_id="team_performance",
        summary=_("Achievement and score of a team in a month, with its people"),
        parameters=[MonthParams],
        responses=TeamPerformanceSerializer,
        tags=["performance"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Final in a closed month; in an open one the projected score."""
        month = self.month()
        team = visible_teams(self.user, today()).filter(pk=pk).first()
        if team is None:
            raise Http404
        return Response(TeamPerformanceSerializer(team_performance(team.pk, month, on=today())).data)
