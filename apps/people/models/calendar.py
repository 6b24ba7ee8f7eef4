"""Days: which week, month and quarter they belong to, and who works on them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.people.choices import CalendarKind, LeaveKind
from apps.people.models.organisation import Site
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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "first_day"], name="people_leave_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="people_leave_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}"
