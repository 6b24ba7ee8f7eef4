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
    # the same as a figure: a KPI (of a team, or of everyone) from one value to another
    kpi = models.ForeignKey(Kpi, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_micros = models.BigIntegerField(null=True, blank=True)
    to_micros = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kpi__isnull=True, from_micros__isnull=True, to_micros__isnull=True)
                | Q(kpi__isnull=False, from_micros__isnull=False, to_micros__isnull=False),
                name="goals_objective_result_whole",
            ),
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


class FocusShare(models.Model):
    """How much of all strength goes to a focus in a time: hundredths of a percent, 10000 in all."""

    focus = models.CharField(max_length=20, choices=Focus.choices)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))  # exclusive
    weight = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["focus", "starts"], name="goals_focus_share_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="goals_focus_share_dates"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=10000), name="goals_focus_share_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.focus} {self.weight}"


class FocusTemplateLine(models.Model):
    """A KPI that a focus proposes for a scorecard, with its weight in hundredths of a percent."""

    focus = models.CharField(max_length=20, choices=Focus.choices)
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["focus", "kpi"], name="goals_focus_template_once"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=10000), name="goals_focus_template_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.focus} {self.kpi} {self.weight}"
