"""Incentive plans and their versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.people.models import Team


class Plan(models.Model):
    """Rules that turn results into money, for the agents of its teams."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3)
    teams = models.ManyToManyField(Team, related_name="plans")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="incentives_plan_code")]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """A plan's rules from `starts` until before `ends`; `spec` is checked by `apps.incentives.plans`."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    spec = models.JSONField()
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "version"], name="incentives_plan_version_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="incentives_plan_version_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.version}"
