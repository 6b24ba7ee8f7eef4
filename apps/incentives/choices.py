"""Fixed choices of incentives."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CALCULATED = "calculated", _("Calculated")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")
    EXPORTED = "exported", _("Exported")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")


class FileFormat(models.TextChoices):
    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel")


class HonourBasis(models.TextChoices):
    SCORE = "score", _("Score")
    KPI = "kpi", _("KPI")
