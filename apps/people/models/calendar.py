"""Days: which week, month and quarter they belong to, and who works on them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.people.choices import CalendarKind, LeaveKind
from apps.people.models.organisation import Site, Team
from apps.people.models.person import Person


class CalendarDay(models.Model):
    """A local day with the first days of its ISO week, month and quarter: joined, never computed per row."""

    day = models.DateField(primary_key=True)
    week = models.DateField()
    month = models.DateField()
    quarter = models.DateField()

    def __str__(self) -> str:
        return self.day.isoformat()


class CalendarException(models.Model):
    """A day that differs from the weekly pattern, at one site or (no site) everywhere."""

    day = models.DateField()
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=CalendarKind.choices)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "site"], name="people_calendar_exception_once"),
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(site__isnull=True),
                name="people_calendar_exception_everywhere_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Leave(models.Model):
    """Absence of a person, first and last day inclusive."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leaves")
    first_day = models.DateField()
    last_day = models.DateField()
    kind = models.CharField(max_length=10, choices=LeaveKind.choices)
    half = models.BooleanField(default=False, db_default=False)  # half of each of these days

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "first_day"], name="people_leave_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="people_leave_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}"


class Downtime(models.Model):
    """A time in which a system was down and a team could not work: it lowers targets of volumes only."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    day_minutes = models.PositiveSmallIntegerField(default=480)  # of a full-timer's day
    reason = models.CharField(max_length=200)
    logged_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=F("day_minutes")), name="people_downtime_minutes"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="people_downtime_reason"),
            models.UniqueConstraint(fields=["team", "day", "reason"], name="people_downtime_once"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.day} {self.minutes}"


class DowntimeTeam(models.Model):
    """A team that a downtime concerned, its own or below, in thousandths of a day."""

    downtime = models.ForeignKey(Downtime, on_delete=models.CASCADE, related_name="teams")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    permille = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["downtime", "team"], name="people_downtime_team_once"),
        ]
        indexes = [models.Index(fields=["day"], name="people_downtime_day")]

    def __str__(self) -> str:
        return f"{self.team} {self.day} {self.permille}"
