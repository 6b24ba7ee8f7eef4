"""The payout run of design §4: each step is one conditional UPDATE on state and version."""

from datetime import date, timedelta
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.engine.periods import Grain, period_end
from apps.incentives.choices import Decision, RunKind, RunState
from apps.incentives.models.plan import PlanVersion
from apps.people.models import Person

AFTER_CALCULATION = (
    RunState.CALCULATED,
    RunState.SUBMITTED,
    RunState.APPROVED,
    RunState.LOCKED,
    RunState.EXPORTED,
    RunState.ACKNOWLEDGED,
)
AFTER_APPROVAL = (RunState.APPROVED, RunState.LOCKED, RunState.EXPORTED, RunState.ACKNOWLEDGED)
AFTER_EXPORT = (RunState.EXPORTED, RunState.ACKNOWLEDGED)
AFTER_LOCK = (RunState.LOCKED, RunState.EXPORTED, RunState.ACKNOWLEDGED)
ACTOR: Final[dict[str, Any]] = {
    "to": settings.AUTH_USER_MODEL,
    "null": True,
    "blank": True,
    "on_delete": models.PROTECT,
    "related_name": "+",
}


class PayoutRunQuerySet(models.QuerySet["PayoutRun"]):
    """Phrases about payout runs."""

    def matching(self, run: "PayoutRun") -> Self:
        """The run as someone saw it: a row only while neither its state nor its version has moved."""
        return self.filter(pk=run.pk, state=run.state, version=run.version)

    def approved(self) -> Self:
        """Those whose amounts were approved: the people they are for may see them."""
        return self.filter(state__in=AFTER_APPROVAL)

    def locked(self) -> Self:
        """Those that never change again."""
        return self.filter(state__in=AFTER_LOCK)

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(reversed_at__isnull=True)

    def newest_first(self) -> Self:
        """By month, then as they were created."""
        return self.order_by("-month", "-number", "-pk")


class PayoutRun(models.Model):
    """One calculation of a plan for a month."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="runs")
    month = models.DateField()
    number = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=9, choices=RunKind.choices, default=RunKind.REGULAR)
    purpose = models.CharField(max_length=200, blank=True)  # of an off-cycle run
    members = models.JSONField(default=list, blank=True)  # of an off-cycle run: whom it pays
    limits = models.JSONField(null=True, blank=True)  # the run's own bounds; None: the plan's
    settled_runs = models.PositiveIntegerField(default=0)  # locked runs of the plan when it was calculated
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.DRAFT)
    version = models.PositiveIntegerField(default=1)  # moves with every step and recalculation
    created_by = models.ForeignKey(**ACTOR)
    created_at = models.DateTimeField()
    calculated_by = models.ForeignKey(**ACTOR)
    calculated_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(**ACTOR)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(**ACTOR)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    locked_by = models.ForeignKey(**ACTOR)
    locked_at = models.DateTimeField(null=True, blank=True)
    exported_by = models.ForeignKey(**ACTOR)
    exported_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(**ACTOR)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey(**ACTOR)
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversal = models.TextField(blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    output_hash = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    total_minor = models.BigIntegerField(default=0)
    close_number = models.PositiveIntegerField(null=True)  # the closing of the month that was calculated on

    objects = PayoutRunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan_version", "month", "number"], name="incentives_run_once"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversal="")
                | (
                    Q(state__in=AFTER_EXPORT, reversed_at__isnull=False, reversed_by__isnull=False)
                    & ~Q(reversal="")
                ),
                name="incentives_run_reversed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=RunKind.REGULAR) | ~Q(purpose=""), name="incentives_off_cycle_has_purpose"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=RunState.DRAFT)
                    | (
                        Q(
                            state__in=AFTER_CALCULATION,
                            calculated_at__isnull=False,
                            calculated_by__isnull=False,
                        )
                        & ~Q(output_hash="")
                    )
                ),
                name="incentives_run_calculated_has_evidence",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=AFTER_APPROVAL, approved_at__isnull=False, approved_by__isnull=False)
                    & Q(approved_hash=models.F("output_hash"))
                    & ~Q(approved_by=models.F("calculated_by"))
                )
                | (
                    ~Q(state__in=AFTER_APPROVAL)
                    & Q(approved_at__isnull=True, approved_by__isnull=True, approved_hash="")
                ),
                name="incentives_run_approved_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AFTER_LOCK, locked_at__isnull=False, locked_by__isnull=False)
                | (~Q(state__in=AFTER_LOCK) & Q(locked_at__isnull=True, locked_by__isnull=True)),
                name="incentives_run_locked_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}/{self.number}"

    @property
    def last_day(self) -> date:
        """The last local day of the month."""
        return period_end(self.month, Grain.MONTH) - timedelta(days=1)

    @property
    def is_approved(self) -> bool:
        """Whether the amounts were approved."""
        return self.state in AFTER_APPROVAL

    @property
    def has_files(self) -> bool:
        """Whether payroll files were made."""
        return self.state in AFTER_EXPORT

    @property
    def is_locked(self) -> bool:
        """Whether the run can never change again."""
        return self.state in AFTER_LOCK


class RunInput(models.Model):
    """Everything the engine was given for one payee: the snapshot that proves the lines."""

    run = models.ForeignKey(PayoutRun, on_delete=models.CASCADE, related_name="inputs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    team_id = models.BigIntegerField()
    data = models.JSONField()  # {"who", "facts", "settlement"}: `apps.incentives.snapshot`, `settling`
    total_minor = models.BigIntegerField(default=0)  # what the payee's lines add up to
    score_micros = models.BigIntegerField(
        null=True
    )  # rounded, for lists and sorting; the exact one is in `data`

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "person"], name="incentives_input_once")
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.person}"


class RunLine(models.Model):
    """One step of one payee's amount, in minor units, with what the sentence that explains it needs."""

    run = models.ForeignKey(PayoutRun, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20)
    component = models.CharField(max_length=60, blank=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    base = models.TextField(blank=True)  # exact, "n/d"
    rate = models.TextField(blank=True)
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    for_month = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "person", "position"], name="incentives_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.person} {self.position}"


class RunException(models.Model):
    """Something a person must look at before the run can be approved."""

    run = models.ForeignKey(PayoutRun, on_delete=models.CASCADE, related_name="exceptions")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    cleared_by = models.ForeignKey(**ACTOR)
    cleared_at = models.DateTimeField(null=True, blank=True)
    clearance = models.TextField(blank=True)
    decision = models.CharField(max_length=5, choices=Decision.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, clearance="")
                | (Q(cleared_at__isnull=False) & ~Q(clearance="")),
                name="incentives_exception_cleared_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.code}"
