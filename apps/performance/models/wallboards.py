"""Wallboards: links to a screen on the floor that can be revoked."""

from typing import ClassVar

from django.db import models

from apps.people.models import Team, User


class Wallboard(models.Model):
    """A link to the wallboard of a team and those below. Only a hash of it is kept: it is shown once."""

    name = models.CharField(max_length=80)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    hint = models.CharField(max_length=4)  # the last characters, to tell links apart
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_day = models.DateField()  # after which it opens nothing
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256"], name="performance_wallboard_hash"),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="performance_wallboard_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.name
