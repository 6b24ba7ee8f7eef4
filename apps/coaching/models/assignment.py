"""Who coaches whom, and the conversations that were held."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.coaching.choices import AssignmentState, Origin, Outcome, StepKind
from apps.coaching.models.rule import CoachingRule
from apps.people.models import Person


class Assignment(models.Model):
    """Who coaches whom, on which KPI, why, until when. One open per person, rule and KPI.

    `week` is the Monday of the coach's week in which it has a slot; while it is empty it waits in the queue.
    `brief` is what the coach was given, kept as it was made.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coaching")
    coach = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coaching_given")
    rule = models.ForeignKey(
        CoachingRule, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    origin = models.CharField(max_length=5, choices=Origin.choices, default=Origin.RULE)
    kpi_code = models.CharField(
        max_length=40, blank=True
    )  # "" for the score: a null would escape the unique key
    month = models.DateField()
    close_number = models.PositiveIntegerField()
    reason_code = models.CharField(max_length=60)
    reason_values = models.JSONField(default=dict)
    reason_text = models.CharField(max_length=500, blank=True)  # in the words of who asked for it
    priority = models.PositiveSmallIntegerField(default=5)  # 1 goes first
    week = models.DateField(null=True, blank=True)
    talk_at = models.DateTimeField(null=True, blank=True)
    brief = models.JSONField(default=dict, blank=True)
    brief_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    due_day = models.DateField()
    state = models.CharField(max_length=8, choices=AssignmentState.choices, default=AssignmentState.OPEN)
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
            models.UniqueConstraint(
                fields=["person", "kpi_code"],
                condition=Q(state=AssignmentState.OPEN, rule__isnull=True),
                name="coaching_one_open_by_hand",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.RULE, rule__isnull=False)
                | (~Q(origin=Origin.RULE) & Q(rule__isnull=True)),
                name="coaching_rule_or_hand",
            ),
            models.CheckConstraint(condition=~Q(person=F("coach")), name="coaching_not_oneself"),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.OPEN, outcome="", closed_at__isnull=True)
                | (Q(state=AssignmentState.CLOSED, closed_at__isnull=False) & ~Q(outcome=""))
                | Q(state=AssignmentState.DECLINED, outcome="", closed_at__isnull=False),
                name="coaching_closed_has_outcome",
            ),
        ]
        indexes = [models.Index(fields=["coach", "state", "week"], name="coaching_coach_week")]

    def __str__(self) -> str:
        return f"Coaching {self.pk}"  # no name: the trail's readers need not know who is coached


class Session(models.Model):
    """A conversation that was held, with its notes: seen by the two (and as the policy says)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="sessions")
    held_on = models.DateField(_("held on"))
    notes = models.TextField(_("notes"))
    agreed = models.TextField(_("agreed next step"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assignment} {self.held_on}"


class Step(models.Model):
    """What happened to a coaching: the course that the two of them see. The trail of audit names nobody."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    text = models.CharField(max_length=500, blank=True)
    day = models.DateField(null=True, blank=True)  # the Monday of the week, the day of a check
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assignment} {self.kind}"
