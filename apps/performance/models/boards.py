"""Leaderboards as a setting of each team."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.metrics.models import Kpi
from apps.people.models import Team
from apps.performance.choices import BoardBasis, BoardShow


class BoardSetting(models.Model):
    """What the agents of a team and of those below see of their leaderboard, and what it ranks by.

    Without a row the setting of the team above holds; without any: one's own place with neighbours, by score.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    show = models.CharField(max_length=10, choices=BoardShow.choices, default=BoardShow.NEIGHBOURS)
    basis = models.CharField(max_length=8, choices=BoardBasis.choices, default=BoardBasis.SCORE)
    kpi = models.ForeignKey(Kpi, null=True, on_delete=models.PROTECT, related_name="+")
    counterweight = models.ForeignKey(Kpi, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team"], name="performance_board_once"),
            models.CheckConstraint(
                condition=Q(basis=BoardBasis.KPI, kpi__isnull=False)
                | (~Q(basis=BoardBasis.KPI) & Q(kpi__isnull=True, counterweight__isnull=True)),
                name="performance_board_kpi",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.show} {self.basis}"
