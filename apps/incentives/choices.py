"""Fixed choices of incentives."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a payout run stands (design §4)."""

    DRAFT = "draft", _("Draft")
    CALCULATED = "calculated", _("Calculated")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")
    EXPORTED = "exported", _("Exported")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")


class FileFormat(models.TextChoices):
    """What payroll can be given."""

    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel")


class RunKind(models.TextChoices):
    """Whether a run pays everyone for the month, or some people outside the calendar."""

    REGULAR = "regular", _("Regular")
    OFF_CYCLE = "off_cycle", _("Off-cycle")


class Decision(models.TextChoices):
    """What was decided of an exception."""

    PAY = "pay", _("Pay as it is")
    HOLD = "hold", _("Hold")
    CARRY = "carry", _("Carry over to the next run")
    WAIVE = "waive", _("Waive")


class BalanceKind(models.TextChoices):
    """What an opening balance is."""

    PAID = "paid", _("Paid for the month already")
    CARRIED = "carried", _("Carried over")
    CLAWBACK = "clawback", _("Still to be taken back")


class QuestionState(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CORRECTED = "corrected", _("Corrected")
    DECLINED = "declined", _("Declined")


class FileKind(models.TextChoices):
    """What a payroll file asks for."""

    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Reversal")


class HonourBasis(models.TextChoices):
    """What decides an honour."""

    SCORE = "score", _("Score")
    KPI = "kpi", _("KPI")
    IMPROVED = "improved", _("Most improved score")


class HonourSubject(models.TextChoices):
    """Who is honoured."""

    AGENT = "agent", _("Agent")
    TEAM = "team", _("Team")


class NominationState(models.TextChoices):
    """Where a nomination stands."""

    OPEN = "open", _("To be decided")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    POSTPONED = "postponed", _("Postponed")


class ProposalKind(models.TextChoices):
    """What a proposal is about."""

    PLAN = "plan", _("Incentive plan")
    STRATEGY = "strategy", _("Sales strategy")


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class JobState(models.TextChoices):
    """Where the calculation of a run as a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Calculating")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
