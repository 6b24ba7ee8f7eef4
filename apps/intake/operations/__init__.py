"""Writes of intake. One noun a file; everything callers need is here."""

from apps.intake.operations.deciding import (
    BatchMoved,
    ReasonMissing,
    cancel_batch,
    refuse_batch,
    start_import,
    withdraw_batch,
)
from apps.intake.operations.leases import Lease, LeaseLost, claim_batch, waiting_batches
from apps.intake.operations.pushing import KeyUsed, Pushed, Said, push_records
from apps.intake.operations.receiving import CoverTurned, NoMapping, receive_file
from apps.intake.operations.running import run_batch
from apps.intake.operations.settling import RefTaken, Settled, decide_queued, rerun_parked, resolve_agent
from apps.intake.operations.sources import (
    SourceExists,
    UnknownKind,
    UnknownZone,
    create_source,
    current_mapping,
    end_source,
    resume_source,
    save_mapping,
)
from apps.intake.operations.tokens import (
    TokenUnnamed,
    give_source_token,
    note_use,
    revoke_source_token,
    token_hash,
)

__all__ = [
    "BatchMoved",
    "CoverTurned",
    "KeyUsed",
    "Lease",
    "LeaseLost",
    "NoMapping",
    "Pushed",
    "ReasonMissing",
    "RefTaken",
    "Said",
    "Settled",
    "SourceExists",
    "TokenUnnamed",
    "UnknownKind",
    "UnknownZone",
    "cancel_batch",
    "claim_batch",
    "create_source",
    "current_mapping",
    "decide_queued",
    "end_source",
    "give_source_token",
    "note_use",
    "push_records",
    "receive_file",
    "refuse_batch",
    "rerun_parked",
    "resolve_agent",
    "resume_source",
    "revoke_source_token",
    "run_batch",
    "save_mapping",
    "start_import",
    "token_hash",
    "waiting_batches",
    "withdraw_batch",
]
