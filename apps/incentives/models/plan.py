"""Incentive plans and their versions."""

from datetime import date
from typing import ClassVar, Self

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


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    """Phrases about versions of plans."""

    def published(self) -> Self:
        """Those that count; their rules never change again."""
        return self.filter(published_at__isnull=False)

    def in_force(self, month: date) -> Self:
        """Published versions whose dates hold the month that begins on `month`."""
        return self.published().filter(
            Q(ends__isnull=True) | Q(ends__gt=month),
            starts__lte=month,
        )

    def for_agents(self) -> Self:
        """Those that pay agents, and not who leads the teams."""
        return self.filter(Q(spec__payees__isnull=True) | Q(spec__payees="agents"))

    def for_leaders(self) -> Self:
        """Those that pay who leads the teams."""
        return self.filter(spec__payees="leaders")

    def newest_first(self) -> Self:
        """By number, the last one written first."""
        return self.order_by("-version", "-pk")


class PlanVersion(models.Model):
    """A plan's rules for whole months, from `starts` until before `ends`; `spec` is what
    `apps.incentives.plans` reads.

    A draft has no publisher and may change; once published, the database refuses to change its rules.
    """

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
    note = models.CharField(_("what changes, and why"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)  # optimistic lock of a draft
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # none of them approves

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "version"], name="incentives_plan_version_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="incentives_plan_version_dates"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="incentives_plan_version_published_has_evidence",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(published_at__isnull=False, ends__isnull=True),
                name="incentives_plan_one_open_version",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(published_at__isnull=True),
                name="incentives_plan_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.version}"

    @property
    def is_published(self) -> bool:
        """Whether the version counts and can no longer change."""
        return self.published_at is not None
