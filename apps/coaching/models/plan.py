"""What the two agreed: causes by each, one behaviour, one number, one date; what was given along; checks."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.coaching.choices import Decision, ItemKind, Outcome, Voice
from apps.coaching.models.assignment import Assignment
from apps.coaching.models.library import Cause, Material
from apps.metrics.models import Kpi
from apps.people.models import Person


class CauseView(models.Model):
    """The cause as one of the two sees it. The agent writes first; each sees the other's once both wrote."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="views")
    round = models.PositiveSmallIntegerField(default=1)
    voice = models.CharField(max_length=5, choices=Voice.choices)
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="+", verbose_name=_("cause"))
    why = models.TextField(_("why"), blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "round", "voice"], name="coaching_view_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.voice}"


class TalkPlan(models.Model):
    """One behaviour, one number of one KPI, one date; a round of a coaching, and what came of it.

    `before`, and the figures of checks, are {"numerator", "denominator", "n", "scale"} of the 28 days before
    the talk, and of the days since; empty without records. `effect` is what the comparison says, as codes.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="plans")
    round = models.PositiveSmallIntegerField(default=1)
    talk_day = models.DateField(_("talk"))
    behaviour = models.CharField(_("behaviour"), max_length=300)
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="+", verbose_name=_("KPI"))
    number_micros = models.BigIntegerField(_("number"))
    due_day = models.DateField(_("date"))
    before = models.JSONField(default=dict)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    agent_confirmed_at = models.DateTimeField(null=True, blank=True)
    coach_confirmed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    effect = models.JSONField(default=dict, blank=True)
    agent_decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    agent_note = models.CharField(max_length=500, blank=True)
    agent_decided_at = models.DateTimeField(null=True, blank=True)
    coach_decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    coach_note = models.CharField(max_length=500, blank=True)
    coach_decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "round"], name="coaching_plan_once"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at__isnull=True)
                | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="coaching_plan_outcome",
            ),
            models.CheckConstraint(
                condition=Q(agent_decision="", agent_decided_at__isnull=True)
                | (~Q(agent_decision="") & Q(agent_decided_at__isnull=False)),
                name="coaching_plan_agent",
            ),
            models.CheckConstraint(
                condition=Q(coach_decision="", coach_decided_at__isnull=True)
                | (~Q(coach_decision="") & Q(coach_decided_at__isnull=False)),
                name="coaching_plan_coach",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.round}"

    @property
    def confirmed(self) -> bool:
        """Whether both said yes."""
        return self.agent_confirmed_at is not None and self.coach_confirmed_at is not None


class PlanItem(models.Model):
    """A training or a support, with owner and date; done or not."""

    plan = models.ForeignKey(TalkPlan, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    material = models.ForeignKey(
        Material, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coaching_items")
    due_day = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text


class Check(models.Model):
    """The figures of day 7, 14 or 28 after a talk, as they came in."""

    plan = models.ForeignKey(TalkPlan, on_delete=models.CASCADE, related_name="checks")
    number = models.PositiveSmallIntegerField()  # of the day: 7, 14, 28
    through = models.DateField()
    figure = models.JSONField(default=dict)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="coaching_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan} day {self.number}"
