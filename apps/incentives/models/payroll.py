"""What payroll is given and gives back: columns and codes, the files, their acknowledgement."""

from typing import ClassVar

from django.db import models

from apps.incentives.choices import FileFormat, FileKind
from apps.incentives.models.run import ACTOR, PayoutRun


class PayrollMapping(models.Model):
    """Columns and codes as payroll wants them (`apps.incentives.payroll`); the newest version counts."""

    version = models.PositiveIntegerField()
    spec = models.JSONField()
    by = models.ForeignKey(**ACTOR)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version"], name="incentives_payroll_mapping_once")
        ]

    def __str__(self) -> str:
        return f"payroll mapping v{self.version}"


class PayrollFile(models.Model):
    """The export as it was made, for one currency and legal entity: downloadable again, identical."""

    run = models.ForeignKey(PayoutRun, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=4, choices=FileFormat.choices)
    kind = models.CharField(max_length=8, choices=FileKind.choices, default=FileKind.PAYMENT)
    currency = models.CharField(max_length=3, blank=True)
    legal_entity = models.CharField(max_length=80, blank=True)
    mapping_version = models.PositiveIntegerField(default=0)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)  # control totals: people in the file,
    total_minor = models.BigIntegerField(default=0)  # and what they are paid
    people = models.JSONField(default=list)  # the rows as they were, for the reversal and payroll's answer
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "format", "kind", "currency", "legal_entity"], name="incentives_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.filename


class PayrollAnswer(models.Model):
    """What payroll says it booked, as uploaded, with the differences to the files."""

    run = models.ForeignKey(PayoutRun, on_delete=models.PROTECT, related_name="answers")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    rows = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    differences = models.JSONField(default=list)
    by = models.ForeignKey(**ACTOR)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.run} {self.filename}"
