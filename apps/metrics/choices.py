"""Fixed choices of metrics."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What a KPI is about."""

    SALES = "sales", _("Sales")
    EFFICIENCY = "efficiency", _("Efficiency")
    CUSTOMER = "customer", _("Customers")


class Horizon(models.TextChoices):
    """How soon a KPI answers to what is done."""

    SHORT = "short", _("Short-term")
    LONG = "long", _("Long-term")


class Unit(models.TextChoices):
    """What a value is counted in. `scale` of the KPI turns the stored integer into this unit."""

    COUNT = "count", _("Count")
    MONEY = "money", _("Money")
    RATE = "rate", _("Rate")
    SECONDS = "seconds", _("Seconds")
    POINTS = "points", _("Points")


class KpiDirection(models.TextChoices):
    """Which way is better."""

    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")
    BAND = "band", _("Inside a band")


class Subject(models.TextChoices):
    """Whose cells are kept."""

    AGENT = "agent", _("Agent")
    TEAM = "team", _("Team")


class Level(models.TextChoices):
    """For whom figures can be computed from the facts; cells are kept for the first two."""

    AGENT = "agent", _("Agent")
    TEAM = "team", _("Team")
    SITE = "site", _("Site")
    COMPANY = "company", _("Company")


class CellGrain(models.TextChoices):
    """The periods that cells are kept for. The values are those of `engine.periods.Grain`."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
