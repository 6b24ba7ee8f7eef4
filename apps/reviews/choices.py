"""Fixed choices of reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewGrain(models.TextChoices):
    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")


class ReviewState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Cause(models.TextChoices):
    MARKET = "market", _("Market")
    STRATEGY = "strategy", _("Strategy")
    EXECUTION = "execution", _("Execution")


class ActionState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
