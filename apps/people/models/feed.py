"""Periods, freezes and the change feed: how a lower app reaches a higher one without calling it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.people.choices import PeriodState, Topic
from apps.people.models.organisation import Team
from apps.people.models.person import Person

ONE_SUBJECT = Q(person__isnull=False, team__isnull=True) | Q(person__isnull=True, team__isnull=False)


class Period(models.Model):
    """A calendar month of the organisation: provisional while open, final once a data steward closed it."""

    starts = models.DateField()  # the first of the month
    ends = models.DateField()  # exclusive
    state = models.CharField(max_length=10, choices=PeriodState.choices, default=PeriodState.OPEN)
    close_number = models.PositiveIntegerField(
        default=0
    )  # how often it was closed; the pull mechanism compares it
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["starts"], name="people_period_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="people_period_dates"),
            models.CheckConstraint(
                condition=Q(state=PeriodState.OPEN, closed_at__isnull=True)
                | Q(state=PeriodState.CLOSED, closed_at__isnull=False, close_number__gt=0),
                name="people_period_closed_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m}"


class Freeze(models.Model):
    """Days of a person or team whose facts may no longer change unasked: a payout run was locked on them."""

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="freezes"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="freezes")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=120)  # "payout run 2026-10/1"
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="people_freeze_one_subject"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="people_freeze_dates"),
            models.UniqueConstraint(
                fields=["person", "first_day", "reason"], name="people_freeze_person_once"
            ),
            models.UniqueConstraint(fields=["team", "first_day", "reason"], name="people_freeze_team_once"),
        ]
        indexes = [models.Index(fields=["person", "first_day", "last_day"], name="people_freeze_person_days")]

    def __str__(self) -> str:
        return f"{self.person or self.team} {self.first_day} to {self.last_day}"


class Change(models.Model):
    """Something that figures rest on changed: append-only; metrics deletes exactly the rows it has read.

    Without person and team it concerns everyone (a definition changed). `large`: everything is computed but
    the distinct counts that take long, which were put off.
    """

    topic = models.CharField(max_length=20, choices=Topic.choices)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    first_day = models.DateField()
    last_day = models.DateField()
    cause = models.CharField(max_length=60, blank=True)  # "batch 412"
    large = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="people_change_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.first_day} to {self.last_day}"


class WorkerBeat(models.Model):
    """When a worker was last seen; `/healthz` and the pages that wait for work read it."""

    name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name"], name="people_worker_beat_name")]

    def __str__(self) -> str:
        return self.name
