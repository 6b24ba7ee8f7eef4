"""Praise, with its reason in figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.people.models import Person


class Praise(models.Model):
    """What somebody did well. Only the two of them see it until the person shows it to the team.

    `figure` is {"kpi", "name", "unit", "decimals", "value", "n", "first", "last"} as it stood; values exact.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="praise")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="praise_given")
    text = models.CharField(_("what was good"), max_length=500)
    figure = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Praise {self.pk}"
