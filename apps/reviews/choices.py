"""Fixed choices of reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewGrain(models.TextChoices):
    """How long the reviewed period is."""

    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")


class ReviewState(models.TextChoices):
    """Whether the meeting is still being held."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Cause(models.TextChoices):
    """What people see behind a gap."""

    MARKET = "market", _("Market")
    STRATEGY = "strategy", _("Strategy")
    EXECUTION = "execution", _("Execution")
    OTHER = "other", _("Other")


class CausePart(models.TextChoices):
    """The part of a cause; empty where it was not said."""

    DEMAND = "demand", _("Market: demand and season")
    COMPETITION = "competition", _("Market: competitors")
    LISTS = "lists", _("Strategy: allocation of lists")
    OFFER = "offer", _("Strategy: price and offer")
    TARGET = "target", _("Strategy: wrong target")
    SCREENING = "screening", _("Execution: screening")
    SCRIPT = "script", _("Execution: script")
    FOLLOW_UP = "follow_up", _("Execution: follow-up")
    HOURS = "hours", _("Execution: calling hours")
    SKILLS = "skills", _("Execution: skills")
    TOOLS = "tools", _("Other: tools")
    CAPACITY = "capacity", _("Other: capacity")


class LessonKind(models.TextChoices):
    """What was learned from."""

    COMPLAINT = "complaint", _("Complaint")
    LOST = "lost", _("Lost customers")


class LinkKind(models.TextChoices):
    """What an action is tied to."""

    NONE = "", _("Nothing in particular")
    OBJECTIVE = "objective", _("Objective")
    COACHING = "coaching", _("Coaching")
    PLAN = "plan", _("Incentive plan")
    SCRIPT = "script", _("Script")
    LIST = "list", _("List")
    MEASURE = "measure", _("Measure taken")
    TARGETS = "targets", _("Change of targets")
    STRATEGY = "strategy", _("Change of strategy")


class ActionState(models.TextChoices):
    """Whether what was decided was done."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
