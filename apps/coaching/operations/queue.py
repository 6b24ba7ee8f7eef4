"""The coach's weeks and the queue before them: placed, postponed, handed on, declined."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.choices import AssignmentState, StepKind
from apps.coaching.models import Assignment, Step
from apps.coaching.operations.steps import note_step
from apps.coaching.policies import can_give, possible_coaches
from apps.coaching.queries.coaches import Calendar
from apps.coaching.refusals import (
    AlreadyClosed,
    CoachIsOneself,
    CoachNotHere,
    NotTheCoach,
    ReasonMissing,
    WeekFull,
    WeekPast,
)
from apps.engine.periods import Grain, period_start
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.people.operations import notify

A_WEEK: Final = timedelta(days=7)
FRIDAY: Final = 4


def weeks_ahead(on: date) -> list[date]:
    """The weeks in which talks are placed by themselves: this one until Thursday, and the next."""
    monday = period_start(on, Grain.WEEK)
    return [monday + A_WEEK] if on.weekday() >= FRIDAY else [monday, monday + A_WEEK]


@transaction.atomic
def place_waiting(*, at: datetime, coach_ids: Collection[int] | None = None) -> int:
    """Give free slots to those who wait, by priority and then by how long. Returns how many were placed.

    A constant number of statements. Two workers at once may fill a week by one more; nothing is lost.
    """
    waiting = Assignment.objects.filter(state=AssignmentState.OPEN, week__isnull=True)
    if coach_ids is not None:
        waiting = waiting.filter(coach_id__in=list(coach_ids))
    rows = list(waiting.order_by("priority", "opened_at", "pk"))
    weeks = weeks_ahead(local_day(at))
    calendar = Calendar({row.coach_id for row in rows}, weeks)
    placed = []
    for row in rows:
        row.week = calendar.take(row.coach_id, weeks)
        if row.week is not None:
            placed.append(row)
    Assignment.objects.bulk_update(placed, ["week"], batch_size=500)
    Step.objects.bulk_create(
        Step(assignment=row, kind=StepKind.PLACED, day=row.week, at=at) for row in placed
    )
    return len(placed)


@transaction.atomic
def place_assignment(
    *, assignment: Assignment, day: date, talk_at: datetime | None = None, by: User, at: datetime
) -> Assignment:
    """Place a coaching in the week of a day.

    Refusals: `NotTheCoach`, `AlreadyClosed`, `WeekPast`, `WeekFull`.
    """
    _held(assignment, by, at)
    week, this = period_start(day, Grain.WEEK), period_start(local_day(at), Grain.WEEK)
    if week < this:
        raise WeekPast(day=day.isoformat())
    if (
        assignment.week != week
        and not Calendar([assignment.coach_id], [week]).slots(assignment.coach_id, week).free
    ):
        raise WeekFull(day=week.isoformat())
    _change(assignment, week=week, talk_at=talk_at)
    note_step(assignment, StepKind.PLACED, by=by, at=at, day=week)
    return assignment


@transaction.atomic
def postpone_assignment(
    *, assignment: Assignment, day: date, reason: str, by: User, at: datetime
) -> Assignment:
    """Put a talk off to the week of a later day; its due day goes along.

    Refusals: `NotTheCoach`, `AlreadyClosed`, `ReasonMissing`, `WeekPast`, `WeekFull`.
    """
    if not reason.strip():
        raise ReasonMissing
    place_assignment(assignment=assignment, day=day, by=by, at=at)
    _change(assignment, due_day=max(assignment.due_day, day))
    note_step(assignment, StepKind.POSTPONED, by=by, at=at, text=reason, day=day)
    audit.record(verb="coaching.postponed", subject=assignment, by=by, at=at)
    return assignment


@transaction.atomic
def hand_on(
    *, assignment: Assignment, coach: Person | None, reason: str, by: User, at: datetime
) -> Assignment:
    """Give a coaching to another coach, in whose queue it waits.

    Refusals: `NotTheCoach`, `AlreadyClosed`, `ReasonMissing`, `CoachIsOneself`, `CoachNotHere`.
    """
    _held(assignment, by, at)
    if not reason.strip():
        raise ReasonMissing
    if coach is None or not possible_coaches(local_day(at)).filter(pk=coach.pk).exists():
        raise CoachNotHere
    if coach.pk == assignment.person_id:
        raise CoachIsOneself
    _change(assignment, coach=coach, week=None, talk_at=None)
    note_step(assignment, StepKind.HANDED_ON, by=by, at=at, text=reason)
    audit.record(verb="coaching.handed_on", subject=assignment, by=by, at=at)
    url = reverse("assignment", args=[assignment.pk])
    values = {"coach": coach.name}
    notify(person_ids=[assignment.person_id], code="coaching.handed_on", values=values, url=url, at=at)
    values = {"person": assignment.person.name}
    notify(person_ids=[coach.pk], code="coaching.taken_over", values=values, url=url, at=at)
    place_waiting(coach_ids=[coach.pk], at=at)
    assignment.refresh_from_db()
    return assignment


@transaction.atomic
def decline_assignment(*, assignment: Assignment, reason: str, by: User, at: datetime) -> Assignment:
    """End a coaching that will not be held, with the reason.

    Refusals: `NotTheCoach`, `AlreadyClosed`, `ReasonMissing`.
    """
    _held(assignment, by, at)
    if not reason.strip():
        raise ReasonMissing
    _change(assignment, state=AssignmentState.DECLINED, closed_by=by, closed_at=at)
    note_step(assignment, StepKind.DECLINED, by=by, at=at, text=reason)
    audit.record(verb="coaching.declined", subject=assignment, by=by, at=at)
    url = reverse("assignment", args=[assignment.pk])
    notify(person_ids=[assignment.person_id], code="coaching.declined", values={}, url=url, at=at)
    return assignment


def _held(assignment: Assignment, by: User, at: datetime) -> None:
    if not can_give(by, assignment, local_day(at)):
        raise NotTheCoach
    assignment.refresh_from_db()
    if assignment.state != AssignmentState.OPEN:
        raise AlreadyClosed(outcome=assignment.get_outcome_display() or assignment.get_state_display())


def _change(assignment: Assignment, **values: object) -> None:
    """One conditional UPDATE: of two at once, one has an effect."""
    still_open = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.OPEN)
    if not still_open.update(**values):
        raise AlreadyClosed(outcome=assignment.get_state_display())
    assignment.refresh_from_db()
