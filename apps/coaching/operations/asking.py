"""Coaching that no rule asked for: started by a leader, or asked for by the person."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.choices import Origin, StepKind
from apps.coaching.models import Assignment
from apps.coaching.operations.assigning import first_working_day, letters_of
from apps.coaching.operations.queue import place_waiting
from apps.coaching.operations.steps import note_step
from apps.coaching.policies import can_start, possible_coaches
from apps.coaching.refusals import (
    CoachingOpen,
    CoachIsOneself,
    CoachNotHere,
    DueInPast,
    DueNotWorking,
    NotTheirLeader,
    ReasonMissing,
)
from apps.metrics.models import Kpi
from apps.people.clock import local_day
from apps.people.days import first_of_month
from apps.people.models import Person, User
from apps.people.operations import notify, notify_each
from apps.people.policies import person_of
from apps.people.queries import working_days

ANSWER_DAYS: Final = 14
BY_HAND_FIRST: Final = 3  # priority: before what rules ask for


@transaction.atomic
def start_coaching(
    *,
    person: Person,
    coach: Person | None,
    kpi: Kpi | None,
    reason: str,
    due_day: date,
    by: User,
    at: datetime,
) -> Assignment:
    """A leader starts coaching somebody they lead, without a rule.

    Refusals: `NotTheirLeader`, `ReasonMissing`, `CoachNotHere`, `CoachIsOneself`, `DueInPast`,
    `DueNotWorking`, `CoachingOpen`.
    """
    on = local_day(at)
    if not can_start(by, person, on):
        raise NotTheirLeader
    check_due(due_day, on)
    row = _open(person, coach, kpi, reason, due_day, Origin.HAND, at)
    note_step(row, StepKind.OPENED, by=by, at=at)
    audit.record(verb="coaching.started", subject=row, by=by, at=at)
    place_waiting(coach_ids=[row.coach_id], at=at)
    notify_each(letters=letters_of(row), at=at)
    row.refresh_from_db()
    return row


@transaction.atomic
def ask_for_coaching(
    *, coach: Person | None, kpi: Kpi | None, reason: str, by: User, at: datetime
) -> Assignment:
    """Somebody asks for coaching, on a KPI or on the score, from whom they wish.

    Refusals: `ReasonMissing`, `CoachNotHere`, `CoachIsOneself`, `CoachingOpen`.
    """
    me = person_of(by)
    if me is None:
        raise NotTheirLeader
    due_day = first_working_day(local_day(at) + timedelta(days=ANSWER_DAYS))
    row = _open(me, coach, kpi, reason, due_day, Origin.ASKED, at)
    note_step(row, StepKind.OPENED, by=by, at=at)
    audit.record(verb="coaching.asked", subject=row, by=by, at=at)
    place_waiting(coach_ids=[row.coach_id], at=at)
    url = reverse("assignment", args=[row.pk])
    notify(person_ids=[row.coach_id], code="coaching.asked", values={"person": me.name}, url=url, at=at)
    row.refresh_from_db()
    return row


def check_due(due_day: date, on: date) -> None:
    """Refusals: `DueInPast`, `DueNotWorking`."""
    if due_day < on:
        raise DueInPast(day=due_day.isoformat())
    if not working_days(due_day, due_day):
        raise DueNotWorking(day=due_day.isoformat())


def _open(  # noqa: PLR0917  the fields of one row
    person: Person,
    coach: Person | None,
    kpi: Kpi | None,
    reason: str,
    due_day: date,
    origin: Origin,
    at: datetime,
) -> Assignment:
    on = local_day(at)
    if not reason.strip():
        raise ReasonMissing
    if coach is not None and coach.pk == person.pk:
        raise CoachIsOneself
    if coach is None or not possible_coaches(on).filter(pk=coach.pk).exists():
        raise CoachNotHere
    try:
        with transaction.atomic():
            return Assignment.objects.create(
                person=person,
                coach=coach,
                origin=origin,
                kpi_code=kpi.code if kpi else "",
                month=first_of_month(on),
                close_number=0,
                reason_code=str(origin),
                reason_values=_facts(kpi),
                reason_text=reason.strip(),
                priority=BY_HAND_FIRST,
                opened_at=at,
                due_day=due_day,
            )
    except IntegrityError:
        raise CoachingOpen from None


def _facts(kpi: Kpi | None) -> dict[str, Any]:
    if kpi is None:
        return {}
    return {"name": kpi.name, "unit": kpi.unit, "decimals": kpi.decimals}
