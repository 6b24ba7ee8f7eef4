"""Actions: one owner, one due day, listed until done."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.goals.models import Objective
from apps.goals.operations.measures import MeasureContent, take_measure
from apps.metrics.models import Kpi
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.people.operations import Letter, notify, notify_each
from apps.people.policies import can_lead_team
from apps.people.queries import working_days
from apps.reviews.choices import ActionState, LinkKind
from apps.reviews.models import Action, Review
from apps.reviews.operations.findings import check_kpi, hold_open
from apps.reviews.policies import can_finish_action, possible_owners
from apps.reviews.refusals import (
    ActionEmpty,
    AlreadyDone,
    DueInPast,
    DueOnHoliday,
    NotYourAction,
    NumberNeedsKpi,
    OwnerMissing,
    ReasonMissing,
)


@transaction.atomic
def add_action(
    *,
    review: Review,
    text: str,
    owner: Person | None,
    due_day: date,
    kpi: Kpi | None = None,
    expected_micros: int | None = None,
    link: str = "",
    link_text: str = "",
    objective: Objective | None = None,
    by: User,
    at: datetime,
) -> Action:
    """Decide on an action in an open review. The same one sent twice is one.

    The KPI's figure of the review is kept with the number expected, so that the next review can say what it
    did. An action that is tied to an objective is a measure taken there too. Refusals: `NotTheLeader`,
    `ReviewClosed`, `ActionEmpty`, `OwnerMissing`, `DueInPast`, `DueOnHoliday`, `KpiNotReviewed`,
    `NumberNeedsKpi`.
    """
    held = hold_open(review, by, at)
    _check(held, text, owner, due_day, local_day(at))
    if expected_micros is not None and kpi is None:
        raise NumberNeedsKpi
    if kpi is not None:
        check_kpi(held, kpi)
    action, made = Action.objects.get_or_create(
        team=held.team,
        review=held,
        text=text.strip(),
        owner=owner,
        due_day=due_day,
        kpi=kpi,
        defaults={
            "created_by": by,
            "created_at": at,
            "expected_micros": expected_micros,
            "before": _before(held, kpi),
            "link": link if link in LinkKind.values else "",
            "link_text": link_text.strip(),
            "objective": objective,
        },
    )
    if made:
        if objective is not None and owner is not None:
            _measure(action, objective, by, at)
        _tell(action, by, at)
    return action


@transaction.atomic
def finish_action(*, action: Action, note: str = "", by: User, at: datetime) -> Action:
    """Mark as done: one conditional UPDATE. Refusals: `NotYourAction`, `AlreadyDone`."""
    if not can_finish_action(by, action, local_day(at)):
        raise NotYourAction
    still_open = Action.objects.filter(pk=action.pk, state=ActionState.OPEN)
    if not still_open.update(state=ActionState.DONE, done_at=at, done_note=note.strip()):
        raise AlreadyDone
    action.refresh_from_db()
    after = {"note": action.done_note}
    audit.record(verb="review_action.done", subject=action, by=by, at=at, after=after)
    return action


@transaction.atomic
def drop_action(*, action: Action, note: str, by: User, at: datetime) -> Action:
    """End an action that will not be done, with the reason, by who leads the team.

    Refusals: `NotYourAction`, `ReasonMissing`, `AlreadyDone`.
    """
    if not can_lead_team(by, action.team, local_day(at)):
        raise NotYourAction
    if not note.strip():
        raise ReasonMissing
    still_open = Action.objects.filter(pk=action.pk, state=ActionState.OPEN)
    if not still_open.update(state=ActionState.DROPPED, done_at=at, done_note=note.strip()):
        raise AlreadyDone
    action.refresh_from_db()
    audit.record(verb="review_action.dropped", subject=action, by=by, at=at, after={"note": action.done_note})
    return action


@transaction.atomic
def remind_owners(*, at: datetime) -> int:
    """Remind owners once of what is due tomorrow or late. Returns how many letters were written."""
    on = local_day(at)
    due = Action.objects.filter(
        state=ActionState.OPEN, due_day__lte=on + timedelta(days=1), reminded_at__isnull=True
    )
    rows = list(due.order_by("pk"))
    letters = [
        Letter(
            person_id=row.owner_id,
            code="action.due",
            values={"text": row.text, "due": row.due_day.isoformat()},
            url=reverse("actions"),
        )
        for row in rows
    ]
    Action.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    return notify_each(letters=letters, at=at)


def _before(review: Review, kpi: Kpi | None) -> str:
    """The KPI's figure in the review, exact; empty without one."""
    if kpi is None:
        return ""
    line = next((line for line in review.facts["lines"] if line["code"] == kpi.code), None)
    return (line["actual"] or "") if line else ""


def _measure(action: Action, objective: Objective, by: User, at: datetime) -> None:
    content = MeasureContent(
        name=action.text[:160],
        owner=action.owner,
        starts=local_day(at),
        objective=objective,
        kpi=action.kpi,
        team=action.team,
    )
    measure = take_measure(content=content, by=by, at=at)
    Action.objects.filter(pk=action.pk).update(measure=measure)


def _check(review: Review, text: str, owner: Person | None, due_day: date, on: date) -> None:
    if not text.strip():
        raise ActionEmpty
    if owner is None or not possible_owners(review.team, on).filter(pk=owner.pk).exists():
        raise OwnerMissing
    if due_day < on:
        raise DueInPast(day=due_day.isoformat())
    if not working_days(due_day, due_day):
        raise DueOnHoliday(day=due_day.isoformat())


def _tell(action: Action, by: User, at: datetime) -> None:
    due = action.due_day.isoformat()
    after = {"text": action.text, "owner": action.owner.name, "due": due}
    audit.record(verb="review_action.added", subject=action, by=by, at=at, after=after)
    values = {"text": action.text, "due": due}
    notify(person_ids=[action.owner_id], code="action.owned", values=values, url=reverse("actions"), at=at)
