"""The calculation of a large run as work of the worker, with its progress."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.incentives.choices import JobState
from apps.incentives.models.run import ACTOR, PayoutRun


class RunJob(models.Model):
    """One calculation asked for. A worker claims it by a lease with a token; one that died is taken over.

    Nothing of a run is written before all of it is priced, so a job that is taken over begins anew and
    doubles nothing. `done` of `total` are payees.
    """

    run = models.ForeignKey(PayoutRun, on_delete=models.CASCADE, related_name="jobs")
    run_version = models.PositiveIntegerField()
    apply_to = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=JobState.choices, default=JobState.WAITING)
    asked_by = models.ForeignKey(**{**ACTOR, "null": False, "blank": False})
    asked_at = models.DateTimeField()
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="incentives_job_one_open",
            ),
            models.CheckConstraint(
                condition=(Q(state=JobState.RUNNING, lease_until__isnull=False) & ~Q(token=""))
                | (~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True)),
                name="incentives_job_running_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} job {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {JobState.WAITING, JobState.RUNNING}
