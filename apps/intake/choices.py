"""Fixed choices of intake."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SourceKind(models.TextChoices):
    """What kind of system exports."""

    DIALER = "dialer", _("Dialer or ACD")
    CRM = "crm", _("CRM")
    FINANCE = "finance", _("Finance")
    SURVEY = "survey", _("Survey")
    COMPLAINTS = "complaints", _("Complaints")
    QUALITY = "quality", _("Quality")


class RecordType(models.TextChoices):
    """What a row can become. The values are those of `people.Topic`."""

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


class BatchState(models.TextChoices):
    """The states of design §4."""

    RECEIVED = "received", _("Received")
    PROFILING = "profiling", _("Profiling")
    READY = "ready", _("Ready")
    HELD = "held", _("Held")
    REFUSED = "refused", _("Refused")
    IMPORTING = "importing", _("Importing")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Way(models.TextChoices):
    """How a batch came in."""

    UPLOAD = "upload", _("Upload")
    COMMAND = "command", _("Command")
    FOLDER = "folder", _("Watched folder")
    PUSH = "push", _("Push")


class RowFate(models.TextChoices):
    """What became of a row that was not written as a fact."""

    REJECTED = "rejected", _("Rejected")
    PARKED = "parked", _("Parked: unknown agent")
    QUEUED = "queued", _("Queued: closed or frozen days")
    SKIPPED = "skipped", _("Skipped")


class Direction(models.TextChoices):
    """Who called whom."""

    OUTBOUND = "out", _("Outbound")
    INBOUND = "in", _("Inbound")


class Outcome(models.TextChoices):
    """What came of a call, in the words of the portal; the source's own word is the disposition."""

    SALE = "sale", _("Sale")
    CALLBACK = "callback", _("Call back")
    REFUSED = "refused", _("Refused")
    CONNECTED = "connected", _("Talked")
    NOT_REACHED = "not_reached", _("Not reached")
    OTHER = "other", _("Other outcome")


class Stage(models.TextChoices):
    """How a deal stands."""

    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class ClaimState(models.TextChoices):
    """How an agent's claim of an order stands."""

    OPEN = "open", pgettext_lazy("a claim", "Open")
    ACCEPTED = "accepted", pgettext_lazy("a claim", "Accepted")
    DECLINED = "declined", pgettext_lazy("a claim", "Declined")
