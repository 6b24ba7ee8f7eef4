"""Four eyes: a scorecard is submitted by who wrote it and approved by someone else."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.engine.smart import Verdict
from apps.goals.balance import limits_broken
from apps.goals.checks import problems
from apps.goals.choices import ScorecardState
from apps.goals.models import Scorecard
from apps.goals.operations.content import ScorecardContent, content_words, keep_version
from apps.goals.operations.drafting import save_draft, take_version
from apps.goals.queries.approvers import approvers_of, may_approve
from apps.goals.queries.check import check_scorecard
from apps.goals.queries.lists import stored_lines
from apps.goals.queries.rules import goal_rules
from apps.people.clock import local_day
from apps.people.models import User
from apps.people.operations import notify
from apps.people.refusals import Refusal


class ReasonForFail(Refusal):
    """A failed check needs a reason."""

    sentence = _("The SMART check fails for %(kpis)s. Mend it, or give the reason: it is kept and shown.")
    field = "reason"


class NotSubmitted(Refusal):
    """Nothing to approve."""

    sentence = _("“%(name)s” does not wait for approval.")


class MayNotApprove(Refusal):
    """Someone else approves."""

    sentence = _(
        "“%(name)s” is approved by someone else: who leads a team above it, a director, or a deputy of "
        "theirs, and never who submitted it."
    )


class ReturnReasonMissing(Refusal):
    """What should be better."""

    sentence = _("Please say what should be changed: the manager reads it above the draft.")
    field = "reason"


@transaction.atomic
def submit_scorecard(
    *, scorecard: Scorecard, version: int, by: User, at: datetime, reason: str = ""
) -> Scorecard:
    """Ask for approval of a complete draft.

    Refuses ScorecardChanged, NotADraft, everything `checks.problems` finds, a broken limit where the
    organisation refuses, and ReasonForFail where the SMART check fails and no reason is given.
    """
    drafts = stored_lines(scorecard)
    for refusal in (*problems(drafts), *limits_broken(drafts, goal_rules())):
        raise refusal
    found = check_scorecard(scorecard, on=local_day(at))
    failed = [line.kpi.title for line in found.lines if line.verdict is Verdict.FAIL]
    if failed and not reason.strip():
        raise ReasonForFail(kpis=", ".join(failed))
    changes = {
        "state": ScorecardState.SUBMITTED,
        "submitted_by": by,
        "submitted_at": at,
        "submitted_because": reason.strip()[:300] if failed else "",
        "returned_because": "",
    }
    take_version(scorecard, version, state=ScorecardState.DRAFT, changes=changes)
    _note(scorecard, "scorecard.submitted", by, at, reason=reason.strip() if failed else "")
    notify(
        person_ids=approvers_of(scorecard, by, local_day(at)),
        code="scorecard.submitted",
        values={"scorecard": scorecard.name, "who": str(by)},
        url=reverse("scorecard", args=[scorecard.pk]),
        at=at,
    )
    return scorecard


@transaction.atomic
def save_and_submit(
    *, scorecard: Scorecard, version: int, content: ScorecardContent, by: User, at: datetime, reason: str = ""
) -> Scorecard:
    """Store a draft as it stands on the page and ask for approval. Both or neither."""
    save_draft(scorecard=scorecard, version=version, content=content, by=by, at=at)
    return submit_scorecard(scorecard=scorecard, version=scorecard.version, by=by, at=at, reason=reason)


@transaction.atomic
def take_back(*, scorecard: Scorecard, version: int, by: User, at: datetime) -> Scorecard:
    """Make a submitted or approved scorecard a draft again. Refuses ScorecardChanged and NotSubmitted."""
    return _to_draft(scorecard, version, by, at, verb="scorecard.taken_back", reason="")


@transaction.atomic
def return_scorecard(*, scorecard: Scorecard, version: int, reason: str, by: User, at: datetime) -> Scorecard:
    """Give it back to who wrote it, with what should be better.

    Refuses ReturnReasonMissing, MayNotApprove, NotSubmitted and ScorecardChanged.
    """
    if not reason.strip():
        raise ReturnReasonMissing
    _check_approver(scorecard, by, at)
    writer = scorecard.submitted_by
    scorecard = _to_draft(scorecard, version, by, at, verb="scorecard.returned", reason=reason.strip())
    if writer is not None and hasattr(writer, "person"):
        notify(
            person_ids=[writer.person.pk],
            code="scorecard.returned",
            values={"scorecard": scorecard.name, "reason": reason.strip()},
            url=reverse("scorecard", args=[scorecard.pk]),
            at=at,
        )
    return scorecard


@transaction.atomic
def approve_scorecard(*, scorecard: Scorecard, version: int, by: User, at: datetime) -> Scorecard:
    """Approve what was submitted, as it stands. Refuses MayNotApprove, NotSubmitted and ScorecardChanged."""
    _check_approver(scorecard, by, at)
    changes = {"state": ScorecardState.APPROVED, "approved_by": by, "approved_at": at}
    take_version(scorecard, version, state=ScorecardState.SUBMITTED, changes=changes)
    _note(scorecard, "scorecard.approved", by, at)
    return scorecard


def _check_approver(scorecard: Scorecard, by: User, at: datetime) -> None:
    if scorecard.state != ScorecardState.SUBMITTED:
        raise NotSubmitted(name=scorecard.name)
    if not may_approve(by, scorecard, local_day(at)):
        raise MayNotApprove(name=scorecard.name)


def _to_draft(
    scorecard: Scorecard, version: int, by: User, at: datetime, *, verb: str, reason: str
) -> Scorecard:
    if scorecard.state not in (ScorecardState.SUBMITTED, ScorecardState.APPROVED):
        raise NotSubmitted(name=scorecard.name)
    changes = {
        "state": ScorecardState.DRAFT,
        "submitted_by": None,
        "submitted_at": None,
        "approved_by": None,
        "approved_at": None,
        "returned_because": reason[:300],
    }
    take_version(scorecard, version, state=ScorecardState(scorecard.state), changes=changes)
    _note(scorecard, verb, by, at, reason=reason)
    return scorecard


def _note(scorecard: Scorecard, verb: str, by: User, at: datetime, *, reason: str = "") -> None:
    audit.record(verb=verb, subject=scorecard, by=by, at=at, after={"state": scorecard.state}, reason=reason)
    keep_version(scorecard, by=by, at=at, words=content_words(scorecard))
