"""Coaching rules, assignments, sessions, outcomes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.coaching.choices import AssignmentState, Outcome, RuleBasis
from apps.metrics.models import Kpi
from apps.people.models import Person


class CoachingRule(models.Model):
    """When coaching is due: score or KPI on the bad side of a bound in n closed periods in a row.

    The bad side is below the bound; above it for a KPI of which lower is better.
    """

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    basis = models.CharField(_("looks at"), max_length=5, choices=RuleBasis.choices)
    kpi = models.ForeignKey(Kpi, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("KPI"))
    bound_micros = models.BigIntegerField(_("bound"))  # 1 000 000 is 100 % of score, or one unit of the KPI
    periods_in_row = models.PositiveSmallIntegerField(_("periods in a row"), default=1)
    due_days = models.PositiveSmallIntegerField(_("days until due"), default=14)
    starts = models.DateField()
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="coaching_rule_code"),
            models.CheckConstraint(condition=Q(periods_in_row__gte=1), name="coaching_rule_periods"),
            models.CheckConstraint(
                condition=Q(basis=RuleBasis.SCORE, kpi__isnull=True)
                | Q(basis=RuleBasis.KPI, kpi__isnull=False),
                name="coaching_rule_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleRound(models.Model):
    """A rule looked at a closing of a month: done once."""

    rule = models.ForeignKey(CoachingRule, on_delete=models.CASCADE, related_name="rounds")
    month = models.DateField()
    close_number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "month", "close_number"], name="coaching_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.month:%Y-%m}"


class Assignment(models.Model):
    """Who coaches whom, on which KPI, why, until when. One open per person, rule and KPI."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coaching")
    coach = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coaching_given")
    rule = models.ForeignKey(CoachingRule, on_delete=models.PROTECT, related_name="assignments")
    kpi_code = models.CharField(
        max_length=40, blank=True
    )  # "" for the score: a null would escape the unique key
    month = models.DateField()
    close_number = models.PositiveIntegerField()
    reason_code = models.CharField(max_length=60)
    reason_values = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_day = models.DateField()
    state = models.CharField(max_length=6, choices=AssignmentState.choices, default=AssignmentState.OPEN)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    outcome_note = models.TextField(blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "rule", "kpi_code"],
                condition=Q(state=AssignmentState.OPEN),
                name="coaching_one_open_assignment",
            ),
            models.CheckConstraint(condition=~Q(person=F("coach")), name="coaching_not_oneself"),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.OPEN, outcome="", closed_at__isnull=True)
                | (Q(state=AssignmentState.CLOSED, closed_at__isnull=False) & ~Q(outcome="")),
                name="coaching_closed_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Coaching {self.pk}"  # no name: the trail's readers need not know who is coached


class Session(models.Model):
    """A conversation that was held, with its notes: seen by the two of them and the leaders above."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="sessions")
    held_on = models.DateField(_("held on"))
    notes = models.TextField(_("notes"))
    agreed = models.TextField(_("agreed next step"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assignment} {self.held_on}"
