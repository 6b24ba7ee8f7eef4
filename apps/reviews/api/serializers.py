"""Reviews and actions as the API writes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.people.api.asking import PageParams
from apps.people.api.fields import ExactField
from apps.people.api.serializers import PersonRefSerializer, TeamRefSerializer
from apps.reviews.choices import ActionState, Cause, ReviewGrain, ReviewState
from apps.reviews.facts import read_facts
from apps.reviews.models import Review


class ReviewParams(PageParams):
    """Which reviews."""

    state = serializers.ChoiceField(
        choices=ReviewState.choices, required=False, help_text=_("open or closed; both unless given")
    )


class ActionParams(PageParams):
    """Which actions."""

    state = serializers.ChoiceField(
        choices=ActionState.choices, required=False, help_text=_("open or done; both unless given")
    )


class FactSerializer(serializers.Serializer[Any]):
    """A KPI in the review, frozen when it was opened; values in the KPI's unit."""

    kpi = serializers.CharField(source="code")
    name = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.CharField()
    weight = serializers.CharField()
    target = ExactField()
    low = ExactField()
    high = ExactField()
    actual = ExactField()
    achievement = ExactField()
    gap = ExactField()
    n = serializers.IntegerField()


class FindingSerializer(serializers.Serializer[Any]):
    """The cause that people chose for a KPI's gap."""

    kpi = serializers.CharField(source="kpi.code")
    cause = serializers.ChoiceField(choices=Cause.choices)
    part = serializers.CharField()
    why = serializers.CharField()
    view_of = serializers.IntegerField(source="view_of_id", allow_null=True)
    written_at = serializers.DateTimeField()


class ReviewSerializer(serializers.Serializer[Any]):
    """A team's weekly or monthly review."""

    id = serializers.IntegerField(source="pk")
    team = TeamRefSerializer()
    grain = serializers.ChoiceField(choices=ReviewGrain.choices)
    starts = serializers.DateField()
    state = serializers.ChoiceField(choices=ReviewState.choices)
    final = serializers.BooleanField(source="facts.final")
    data_through = serializers.DateField(source="facts.through", allow_null=True)
    facts_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    facts = serializers.SerializerMethodField()
    findings = FindingSerializer(many=True, source="findings.all")

    @extend_schema_field(FactSerializer(many=True))
    def get_facts(self, review: Review) -> list[dict[str, Any]]:
        """Each KPI's actual against its target."""
        return list(FactSerializer(read_facts(review.facts), many=True).data)


class ActionSerializer(serializers.Serializer[Any]):
    """What will be done, by one owner, until one day."""

    id = serializers.IntegerField(source="pk")
    team = TeamRefSerializer()
    review = serializers.IntegerField(source="review_id")
    kpi = serializers.CharField(source="kpi.code", default=None, allow_null=True)
    text = serializers.CharField()
    owner = PersonRefSerializer()
    due_day = serializers.DateField()
    state = serializers.ChoiceField(choices=ActionState.choices)
    done_at = serializers.DateTimeField(allow_null=True)
    done_note = serializers.CharField()
    before = ExactField(source="before_exact", help_text=_("The KPI's figure when it was decided"))
    expected = ExactField(source="expected_exact", help_text=_("The number expected, in the KPI's unit"))
    carried = serializers.IntegerField(help_text=_("Meetings that it outlived"))
    link = serializers.CharField()
    objective = serializers.IntegerField(source="objective_id", allow_null=True)
