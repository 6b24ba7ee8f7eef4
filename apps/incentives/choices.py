"""Fixed choices of incentives."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a payout run stands (design §4)."""

    DRAFT = "draft", _("Draft")
    CALCULATED = "calculated", _("Calculated")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")
    EXPORTED = "exported", _("Exported")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")


class FileFormat(models.TextChoices):
    """What payroll can be given."""

    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel")


class HonourBasis(models.TextChoices):
    """What decides an honour."""

    SCORE = "score", _("Score")
    KPI = "kpi", _("KPI")
