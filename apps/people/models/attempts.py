"""Tries to sign in, counted for every web process together."""

from typing import ClassVar

from django.db import models


class Attempt(models.Model):
    """How often one name or address tried within a window; gone soon after the window is over."""

    key = models.CharField(max_length=64)  # a hash: neither names nor addresses are kept
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key"], name="people_attempt_key")]
        indexes = [models.Index(fields=["ends_at"], name="people_attempt_ends")]

    def __str__(self) -> str:
        return f"{self.key[:12]}: {self.count}"
