"""What agents say to what is wanted of them."""

from typing import ClassVar

from django.db import models

from apps.goals.models.scorecard import Scorecard
from apps.people.models import Person


class Acknowledgement(models.Model):
    """An agent has read and accepted the published targets."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorecard", "person"], name="goals_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"
