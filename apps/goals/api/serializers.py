"""Targets as the API writes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.engine.achievement import Direction
from apps.metrics.api.serializers import KpiRefSerializer
from apps.people.api.asking import MonthField
from apps.people.api.fields import ExactField
from apps.people.api.serializers import PersonRefSerializer


class WantedSerializer(serializers.Serializer[Any]):
    """What is wanted: `value` of higher and lower is better, `low` to `high` of a band; in the KPI's unit."""

    direction = serializers.ChoiceField(choices=[(one.value, one.value) for one in Direction])
    value = ExactField()
    zero = ExactField(help_text=_("Where achievement is 0 %"))
    low = ExactField()
    high = ExactField()
    low_limit = ExactField()
    high_limit = ExactField()


class TargetSerializer(serializers.Serializer[Any]):
    """One KPI of the scorecard, as it is wanted of the person: volumes by their own working time."""

    kpi = KpiRefSerializer(source="line.kpi")
    weight = serializers.DecimalField(max_digits=5, decimal_places=2, source="line.weight")
    grain = serializers.CharField(source="line.grain.value")
    objective = serializers.CharField(source="line.objective_name")
    target = WantedSerializer(source="wanted.target", default=None, allow_null=True)
    threshold = ExactField(source="wanted.threshold", default=None)
    stretch = ExactField(source="wanted.stretch", default=None)
    cap = ExactField(source="line.cap")
    own = serializers.BooleanField(help_text=_("Whether the person has a target of their own"))


class TargetsSerializer(serializers.Serializer[Any]):
    """A person's targets of a month; `scorecard` null and no targets where none is published."""

    person = PersonRefSerializer()
    month = MonthField()
    scorecard = serializers.CharField(source="card.scorecard.name", default=None, allow_null=True)
    worked_days = ExactField(source="card.worked_days", default=None)
    planned_days = ExactField(source="card.planned_days", default=None)
    acknowledged_at = serializers.DateTimeField(source="card.acknowledged_at", default=None, allow_null=True)
    targets = TargetSerializer(many=True, source="card.targets", default=())
