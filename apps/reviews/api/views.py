"""Reviews of teams in scope, and their actions."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.people.api.base import ListView, list_of
from apps.people.clock import today
from apps.reviews.api.serializers import ActionParams, ActionSerializer, ReviewParams, ReviewSerializer
from apps.reviews.policies import visible_actions, visible_reviews
from apps.reviews.queries import listed_actions


class Reviews(ListView):
    """Reviews of the teams one leads; all for a director."""

    params = ReviewParams

    @extend_schema(
        operation_id="reviews_list",
        summary=_("Reviews in scope"),
        parameters=[ReviewParams],
        responses=list_of(ReviewSerializer),
        tags=["reviews"],
    )
    def get(self, request: Request) -> Response:
        """Latest period first."""
        state = self.asked().get("state")
        rows = visible_reviews(self.user, today()).select_related("team").prefetch_related("findings__kpi")
        rows = rows.order_by("-starts", "team__name", "pk")
        return self.listed(rows.filter(state=state) if state else rows, ReviewSerializer)


class Actions(ListView):
    """Actions of the teams whose reviews one sees, and one's own."""

    params = ActionParams

    @extend_schema(
        operation_id="actions_list",
        summary=_("Actions in scope"),
        parameters=[ActionParams],
        responses=list_of(ActionSerializer),
        tags=["reviews"],
    )
    def get(self, request: Request) -> Response:
        """Open ones by due day, then done ones."""
        state = self.asked().get("state")
        rows = listed_actions(visible_actions(self.user, today()))
        return self.listed(rows.filter(state=state) if state else rows, ActionSerializer)
