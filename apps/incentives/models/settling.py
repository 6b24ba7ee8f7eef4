"""What a run settles beside its month: corrections of earlier months, holds, balances from before."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.incentives.choices import BalanceKind
from apps.incentives.models.plan import Plan
from apps.incentives.models.run import ACTOR, PayoutRun
from apps.people.models import Person


class Correction(models.Model):
    """What an earlier locked month should have paid a person by today's data, less what it has paid.

    Proposed by calculating `run`, which carries it as a line; or waived, so that it does not return. `key` is
    the component of a pool or prize, else "". Minor units.
    """

    run = models.ForeignKey(PayoutRun, on_delete=models.CASCADE, related_name="corrections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    for_month = models.DateField()
    key = models.CharField(max_length=60, blank=True)
    recalculated = models.BigIntegerField()
    paid = models.BigIntegerField()
    waived_before = models.BigIntegerField(default=0)
    amount = models.BigIntegerField()
    causes = models.JSONField(default=list)  # of `apps.incentives.causes`
    waived_by = models.ForeignKey(**ACTOR)
    waived_at = models.DateTimeField(null=True, blank=True)
    waiver = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "person", "for_month", "key"], name="incentives_correction_once"
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True, waived_by__isnull=True, waiver="")
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waiver="")),
                name="incentives_correction_waived_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.person} {self.for_month:%Y-%m}"

    @property
    def is_waived(self) -> bool:
        """Whether a person decided to let the difference be."""
        return self.waived_at is not None


class Hold(models.Model):
    """A person's pay in a run, or what one order brings, is not paid yet; lifted, the next run pays it."""

    run = models.ForeignKey(PayoutRun, on_delete=models.CASCADE, related_name="holds")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    order = models.CharField(max_length=120, blank=True)
    amount = models.BigIntegerField(null=True)  # what the order brings; of a person all there is
    reason = models.TextField()
    by = models.ForeignKey(**{**ACTOR, "null": False, "blank": False})
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(**ACTOR)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifting = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "person", "order"],
                condition=Q(lifted_at__isnull=True),
                name="incentives_hold_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="incentives_hold_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifting="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifting="")),
                name="incentives_hold_lifted_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.person} {self.order}".strip()


class OpeningBalance(models.Model):
    """What stood open, or was paid already, when the portal took over; minor units of the plan's currency."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="balances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=8, choices=BalanceKind.choices)
    amount = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(**ACTOR)
    at = models.DateTimeField()
    taken_in = models.ForeignKey(
        PayoutRun, null=True, blank=True, on_delete=models.PROTECT, related_name="balances"
    )  # the locked run that settled it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "person", "month", "kind", "note"], name="incentives_balance_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.person} {self.month:%Y-%m} {self.kind}"
