"""Promotion nominations: found by rule over several months, decided by a person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.incentives.choices import HonourBasis, NominationState
from apps.incentives.models.run import ACTOR
from apps.metrics.models import Kpi
from apps.people.models import Person


class NominationRule(models.Model):
    """Who is put forward: whoever reaches a bound in each of so many closed months in a row.

    `bound_micros` is millionths of the score (a ratio) or of the KPI's unit.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)  # such as “Senior agent”
    basis = models.CharField(max_length=8, choices=HonourBasis.choices)
    kpi = models.ForeignKey(Kpi, null=True, blank=True, on_delete=models.PROTECT)
    bound_micros = models.BigIntegerField()
    months = models.PositiveSmallIntegerField()
    tenure_months = models.PositiveSmallIntegerField(default=0)
    starts = models.DateField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="incentives_nomination_rule_code"),
            models.CheckConstraint(
                condition=Q(basis=HonourBasis.SCORE, kpi__isnull=True)
                | Q(basis=HonourBasis.KPI, kpi__isnull=False),
                name="incentives_nomination_basis",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=2, months__lte=24), name="incentives_nomination_months"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Nomination(models.Model):
    """A person met a rule in the months up to `month`; `evidence` is what was reached in each of them."""

    rule = models.ForeignKey(NominationRule, on_delete=models.PROTECT, related_name="nominations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    month = models.DateField()
    evidence = models.JSONField(default=list)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=NominationState.choices, default=NominationState.OPEN)
    decided_by = models.ForeignKey(**ACTOR)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "person", "month"], name="incentives_nomination_once"),
            models.UniqueConstraint(
                fields=["rule", "person"],
                condition=Q(state=NominationState.OPEN),
                name="incentives_nomination_one_open",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=NominationState.OPEN, decided_at__isnull=True, decided_by__isnull=True, reason=""
                )
                | (
                    ~Q(state=NominationState.OPEN)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(reason="")
                ),
                name="incentives_nomination_decided_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.person}"
