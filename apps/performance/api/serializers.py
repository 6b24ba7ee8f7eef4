"""Achievement, score, place and pace as the API writes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.goals.api.serializers import WantedSerializer
from apps.metrics.api.serializers import KpiRefSerializer
from apps.people.api.asking import MonthField
from apps.people.api.fields import ExactField
from apps.performance.choices import Headline, Standing
from apps.performance.rows import PersonPerformance, TeamPerformance
from apps.performance.sentences import issue_sentence, reason_sentence


class KpiLineSerializer(serializers.Serializer[Any]):
    """One KPI of the scorecard. Values in the KPI's unit, achievements as ratios (1 is 100 %)."""

    kpi = KpiRefSerializer()
    weight = serializers.DecimalField(max_digits=5, decimal_places=2)
    grain = serializers.CharField(source="grain.value")
    target = WantedSerializer(allow_null=True)
    threshold = ExactField()
    stretch = ExactField()
    actual = ExactField(help_text=_("Through the last complete day"))
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    n = serializers.IntegerField()
    so_far = ExactField(help_text=_("With everything that arrived since"))
    expected = ExactField(help_text=_("What of a volume's target is expected by now"))
    projected = ExactField(help_text=_("Where it ends at this pace"))
    achievement = ExactField()
    projected_achievement = ExactField()
    counted = ExactField(help_text=_("What of it counts in the score; null: took no part"))
    effective_weight = ExactField()
    points = ExactField()
    state = serializers.ChoiceField(choices=Standing.choices)
    reason = serializers.CharField()
    issue = serializers.SerializerMethodField(
        help_text=_("Why there is no achievement; empty where there is one")
    )

    def get_issue(self, line: Any) -> str:
        """Why there is no achievement; empty where there is one."""
        return issue_sentence(line.issue)


class StandingSerializer(serializers.Serializer[Any]):
    """A score with its place, as lists show it."""

    score = ExactField()
    headline = serializers.ChoiceField(choices=Headline.choices)
    state = serializers.ChoiceField(choices=Standing.choices)
    place = serializers.IntegerField(allow_null=True)
    ranked = serializers.IntegerField(help_text=_("How many have a place on the same scorecard"))
    shared = serializers.BooleanField(help_text=_("Whether the place is shared"))
    reason = serializers.CharField(help_text=_("Code of why there is no score or place"))
    reason_text = serializers.SerializerMethodField(
        help_text=_("The reason in words; empty where there is nothing to explain")
    )

    def get_reason_text(self, performance: PersonPerformance | TeamPerformance) -> str:
        """The reason in words; empty where there is nothing to explain."""
        return reason_sentence(performance)


class PerformanceSerializer(StandingSerializer):
    """What agents and teams have in common. `final`: the month is closed, else provisional."""

    month = MonthField()
    final = serializers.BooleanField()
    data_through = serializers.DateField(
        allow_null=True, help_text=_("The last day that is complete in every source")
    )
    scorecard = serializers.CharField(source="scorecard_name")
    measured = serializers.DecimalField(
        max_digits=5, decimal_places=2, help_text=_("Per cent of the weight that has data")
    )
    minimum_days = serializers.IntegerField()
    elapsed_days = serializers.IntegerField()
    all_days = serializers.IntegerField()
    lines = KpiLineSerializer(many=True)


class NamedSerializer(serializers.Serializer[Any]):
    """A person or team by id and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


def named(pk: int | None, name: str) -> dict[str, Any] | None:
    """A person or team by id and name; None without id."""
    return None if pk is None else {"id": pk, "name": name}


class PersonPerformanceSerializer(PerformanceSerializer):
    """One person in one month."""

    person = serializers.SerializerMethodField(help_text=_("Who"))
    team = serializers.SerializerMethodField(help_text=_("Home team on the last day in the month"))
    days_worked = serializers.IntegerField()

    def get_person(self, one: PersonPerformance) -> dict[str, Any] | None:
        """Who."""
        return named(one.person_id, one.name)

    def get_team(self, one: PersonPerformance) -> dict[str, Any] | None:
        """Home team on the last day in the month."""
        return named(one.team_id, one.team_name)


class MemberSerializer(StandingSerializer):
    """A person in a team's list."""

    person = serializers.SerializerMethodField(help_text=_("Who"))

    def get_person(self, one: PersonPerformance) -> dict[str, Any] | None:
        """Who."""
        return named(one.person_id, one.name)


class TeamPerformanceSerializer(PerformanceSerializer):
    """One team in one month, with its people: ranked ones first by place."""

    team = serializers.SerializerMethodField(help_text=_("Which"))
    people = MemberSerializer(many=True)

    def get_team(self, one: TeamPerformance) -> dict[str, Any] | None:
        """Which."""
        return named(one.team_id, one.team_name)
