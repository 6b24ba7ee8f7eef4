"""Sources, batches, what became of each row, and the facts."""

from apps.intake.models.aside import LeftOut
from apps.intake.models.attribution import Attribution, Claim
from apps.intake.models.batch import Batch, Confirmation, HeldRow, StoredFile, SupersededFact
from apps.intake.models.draft import SourceDraft
from apps.intake.models.facts import (
    Call,
    Complaint,
    Credit,
    Customer,
    Enquiry,
    Evaluation,
    Opportunity,
    Order,
    OrderLine,
    Refund,
    SurveyResponse,
)
from apps.intake.models.source import AgentAlias, Mapping, Source
from apps.intake.models.ways import EmptyDay, Push, SourceToken, WatchedFile
from apps.intake.models.work import AgentSession, FollowUp, Measurement

__all__ = [
    "AgentAlias",
    "AgentSession",
    "Attribution",
    "Batch",
    "Call",
    "Claim",
    "Complaint",
    "Confirmation",
    "Credit",
    "Customer",
    "EmptyDay",
    "Enquiry",
    "Evaluation",
    "FollowUp",
    "HeldRow",
    "LeftOut",
    "Mapping",
    "Measurement",
    "Opportunity",
    "Order",
    "OrderLine",
    "Push",
    "Refund",
    "Source",
    "SourceDraft",
    "SourceToken",
    "StoredFile",
    "SupersededFact",
    "SurveyResponse",
    "WatchedFile",
]
