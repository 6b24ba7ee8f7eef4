"""Fixed choices of goals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScorecardState(models.TextChoices):
    """Written, in force, taken out of force."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class NoData(models.TextChoices):
    """What a KPI without data does to the score (rules §2.6)."""

    REDISTRIBUTE = "redistribute", _("Its weight goes to the others")
    ZERO = "zero", _("It counts 0 %")
    FULL = "full", _("It counts 100 %")


class Focus(models.TextChoices):
    """What the company turns its strength to for a time."""

    GROWTH = "growth", _("Grow sales")
    NEW_MARKETS = "new_markets", _("Win new markets")
    RETENTION = "retention", _("Keep customers")
    QUALITY = "quality", _("Raise quality")
    EFFICIENCY = "efficiency", _("Use capacity")
    BRAND = "brand", _("Build the brand")
