"""Fixed choices of coaching."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleBasis(models.TextChoices):
    """What a rule looks at."""

    SCORE = "score", _("Score")
    KPI = "kpi", _("KPI")


class AssignmentState(models.TextChoices):
    """Whether the coaching goes on."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """What came of a coaching, as its coach saw it."""

    REACHED = "reached", _("Reached")
    IMPROVED = "improved", _("Improved")
    NOT_IMPROVED = "not_improved", _("Not improved")
    TOO_LITTLE_DATA = "too_little_data", _("Too little data")
