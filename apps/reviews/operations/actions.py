"""Actions: one owner, one due day, listed until done."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.metrics.models import Kpi
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.people.operations import notify
from apps.reviews.choices import ActionState
from apps.reviews.models import Action, Review
from apps.reviews.operations.findings import check_kpi, hold_open
from apps.reviews.policies import can_finish_action, possible_owners
from apps.reviews.refusals import ActionEmpty, AlreadyDone, DueInPast, NotYourAction, OwnerMissing


@transaction.atomic
def add_action(
    *,
    review: Review,
    text: str,
    owner: Person | None,
    due_day: date,
    kpi: Kpi | None = None,
    by: User,
    at: datetime,
) -> Action:
    """Decide on an action in an open review. The same one sent twice is one.

    Refusals: `NotTheLeader`, `ReviewClosed`, `ActionEmpty`, `OwnerMissing`, `DueInPast`, `KpiNotReviewed`.
    """
    held = hold_open(review, by, at)
    _check(held, text, owner, due_day, local_day(at))
    if kpi is not None:
        check_kpi(held, kpi)
    action, made = Action.objects.get_or_create(
        team=held.team,
        review=held,
        text=text.strip(),
        owner=owner,
        due_day=due_day,
        kpi=kpi,
        defaults={"created_by": by, "created_at": at},
    )
    if made:
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


def _check(review: Review, text: str, owner: Person | None, due_day: date, on: date) -> None:
    if not text.strip():
        raise ActionEmpty
    if owner is None or not possible_owners(review.team, on).filter(pk=owner.pk).exists():
        raise OwnerMissing
    if due_day < on:
        raise DueInPast(day=due_day.isoformat())


def _tell(action: Action, by: User, at: datetime) -> None:
    due = action.due_day.isoformat()
    after = {"text": action.text, "owner": action.owner.name, "due": due}
    audit.record(verb="review_action.added", subject=action, by=by, at=at, after=after)
    values = {"text": action.text, "due": due}
    notify(person_ids=[action.owner_id], code="action.owned", values=values, url=reverse("actions"), at=at)
