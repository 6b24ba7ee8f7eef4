"""A source being connected, or a mapping being changed: kept until it is taken or removed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.intake.models.batch import StoredFile
from apps.intake.models.source import Source


class SourceDraft(models.Model):
    """One steward's unfinished mapping over a sample file. Nothing is imported from it.

    `spec`: the mapping as it stands, empty while the file cannot be read. `answers`: code of a question →
    what somebody declared. `details`: name, code and the like of a source that does not exist yet.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="drafts")
    filename = models.CharField(max_length=200)
    kind_of_row = models.CharField(max_length=60, blank=True)  # of `proposing.choosing.kinds_of_rows`
    spec = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    details = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "-changed_at"], name="intake_draft_owner")]

    def __str__(self) -> str:
        return f"{self.filename} ({self.pk})"
