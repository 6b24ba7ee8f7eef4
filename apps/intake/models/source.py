"""Where records come from and how their columns are read."""

from typing import ClassVar

from django.conf import settings
from django.db import models

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

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="intake_source_code")]

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
