"""Coaching assignments in scope."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.coaching.api.serializers import AssignmentParams, AssignmentSerializer
from apps.coaching.policies import visible_assignments
from apps.coaching.queries.lists import with_talks
from apps.people.api.base import ListView, list_of
from apps.people.clock import today


class Assignments(ListView):
    """One's own, those one gives, and those of people one leads."""

    params = AssignmentParams

    @extend_schema(
        operation_id="assignments_list",
        summary=_("Coaching assignments in scope"),
        parameters=[AssignmentParams],
        responses=list_of(AssignmentSerializer),
        tags=["coaching"],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        state = self.asked().get("state")
        rows = with_talks(visible_assignments(self.user, today())).order_by("-opened_at", "-pk")
        return self.listed(rows.filter(state=state) if state else rows, AssignmentSerializer)
