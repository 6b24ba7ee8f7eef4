"""The organisation, its sites, teams, leaders and who belongs where on which day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.people.choices import MembershipKind
from apps.people.models.person import Person

IN_ORDER = Q(ends__isnull=True) | Q(ends__gt=F("starts"))


class Organisation(models.Model):
    """The one organisation of this installation: its name, zone, currency and week."""

    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    work_weekdays = models.CharField(max_length=7, default="12345")  # ISO weekdays that are worked

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="people_organisation_one")]

    def __str__(self) -> str:
        return self.name


class FiscalMonth(models.Model):
    """A month of the organisation's own accounts: from `starts` to `last_day`, without gaps between them."""

    name = models.CharField(max_length=20)  # 2026-11
    starts = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["starts"], name="people_fiscal_month_starts_once"),
            models.UniqueConstraint(fields=["name"], name="people_fiscal_month_name_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("starts")), name="people_fiscal_month_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place of work; calendars may differ by site."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="people_site_code")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team in the tree. Its figures are those of the records of the people placed in it on their day."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="teams")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="people_team_code"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="people_team_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamPath(models.Model):
    """Every team with itself and all teams below it: a team's figures are those of its descendants too."""

    ancestor = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="people_team_path_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor} > {self.descendant}"


class Leadership(models.Model):
    """Who leads a team from `starts` until before `ends`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="leaderships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leaderships")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "person", "starts"], name="people_leadership_once"),
            models.CheckConstraint(condition=IN_ORDER, name="people_leadership_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.team}"


class Membership(models.Model):
    """A home team, or a loan to another team for days."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=MembershipKind.choices, default=MembershipKind.HOME)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "starts"], name="people_membership_once"),
            models.CheckConstraint(condition=IN_ORDER, name="people_membership_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.team}"


class Placement(models.Model):
    """Where a person's records count on a day: loan before home. Ranges of one person never overlap.

    Derived from Membership by people's operations; everything above joins this table, never memberships.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="placements")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="placements")
    starts = models.DateField()
    ends = models.DateField(default="9999-12-31")  # exclusive; never null, so that joins stay plain ranges

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "starts"], name="people_placement_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="people_placement_dates"),
        ]
        indexes = [models.Index(fields=["team", "starts", "ends"], name="people_placement_team")]

    def __str__(self) -> str:
        return f"{self.person}, {self.team}"
