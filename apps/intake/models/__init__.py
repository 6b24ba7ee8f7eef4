"""Sources, batches, what became of each row, and the facts."""

from apps.intake.models.aside import LeftOut
from apps.intake.models.attribution import Attribution, Claim
from apps.intake.models.batch import Batch, Confirmation, HeldRow, StoredFile, SupersededFact
from apps.intake.models.draft import SourceDraft
from apps.intake.models.facts import (
    Call,
    Complaint,
    Customer,
    Enquiry,
    Evaluation,
    Opportunity,
    Order,
    Refund,
    SurveyResponse,
)
from apps.intake.models.source import AgentAlias, Mapping, Source
from apps.intake.models.ways import EmptyDay, Push, SourceToken, WatchedFile

__all__ = [
    "AgentAlias",
    "Attribution",
    "Batch",
    "Call",
    "Claim",
    "Complaint",
    "Confirmation",
    "Customer",
    "EmptyDay",
    "Enquiry",
    "Evaluation",
    "HeldRow",
    "LeftOut",
    "Mapping",
    "Opportunity",
    "Order",
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
