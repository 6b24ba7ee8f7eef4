"""Fixed choices of performance."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """How a KPI or a score stands against its target, as a word.

    Bounds: met from 100 %, close from 95 %, behind from 80 %, at risk below. A volume in a month that still
    runs is judged by its projection and is on pace from 95 %.
    """

    MET = "met", _("Target met")
    ON_PACE = "on_pace", _("On pace")
    CLOSE = "close", pgettext_lazy("state", "Close")
    BEHIND = "behind", _("Behind")
    AT_RISK = "at_risk", _("At risk")
    NO_DATA = "no_data", _("No data")
    SMALL_SAMPLE = "small_sample", _("Too few records")


class Headline(models.TextChoices):
    """Which of the two kinds of score is shown; they are never mixed."""

    PROJECTED = "projected", _("Projected score")
    FINAL = "final", _("Score")


class Reason(models.TextChoices):
    """Why someone has no score, or a score but no place. The sentences: `apps.performance.sentences`."""

    NONE = "", ""
    NO_SCORECARD = "no_scorecard", _("no scorecard")
    NO_WORKING_TIME = "no_working_time", _("no working time")
    NO_DAY_YET = "no_day_yet", _("no complete day yet")
    TOO_LITTLE_MEASURED = "too_little_measured", _("too little measured")
    BELOW_MINIMUM_DAYS = "below_minimum_days", _("too few days worked")
    SMALL_SAMPLE = "small_sample", _("too few records")


class InsightKind(models.TextChoices):
    """What stands out: the rules there are."""

    BLIND_DIALLING = "blind_dialling", _("Many calls, few buyers")
    FAST_UNHAPPY = "fast_unhappy", _("Fast but unhappy")
    DISCOUNTING = "discounting", _("Sells for less")
    FALL = "fall", _("A fall beyond chance")
    SILENT_AGENT = "silent_agent", _("Nothing recorded")
    SILENT_SOURCE = "silent_source", _("A source is silent")
    CARRIED = "carried", _("Carried by one")
    CALLBACKS = "callbacks", _("Promised and not called back")


class InsightSubject(models.TextChoices):
    """Whom an insight is about."""

    AGENT = "agent", _("Agent")
    TEAM = "team", _("Team")
    SOURCE = "source", _("Source")


class BoardShow(models.TextChoices):
    """What the agents of a team see of its leaderboard. Those who lead them see their figures anyway."""

    NAMES = "names", _("All places with names")
    NEIGHBOURS = "neighbours", _("One's own place, neighbours without names")
    BENCHMARK = "benchmark", _("Only oneself against a benchmark, no places")


class BoardBasis(models.TextChoices):
    """What a leaderboard ranks by."""

    SCORE = "score", _("Score")
    KPI = "kpi", _("One KPI")
    IMPROVED = "improved", _("Most improved")
