"""The ways in beside an upload, and the days on which nothing was to come."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.intake.models.batch import Batch
from apps.intake.models.source import Source

ACTOR: Final[dict[str, Any]] = {
    "to": settings.AUTH_USER_MODEL,
    "null": True,
    "on_delete": models.PROTECT,
    "related_name": "+",
}


class SourceToken(models.Model):
    """Lets a program push records of one source. Only a hash of it is kept: it is shown once."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)  # which program has it
    sha256 = models.CharField(max_length=64)
    hint = models.CharField(max_length=8)  # its last characters, to tell it from others
    created_by = models.ForeignKey(**ACTOR)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    revoked_by = models.ForeignKey(**ACTOR)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256"], name="intake_token_sha256"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True),
                name="intake_token_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Push(models.Model):
    """A batch that was pushed, by the key its sender gave it, with what became of each record then."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="push")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, related_name="pushes")
    key = models.CharField(max_length=120)  # Idempotency-Key
    said_sha256 = models.CharField(max_length=64)  # of everything that was said
    outcomes = models.TextField(blank=True)  # a letter for each record, in their order

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="intake_push_key")]

    def __str__(self) -> str:
        return self.key


class WatchedFile(models.Model):
    """A file in a watched folder that has not been moved away yet, as it was last seen."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="watched_files")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    changed_ns = models.BigIntegerField()  # time of its last change
    batch = models.ForeignKey(Batch, null=True, on_delete=models.CASCADE, related_name="+")
    trouble = models.CharField(max_length=60, blank=True)  # why it cannot be taken; stewards know of it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "name"], name="intake_watched_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class EmptyDay(models.Model):
    """A day of which a person said that nothing happened: it counts as delivered, and holds nothing."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="empty_days")
    day = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(**ACTOR)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "day"], name="intake_empty_day_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="intake_empty_day_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.day}"
