"""Fixed choices of reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewGrain(models.TextChoices):
    """How long the reviewed period is."""

    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")


class ReviewState(models.TextChoices):
    """Whether the meeting is still being held."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Cause(models.TextChoices):
    """What people see behind a gap."""

    MARKET = "market", _("Market")
    STRATEGY = "strategy", _("Strategy")
    EXECUTION = "execution", _("Execution")


class ActionState(models.TextChoices):
    """Whether what was decided was done."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
