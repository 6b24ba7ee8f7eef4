"""Insights: rules as data, what they found on a day, and whom it was told."""

from typing import ClassVar

from django.db import models

from apps.people.models import Person, Team
from apps.performance.choices import InsightKind, InsightSubject


class InsightRule(models.Model):
    """What an organisation changed of a rule; without a row it is on, with the bounds it came with."""

    kind = models.CharField(max_length=20, choices=InsightKind.choices)
    bounds = models.JSONField(default=dict)  # whole numbers by name: see apps.performance.insights.rules
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind"], name="performance_rule_once")]

    def __str__(self) -> str:
        return self.kind


class InsightOff(models.Model):
    """A rule is switched off for a team and those below."""

    kind = models.CharField(max_length=20, choices=InsightKind.choices)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "team"], name="performance_rule_off_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.team_id}"


class InsightRound(models.Model):
    """The rules looked at the figures through a day: done once."""

    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day"], name="performance_round_once")]

    def __str__(self) -> str:
        return self.day.isoformat()


class Insight(models.Model):
    """What a rule found: about whom, with the figures it rests on, its n and what it costs where known."""

    round = models.ForeignKey(InsightRound, on_delete=models.CASCADE, related_name="insights")
    kind = models.CharField(max_length=20, choices=InsightKind.choices)
    subject = models.CharField(max_length=6, choices=InsightSubject.choices)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    first = models.DateField()  # the days looked at
    last = models.DateField()
    n = models.BigIntegerField()
    cost_minor = models.BigIntegerField(null=True)  # None: not told in money
    values = models.JSONField(
        default=dict
    )  # figures of the sentence: whole numbers, fractions as "a/b", days

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "kind", "subject", "subject_id"], name="performance_insight_once"
            ),
            models.CheckConstraint(
                condition=models.Q(subject=InsightSubject.SOURCE, team__isnull=True)
                | models.Q(team__isnull=False),
                name="performance_insight_has_team",
            ),
        ]
        indexes = [models.Index(fields=["team", "round"], name="performance_insight_team")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class InsightLetter(models.Model):
    """A leader was told the insights of a day: once."""

    day = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "person"], name="performance_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.person_id}"
