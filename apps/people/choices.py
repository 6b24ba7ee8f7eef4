"""Fixed choices of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here."""

    AGENT = "agent", _("Agent")
    MANAGER = "manager", _("Manager")
    HR = "hr", _("HR")
    STEWARD = "steward", _("Data steward")
    DIRECTOR = "director", _("Director")
    ADMINISTRATOR = "administrator", _("Administrator")


class MembershipKind(models.TextChoices):
    """Where one belongs, or helps out for days."""

    HOME = "home", _("Home team")
    LOAN = "loan", _("On loan")


class PeriodState(models.TextChoices):
    """Open: provisional. Closed: final."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class CalendarKind(models.TextChoices):
    """How a day differs from the weekly pattern."""

    HOLIDAY = "holiday", _("Holiday")
    MAKE_UP = "make_up", _("Make-up workday")


class LeaveKind(models.TextChoices):
    """Why someone is absent."""

    ANNUAL = "annual", _("Annual leave")
    SICK = "sick", _("Sick leave")
    PARENTAL = "parental", _("Parental leave")
    OTHER = "other", _("Other leave")


class Topic(models.TextChoices):
    """What a change is about: a record type, or what a record is judged by."""

    CALL = "call", _("Calls")
    ORDER = "order", _("Orders")
    REFUND = "refund", _("Refunds")
    OPPORTUNITY = "opportunity", _("Opportunities")
    ENQUIRY = "enquiry", _("Enquiries")
    SURVEY = "survey", _("Survey responses")
    COMPLAINT = "complaint", _("Complaints")
    EVALUATION = "evaluation", _("Evaluations")
    ORDER_LINE = "order_line", _("Order lines")
    CREDIT = "credit", _("Order credits")
    SESSION = "session", _("Agent sessions")
    FOLLOW_UP = "follow_up", _("Follow-ups")
    MEASUREMENT = "measurement", _("Measurements")
    PLACEMENT = "placement", _("Team memberships")
    DEFINITION = "definition", _("KPI definitions")
