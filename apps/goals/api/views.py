"""What is wanted of a person in a month."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.goals.api.serializers import TargetsSerializer
from apps.goals.queries.own import own_scorecards
from apps.people.api.asking import MonthParams
from apps.people.api.base import WHO, ReadView, last_day_of
from apps.people.policies import visible_people


class Targets(ReadView):
    """The published targets of a person in scope."""

    params = MonthParams

    @extend_schema(
        operation_id="person_targets",
        summary=_("Targets of a person in a month"),
        parameters=[WHO, MonthParams],
        responses=TargetsSerializer,
        tags=["targets"],
    )
    def get(self, request: Request, who: int | None) -> Response:
        """By the scorecard of the home team on the person's last day in the month."""
        month = self.month()
        person = self.person(visible_people(self.user, month, last_day_of(month)), who)
        card = next(iter(own_scorecards(person.pk, [month])), None)
        return Response(TargetsSerializer({"person": person, "month": month, "card": card}).data)
