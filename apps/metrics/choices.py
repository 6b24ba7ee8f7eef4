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
    """For whom or what figures can be computed from the facts; cells are kept for the first two."""

    AGENT = "agent", _("Agent")
    TEAM = "team", _("Team")
    SITE = "site", _("Site")
    CAMPAIGN = "campaign", _("Campaign")
    PRODUCT = "product", _("Product")
    MARKET = "market", _("Market")
    QUEUE = "queue", _("Queue")
    COMPANY = "company", _("Company")


class ReadGrain(models.TextChoices):
    """The periods that figures are read for: those of cells, and what is computed from the facts.

    `HOUR` is the hour of the day over all days of the range; `FISCAL` are the organisation's own months.
    """

    HOUR = "hour", _("Hour of the day")
    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    FISCAL = "fiscal", _("Fiscal month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")
    TOTAL = "total", _("Total")


class CellGrain(models.TextChoices):
    """The periods that cells are kept for. The values are those of `engine.periods.Grain`."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
