"""Honours: awards by rule, without money."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.incentives.choices import HonourBasis, HonourSubject
from apps.metrics.models import Kpi
from apps.people.models import Person, Team


class HonourRule(models.Model):
    """Who is honoured each month: the best by score, by one KPI on its sample, or the most improved."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=8, choices=HonourBasis.choices)
    subject = models.CharField(max_length=5, choices=HonourSubject.choices, default=HonourSubject.AGENT)
    kpi = models.ForeignKey(Kpi, null=True, blank=True, on_delete=models.PROTECT)
    starts = models.DateField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="incentives_honour_code"),
            models.CheckConstraint(
                condition=Q(basis__in=[HonourBasis.SCORE, HonourBasis.IMPROVED], kpi__isnull=True)
                | Q(basis=HonourBasis.KPI, kpi__isnull=False),
                name="incentives_honour_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_field(self) -> str:
        """Which field of an award names who is honoured: `person` or `team`."""
        return "team" if self.subject == HonourSubject.TEAM else "person"


class HonourRound(models.Model):
    """A rule was applied to a closing of a month: done once."""

    rule = models.ForeignKey(HonourRule, on_delete=models.CASCADE, related_name="rounds")
    month = models.DateField()
    close_number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "month", "close_number"], name="incentives_honour_round_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.month:%Y-%m}"


class Award(models.Model):
    """An honour, with the figures it was given for."""

    round = models.ForeignKey(HonourRound, on_delete=models.CASCADE, related_name="awards")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    values = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "person"], name="incentives_award_once"),
            models.UniqueConstraint(fields=["round", "team"], name="incentives_team_award_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, team__isnull=True)
                | Q(person__isnull=True, team__isnull=False),
                name="incentives_award_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.person or self.team}"
