"""What the organisation asks of every scorecard."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class GoalRules(models.Model):
    """One row: limits and guides, in hundredths of a percent.

    Less long-horizon weight than `long_least` warns, or (`refuses`) keeps a scorecard from being submitted.
    A good target was reached by a share between `guide_low` and `guide_high`.
    """

    long_least = models.PositiveIntegerField(default=2000)
    refuses = models.BooleanField(default=False)
    guide_low = models.PositiveIntegerField(default=5000)
    guide_high = models.PositiveIntegerField(default=7000)
    remind_after = models.PositiveSmallIntegerField(default=3)  # days
    deemed_after = models.PositiveSmallIntegerField(default=5)  # working days, from publishing or return

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="goals_rules_one"),
            models.CheckConstraint(
                condition=Q(guide_low__lt=F("guide_high"), guide_high__lte=10000, long_least__lte=10000),
                name="goals_rules_shares",
            ),
        ]

    def __str__(self) -> str:
        return "goal rules"
