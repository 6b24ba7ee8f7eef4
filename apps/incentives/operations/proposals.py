"""Proposals to change a plan or the sales strategy: written beside the figures, owned, followed up."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.choices import ProposalState
from apps.incentives.models import Plan, Proposal
from apps.people.clock import local_day
from apps.people.models import Person, User


@transaction.atomic
def propose(
    *,
    plan: Plan,
    kind: str,
    title: str,
    text: str,
    owner: Person,
    due: date,
    evidence: Mapping[str, Any],
    by: User,
    at: datetime,
) -> Proposal:
    """Write a proposal. Refusals: `NothingSaid`, `DueInPast`."""
    if not title.strip():
        raise refusals.NothingSaid
    if due < local_day(at):
        raise refusals.DueInPast
    row = Proposal.objects.create(
        plan=plan,
        kind=kind,
        title=title.strip(),
        text=text.strip(),
        owner=owner,
        due=due,
        evidence=dict(evidence),
        made_by=by,
        made_at=at,
    )
    audit.record(
        verb="proposal.made",
        subject=row,
        by=by,
        at=at,
        after={"kind": kind, "plan": plan.code, "owner": owner.pk, "due": due.isoformat()},
    )
    return row


@transaction.atomic
def close_proposal(*, proposal: Proposal, state: str, outcome: str, by: User, at: datetime) -> Proposal:
    """Say what came of it. Refusals: `OutcomeNeeded`, `DecisionWrong`, `ProposalClosed`."""
    if not outcome.strip():
        raise refusals.OutcomeNeeded
    if state not in {ProposalState.DONE, ProposalState.DROPPED}:
        raise refusals.DecisionWrong
    open_row = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if not open_row.update(state=state, outcome=outcome.strip(), closed_by=by, closed_at=at):
        raise refusals.ProposalClosed
    proposal.refresh_from_db()
    audit.record(
        verb="proposal.closed",
        subject=proposal,
        by=by,
        at=at,
        after={"state": state},
        reason=outcome.strip(),
    )
    return proposal
