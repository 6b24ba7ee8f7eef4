"""Where records come from and how their columns are read."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.intake.choices import SourceKind
from apps.people.models import Person


class Source(models.Model):
    """A system that exports records: dialer, CRM, finance, survey, complaints."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=SourceKind.choices)
    time_zone = models.CharField(max_length=60, blank=True)  # of naive times; blank: the organisation's
    currency = models.CharField(max_length=3, blank=True)  # of amounts; blank: the organisation's
    delivers_weekdays = models.CharField(max_length=7, default="1234567")  # ISO weekdays it reports on
    active = models.BooleanField(default=True)
    # a single export is no delivery that goes on: nothing more is expected of it
    goes_on = models.BooleanField(default=True)
    # of one that goes on: the first day that is expected of it; empty: every day, also before its first file
    expected_from = models.DateField(null=True, blank=True)
    # an ended source: the last day that is still expected of it; empty while it goes on
    expected_until = models.DateField(null=True, blank=True)

    # a day's records are due so many days later, by this time (the organisation's); no time: all that day
    due_days = models.PositiveSmallIntegerField(default=1)
    due_time = models.TimeField(null=True, blank=True)
    skips_holidays = models.BooleanField(default=False)  # nothing is due for the organisation's holidays
    # who sends it, and where to ask when it does not come
    owner_name = models.CharField(max_length=120, blank=True)
    owner_email = models.EmailField(max_length=200, blank=True)
    warned_on = models.DateField(null=True, blank=True)  # the day stewards were last told that it is late

    # what goes on by itself: beyond these a batch is held for a person; in thousandths, empty: no limit
    most_rejects = models.PositiveIntegerField(null=True, blank=True)  # of the file's rows
    most_fall = models.PositiveIntegerField(null=True, blank=True)  # below the usual number of rows

    # after so many months files go and customers become nobody; empty: never
    keeps_months = models.PositiveSmallIntegerField(null=True, blank=True)

    # the folder that is watched for files
    watched = models.BooleanField(default=False)
    folder = models.CharField(max_length=200, blank=True)  # below the root of folders; blank: the code
    watch_times = models.CharField(max_length=200, blank=True)  # "06:30 12:00"; blank: every minute
    watched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="intake_source_code"),
            models.CheckConstraint(
                condition=Q(active=True, expected_until__isnull=True) | Q(active=False),
                name="intake_source_goes_on_or_ended",
            ),
            models.CheckConstraint(
                condition=Q(goes_on=True) | Q(expected_from__isnull=True),
                name="intake_source_single_expects_nothing",
            ),
            models.CheckConstraint(
                condition=Q(most_rejects__isnull=True) | Q(most_rejects__lte=1000),
                name="intake_source_most_rejects",
            ),
            models.CheckConstraint(
                condition=Q(most_fall__isnull=True) | Q(most_fall__lte=1000),
                name="intake_source_most_fall",
            ),
            models.CheckConstraint(
                condition=Q(keeps_months__isnull=True) | Q(keeps_months__range=(1, 240)),
                name="intake_source_keeps_months",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mapping(models.Model):
    """A version of how a source's columns become records; `spec` is checked by `apps.intake.mapping`."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mappings")
    version = models.PositiveIntegerField()
    spec = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "version"], name="intake_mapping_version")
        ]

    def __str__(self) -> str:
        return f"{self.source} v{self.version}"


class AgentAlias(models.Model):
    """What a source calls a person (login, extension, short name) from `starts` until before `ends`."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    ref = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "ref", "starts"], name="intake_alias_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} is {self.person}"
