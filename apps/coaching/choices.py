"""Fixed choices of coaching."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RuleBasis(models.TextChoices):
    """What a rule looks at."""

    SCORE = "score", _("Score")
    KPI = "kpi", _("KPI")
    PATTERN = "pattern", _("Pattern")
    COMPLAINT = "complaint", _("Complaint")
    NEWCOMER = "newcomer", _("Newcomer")


class RuleTest(models.TextChoices):
    """How sure a rule wants to be of a figure."""

    PLAIN = "plain", _("Beyond the bound in some of the last months")
    CERTAIN = "certain", _("Beyond the bound with certainty (90 % interval)")
    FALL = "fall", _("Worse than one's own past")


class Pattern(models.TextChoices):
    """Figures that say together what none says alone (engine/patterns)."""

    BLIND_DIALLING = "blind_dialling", _("Blind dialling: many calls, few buyers")
    FAST_BUT_UNHAPPY = "fast_but_unhappy", _("Fast but unhappy: short calls, low satisfaction")
    CALLBACKS_NOT_MADE = "callbacks_not_made", _("Callbacks promised and not made on time")


class CoachBy(models.TextChoices):
    """Who coaches those whom a rule is about."""

    LEADER = "leader", _("The team's leader")
    SPECIALIST = "specialist", _("A specialist")
    PEER = "peer", _("The colleague who is best at it")


class Origin(models.TextChoices):
    """How a coaching came about."""

    RULE = "rule", _("By rule")
    HAND = "hand", _("Started by the leader")
    ASKED = "asked", _("Asked for it")


class AssignmentState(models.TextChoices):
    """Whether the coaching goes on."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")


class Outcome(models.TextChoices):
    """What came of a coaching, as the figures say or as its coach saw it."""

    REACHED = "reached", _("Reached")
    IMPROVED = "improved", _("Improved")
    NOT_IMPROVED = "not_improved", _("Not improved")
    TOO_LITTLE_DATA = "too_little_data", _("Too little data")


class Decision(models.TextChoices):
    """What happens after the outcome."""

    CLOSE = "close", pgettext_lazy("coaching", "Close")
    RENEW = "renew", _("Renew")
    CHANGE = "change", _("Change")


class Voice(models.TextChoices):
    """Whose word it is."""

    AGENT = "agent", _("Agent")
    COACH = "coach", _("Coach")


class StepKind(models.TextChoices):
    """What happened to a coaching."""

    OPENED = "opened", _("Asked for")
    PLACED = "placed", _("Placed in a week")
    POSTPONED = "postponed", _("Postponed")
    HANDED_ON = "handed_on", _("Handed on")
    DECLINED = "declined", _("Declined")
    VIEW = "view", _("Cause written")
    PLANNED = "planned", _("Plan written")
    CONFIRMED = "confirmed", _("Plan confirmed")
    CHECKED = "checked", _("Figures came in")
    OUTCOME = "outcome", _("Outcome came in")
    DECIDED = "decided", _("Decided what happens now")
    REMINDED = "reminded", _("Reminded")
    ESCALATED = "escalated", _("Told to the leader above")
    CLOSED = "closed", _("Closed")


class Evidence(models.TextChoices):
    """Which figure stands beside a cause."""

    NONE = "", _("None")
    MIX = "mix", _("Mix of lists and customers")
    OWN = "own", _("Own part of the gap")
    CALLBACKS = "callbacks_on_time", _("Callbacks on time")
    QUALITY = "quality_score", _("Quality score")
    TALK = "talk_time", _("Talk time")
    ORDER_VALUE = "average_order_value", _("Average order value")


class MaterialKind(models.TextChoices):
    """What the library keeps."""

    PAGE = "page", _("Page")
    FILE = "file", _("File")
    LINK = "link", _("Link")
    RECORD = "record", _("Best practice")


class ItemKind(models.TextChoices):
    """What a plan gives along."""

    TRAINING = "training", _("Training")
    SUPPORT = "support", _("Support")


class GrowStep(models.TextChoices):
    """The steps of a conversation after the GROW model."""

    GOAL = "goal", _("Goal")
    REALITY = "reality", _("Where we are")
    OPTIONS = "options", _("What could be done")
    WILL = "will", _("What will be done")
