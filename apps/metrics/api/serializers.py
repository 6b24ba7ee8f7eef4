"""KPIs and figures as the API writes them."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.engine.periods import Grain
from apps.metrics.choices import Category, Horizon, KpiDirection, Subject, Unit
from apps.people.api.asking import DayField, Params
from apps.people.api.fields import ExactField

MOST_KPIS: Final = 20
MOST_DAYS: Final = {Grain.DAY: 92, Grain.WEEK: 400, Grain.MONTH: 3700, Grain.QUARTER: 3700, Grain.TOTAL: 400}
GRAINS: Final = [(grain.value, grain.value) for grain in MOST_DAYS]


class KpiRefSerializer(serializers.Serializer[Any]):
    """A KPI named in another object."""

    code = serializers.CharField()
    name = serializers.CharField(source="title")
    unit = serializers.ChoiceField(choices=Unit.choices)
    decimals = serializers.IntegerField()
    direction = serializers.ChoiceField(choices=KpiDirection.choices)


class KpiSerializer(KpiRefSerializer):
    """A KPI of the catalogue with the definition in force today."""

    category = serializers.ChoiceField(choices=Category.choices)
    horizon = serializers.ChoiceField(choices=Horizon.choices)
    is_volume = serializers.BooleanField()
    min_sample = serializers.IntegerField()
    version = serializers.IntegerField()
    definition = serializers.CharField(source="words")
    scale = serializers.IntegerField()


class FigureParams(Params):
    """Which figures."""

    kpi = serializers.CharField(max_length=1000, help_text=_("Codes of KPIs, separated by commas"))
    subject = serializers.ChoiceField(choices=Subject.choices, help_text=_("Whose figures: agent or team"))
    id = serializers.RegexField(r"^(me|[0-9]{1,18})$", help_text=_("Id of the agent (or “me”) or team"))
    grain = serializers.ChoiceField(
        choices=GRAINS, help_text=_("day, week, month, quarter: one figure for each period; total: one")
    )
    first = DayField(help_text=_("First day; of periods, those that begin on it or later"))
    last = DayField(help_text=_("Last day, included; of periods, those that begin on it or before"))

    def get_fields(self) -> dict[str, Any]:
        """`from` and `to` in the address are words of Python."""
        fields = super().get_fields()
        return {{"first": "from", "last": "to"}.get(name, name): field for name, field in fields.items()}

    def validate_kpi(self, value: str) -> list[str]:
        """The codes, each once."""
        codes = list(dict.fromkeys(code.strip() for code in value.split(",") if code.strip()))
        if len(codes) > MOST_KPIS:
            raise serializers.ValidationError(_("At most %(most)s KPIs at once.") % {"most": MOST_KPIS})
        if not codes:
            raise serializers.ValidationError(_("Name at least one KPI."))
        return codes

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Days in order, and not more of them than an answer should hold."""
        super().validate(attrs)
        if attrs["to"] < attrs["from"]:
            raise serializers.ValidationError({"to": [_("The last day is before the first.")]})
        most = MOST_DAYS[Grain(attrs["grain"])]
        if (attrs["to"] - attrs["from"]).days >= most:
            raise serializers.ValidationError({"to": [_("At most %(most)s days at once.") % {"most": most}]})
        if attrs["subject"] == Subject.TEAM and attrs["id"] == "me":
            raise serializers.ValidationError({"id": [_("A team has a number.")]})
        return attrs


class FigureSerializer(serializers.Serializer[Any]):
    """One KPI in one period: `value` = numerator / (scale × denominator), in the KPI's unit."""

    kpi = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(help_text=_("The day after the last"))
    final = serializers.BooleanField(help_text=_("Whether every month the figure touches is closed"))
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField(allow_null=True)
    n = serializers.IntegerField()
    scale = serializers.IntegerField()
    value = ExactField()


class FiguresSerializer(serializers.Serializer[Any]):
    """Figures with how far they can be trusted. A period without records has no row."""

    subject = serializers.ChoiceField(choices=Subject.choices)
    id = serializers.IntegerField()
    grain = serializers.ChoiceField(choices=GRAINS)
    updating = serializers.BooleanField(help_text=_("Whether records wait to be computed"))
    complete_through = serializers.DictField(
        child=serializers.DateField(allow_null=True),
        help_text=_("By KPI the last day that is complete in every source; null: no source delivers it"),
    )
    results = FigureSerializer(many=True)
