"""The trail: who did what, when, on which object, before and after.

Plain ids and labels instead of foreign keys, so that nothing can be deleted from under it; the database
refuses to change or delete a row (triggers in the migrations).
"""

from django.db import models
from django.utils.translation import gettext


class Entry(models.Model):
    """One thing that was done. Never holds identifiers of customers."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, blank=True)  # User; empty: the portal itself
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)  # "payout_run.approved"
    subject_type = models.CharField(max_length=60)  # "incentives.PayoutRun"
    subject_id = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=200)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_entry_subject"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb} {self.subject_label}"

    @property
    def who(self) -> str:
        """Who did it; the portal itself in the language that is active now."""
        return gettext("The portal") if self.actor_id is None else self.actor_label
