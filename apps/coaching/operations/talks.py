"""Talks that were held, and closing a coaching by its coach's word."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.choices import AssignmentState, Outcome, StepKind
from apps.coaching.models import Assignment, Session
from apps.coaching.operations.steps import note_step
from apps.coaching.policies import can_coach
from apps.coaching.refusals import (
    AlreadyClosed,
    NothingWritten,
    NotTheCoach,
    OutcomeMissing,
    SessionBeforeAssignment,
    SessionInFuture,
)
from apps.people.clock import local_day
from apps.people.models import User
from apps.people.operations import notify
from apps.people.policies import person_of


@transaction.atomic
def record_session(
    *, assignment: Assignment, held_on: date, notes: str, agreed: str = "", by: User, at: datetime
) -> Session:
    """Write down a talk. The same talk sent twice (day and words) is one.

    The trail says that it was held, never what was said. Refusals: `NotTheCoach`, `AlreadyClosed`,
    `NothingWritten`, `SessionInFuture`, `SessionBeforeAssignment`.
    """
    held = hold(assignment, by)
    _check_talk(held, held_on, notes, at)
    session, made = Session.objects.get_or_create(
        assignment=held,
        held_on=held_on,
        notes=notes.strip(),
        agreed=agreed.strip(),
        written_by=by,
        defaults={"written_at": at},
    )
    if made:
        writer = person_of(by)
        after = {"held_on": held_on.isoformat()}
        audit.record(verb="coaching.talk_recorded", subject=held, by=by, at=at, after=after)
        values = {"by": writer.name if writer else str(by), "day": held_on.isoformat()}
        url = reverse("assignment", args=[held.pk])
        notify(person_ids=[held.person_id], code="coaching.session", values=values, url=url, at=at)
    return session


@transaction.atomic
def close_assignment(
    *, assignment: Assignment, outcome: str, note: str = "", by: User, at: datetime
) -> Assignment:
    """Close with what came of it: one conditional UPDATE, so that of two at once one closes.

    The trail says who closed it, never what came of it.

    Refusals: `NotTheCoach`, `OutcomeMissing`, `AlreadyClosed`.
    """
    if outcome not in Outcome.values:
        raise OutcomeMissing
    if not can_coach(by, assignment):
        raise NotTheCoach
    return close(assignment=assignment, outcome=outcome, note=note, by=by, at=at)


def close(*, assignment: Assignment, outcome: str, note: str, by: User, at: datetime) -> Assignment:
    """Close it, for operations that have judged already. Refusal: `AlreadyClosed`."""
    open_one = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.OPEN)
    if not open_one.update(
        state=AssignmentState.CLOSED, outcome=outcome, outcome_note=note.strip(), closed_by=by, closed_at=at
    ):
        assignment.refresh_from_db()
        raise AlreadyClosed(outcome=state_words(assignment))
    assignment.refresh_from_db()
    note_step(assignment, StepKind.CLOSED, by=by, at=at)
    audit.record(verb="coaching.closed", subject=assignment, by=by, at=at)
    url = reverse("assignment", args=[assignment.pk])
    notify(person_ids=[assignment.person_id], code="coaching.closed", values={}, url=url, at=at)
    return assignment


def hold(assignment: Assignment, by: User) -> Assignment:
    """The assignment, locked and open, for its coach. Refusals: `NotTheCoach`, `AlreadyClosed`."""
    held = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if not can_coach(by, held):
        raise NotTheCoach
    check_open(held)
    return held


def check_open(assignment: Assignment) -> None:
    """Refusal: `AlreadyClosed`."""
    if assignment.state != AssignmentState.OPEN:
        raise AlreadyClosed(outcome=state_words(assignment))


def state_words(assignment: Assignment) -> str:
    """The outcome, or that it was declined."""
    return str(assignment.get_outcome_display() or assignment.get_state_display())


def _check_talk(assignment: Assignment, held_on: date, notes: str, at: datetime) -> None:
    if not notes.strip():
        raise NothingWritten
    if held_on > local_day(at):
        raise SessionInFuture(day=held_on.isoformat())
    opened = local_day(assignment.opened_at)
    if held_on < opened:
        raise SessionBeforeAssignment(day=held_on.isoformat(), opened=opened.isoformat())
