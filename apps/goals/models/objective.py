"""What the company wants, and by which means it is to be reached."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.goals.choices import Focus
from apps.metrics.models import Kpi
from apps.people.models import Person, Team


class Objective(models.Model):
    """A strategic goal of the company for a time; KPIs of scorecards serve it."""

    name = models.CharField(_("name"), max_length=160)
    focus = models.CharField(_("focus"), max_length=20, choices=Focus.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))  # exclusive
    measure_of_success = models.CharField(_("measure of success"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="goals_objective_dates"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="goals_objective_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return self.ends - timedelta(days=1)


class MeasureTaken(models.Model):
    """Something that was done to reach more ("new opening script"), from a day on.

    It is tied to an objective, a KPI and a team where it is about one, so that before and after can be
    compared, and a target can name the means by which it is to be reached.
    """

    name = models.CharField(_("name"), max_length=160)
    note = models.CharField(_("note"), max_length=500, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)  # exclusive; open while it goes on
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    kpi = models.ForeignKey(Kpi, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="goals_measure_dates"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="goals_measure_named"),
        ]
        indexes = [models.Index(fields=["kpi", "starts"], name="goals_measure_kpi")]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date | None:
        """The last day on which it was done; None while it goes on."""
        return None if self.ends is None else self.ends - timedelta(days=1)
