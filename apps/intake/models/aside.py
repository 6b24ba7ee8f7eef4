"""Records that somebody left out: they are no facts any more, and nothing of them is lost."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.intake.choices import RecordType
from apps.intake.models.batch import Batch
from apps.intake.models.source import Source
from apps.people.models import Person


class LeftOut(models.Model):
    """A record that counts nowhere until somebody puts it back; `values` is its newest value.

    A file that says it again keeps it left out. `fact_id` is the number it had as a fact and will have again.
    """

    record_type = models.CharField(max_length=20, choices=RecordType.choices)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    key = models.CharField(max_length=120)
    fact_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="left_out")
    row = models.BigIntegerField()
    agent = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    values = models.JSONField()  # every column of the fact as it stood
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "record_type", "key"], name="intake_left_out_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="intake_left_out_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.key}"
