"""Coaching as the API writes it; the notes of talks stay on the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.coaching.choices import AssignmentState, Origin, Outcome
from apps.coaching.models import Assignment
from apps.coaching.sentences import reason, topic
from apps.people.api.asking import MonthField, PageParams
from apps.people.api.serializers import PersonRefSerializer


class AssignmentParams(PageParams):
    """Which assignments."""

    state = serializers.ChoiceField(
        choices=AssignmentState.choices, required=False, help_text=_("open or closed; both unless given")
    )


class AssignmentSerializer(serializers.Serializer[Any]):
    """Who coaches whom, on what, why, until when."""

    id = serializers.IntegerField(source="pk")
    person = PersonRefSerializer()
    coach = PersonRefSerializer()
    rule = serializers.CharField(
        source="rule.name", default="", help_text=_("Empty where no rule asked for it")
    )
    kpi = serializers.CharField(source="kpi_code", help_text=_("Code of the KPI; empty for the score"))
    topic = serializers.SerializerMethodField(help_text=_("The KPI's name, or the score"))
    reason = serializers.SerializerMethodField(help_text=_("In words and figures"))
    origin = serializers.ChoiceField(choices=Origin.choices)
    week = serializers.DateField(allow_null=True, help_text=_("Monday of its slot; null while it waits"))
    month = MonthField()
    opened_at = serializers.DateTimeField()
    due_day = serializers.DateField()
    state = serializers.ChoiceField(choices=AssignmentState.choices)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_blank=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    talks = serializers.IntegerField()
    last_talk = serializers.DateField(allow_null=True)

    def get_topic(self, row: Assignment) -> str:
        """The KPI's name, or the score."""
        return topic(row)

    def get_reason(self, row: Assignment) -> str:
        """In words and figures."""
        return reason(row)
