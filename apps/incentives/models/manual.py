"""Awards and deductions by hand: asked for by one person with a reason, approved by another."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.incentives.models.plan import Plan
from apps.people.models import Person


class ManualLineQuerySet(models.QuerySet["ManualLine"]):
    """Phrases about lines by hand."""

    def approved(self) -> Self:
        """Those that a run takes in."""
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> Self:
        """Those that somebody has to decide."""
        return self.filter(approved_at__isnull=True, declined_at__isnull=True)


class ManualLine(models.Model):
    """An amount for one person and month in minor units of the plan's currency: above 0 an award, below a
    deduction.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="manual_lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    amount = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = ManualLineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount=0), name="incentives_manual_amount"),
            models.CheckConstraint(condition=~Q(reason=""), name="incentives_manual_reason"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("asked_by"))),
                name="incentives_manual_second_person",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | Q(declined_at__isnull=False, declined_by__isnull=False, approved_at__isnull=True),
                name="incentives_manual_declined_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.month:%Y-%m}"
