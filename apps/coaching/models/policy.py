"""What the organisation says of coaching: who reads, how long it is kept, how much a coach can do."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.people.models import Person


class CoachingPolicy(models.Model):
    """One row. Without it the defaults hold."""

    leader_reads = models.BooleanField(_("leaders above read what is written"), default=False)
    keep_months = models.PositiveSmallIntegerField(_("months kept after closing"), default=24)
    slots_per_week = models.PositiveSmallIntegerField(_("talks a coach can hold in a week"), default=4)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="coaching_policy_one"),
            models.CheckConstraint(condition=Q(keep_months__gte=1), name="coaching_policy_keep"),
        ]

    def __str__(self) -> str:
        return "Coaching policy"


class CoachSlots(models.Model):
    """How many talks one coach can hold in a week, where it is not what the policy says."""

    coach = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    per_week = models.PositiveSmallIntegerField(_("talks a week"))

    def __str__(self) -> str:
        return f"{self.coach}: {self.per_week}"
