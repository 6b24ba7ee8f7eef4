"""Persons: one identity, dated numbers, employment and roles."""

from datetime import date, timedelta
from fractions import Fraction
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.people.choices import Role


class User(AbstractUser):
    """A sign-in. What it may see follows from the roles and teams of its person."""

    language = models.CharField(_("language"), max_length=10, blank=True)

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Person(models.Model):
    """One human being, through changed employee numbers, rehire and a second contract."""

    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120)  # NFKC, case-folded, single spaces: for matching
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")

    class Meta:
        indexes = [models.Index(fields=["name_key"], name="people_person_name_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """At most two letters for the avatar."""
        parts = self.name.split()
        return (
            "".join(part[0] for part in (parts[0], *parts[-1:]) if part)[: min(2, len(parts))].upper()
            if parts
            else "?"
        )


class EmployeeNumber(models.Model):
    """A number the person had from `starts` until before `ends`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(_("employee number"), max_length=40)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "starts"], name="people_number_once_a_day"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="people_number_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Employment(models.Model):
    """A contract: when, and how much of full time (1000 = full time)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="employments")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    share_permille = models.PositiveSmallIntegerField(_("share of full time, in thousandths"), default=1000)
    legal_entity = models.CharField(max_length=60, blank=True)
    payroll_group = models.CharField(max_length=60, blank=True)
    cost_centre = models.CharField(max_length=60, blank=True)
    probation_ends = models.DateField(_("first day after the probation"), null=True, blank=True)
    notice_given = models.DateField(_("notice given on"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "starts"], name="people_employment_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="people_employment_dates"
            ),
            models.CheckConstraint(
                condition=Q(share_permille__gt=0, share_permille__lte=1000), name="people_employment_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts}"

    @property
    def share(self) -> Fraction:
        """The share of full time as a ratio: 1 is full time."""
        return Fraction(self.share_permille, 1000)


class RoleGrant(models.Model):
    """What a person does here, from `starts` until before `ends`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role", "starts"], name="people_role_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_role_known"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="people_role_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class Deputy(models.Model):
    """Who acts for a person, under their own name, from `starts` until before `ends`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stands_in")
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="people_deputy_dates"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="people_deputy_is_another"),
            models.UniqueConstraint(fields=["person", "deputy", "starts"], name="people_deputy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.person}"

    @property
    def last_day(self) -> date:
        """The last day on which the deputy acts."""
        return self.ends - timedelta(days=1)


class Notice(models.Model):
    """Something a person should know. `code` with `values` becomes a sentence in the reader's language."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "read_at", "-at"], name="people_notice_unread")]

    def __str__(self) -> str:
        return f"{self.code} to {self.person}"
