"""Fixed choices of goals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScorecardState(models.TextChoices):
    """Written, waiting for approval, approved, in force, taken out of force."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
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


class Scope(models.TextChoices):
    """Whom of its team a scorecard judges; all but the first go before the team's own."""

    TEAM = "team", _("The whole team")
    AGENTS = "agents", _("Single agents")
    JOINERS = "joiners", _("New joiners")
    PART_TIME = "part_time", _("Part-timers")
    LEADING = "leading", _("Agents who also lead")


class AnswerState(models.TextChoices):
    """What became of an agent's proposal."""

    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class ChangeState(models.TextChoices):
    """What became of a change to published targets."""

    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class Spread(models.TextChoices):
    """How a change in words becomes monthly targets."""

    STRAIGHT = "straight", _("In equal steps")
    COMPOUND = "compound", _("By the same percentage each month")
    SEASONAL = "seasonal", _("In equal steps, with the season")


class SplitBy(models.TextChoices):
    """How a team's target becomes those of its agents."""

    EQUAL = "equal", _("Equally")
    HISTORY = "history", _("By the last periods")
    TIME = "time", _("By working time")
    TENURE = "tenure", _("By tenure")
