"""What a plan gives along: training and support, each with owner and date."""

from datetime import date, datetime

from django.db import transaction

from apps.audit import operations as audit
from apps.coaching.choices import ItemKind
from apps.coaching.models import Material, PlanItem, TalkPlan
from apps.coaching.operations.asking import check_due
from apps.coaching.operations.talks import check_open
from apps.coaching.policies import can_coach
from apps.coaching.refusals import ConsentMissing, ItemEmpty, NotTheCoach, NotYourItem, OwnerNotOfTheTwo
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.people.operations import notify
from apps.people.policies import person_of


@transaction.atomic
def add_item(
    *,
    plan: TalkPlan,
    kind: str,
    text: str = "",
    material: Material | None = None,
    owner: Person | None,
    due_day: date,
    by: User,
    at: datetime,
) -> PlanItem:
    """Add a training or a support. The same one sent twice is one.

    Refusals: `NotTheCoach`, `AlreadyClosed`, `ItemEmpty`, `OwnerNotOfTheTwo`, `ConsentMissing`, `DueInPast`,
    `DueNotWorking`.
    """
    assignment, on = plan.assignment, local_day(at)
    if not can_coach(by, assignment):
        raise NotTheCoach
    check_open(assignment)
    words = text.strip() or (material.title if material else "")
    if not words or kind not in ItemKind.values:
        raise ItemEmpty
    if owner is None or owner.pk not in (assignment.person_id, assignment.coach_id):
        raise OwnerNotOfTheTwo
    if material is not None and material.kind == "record" and material.consent_at is None:
        raise ConsentMissing
    check_due(due_day, on)
    item, made = PlanItem.objects.get_or_create(
        plan=plan, kind=kind, text=words, material=material, owner=owner, defaults={"due_day": due_day}
    )
    if made:
        audit.record(verb="coaching.item_added", subject=assignment, by=by, at=at)
    return item


@transaction.atomic
def finish_item(*, item: PlanItem, by: User, at: datetime) -> PlanItem:
    """Mark as done, by its owner: one conditional UPDATE; a second time changes nothing. `NotYourItem`."""
    me = person_of(by)
    if me is None or me.pk != item.owner_id:
        raise NotYourItem
    if PlanItem.objects.filter(pk=item.pk, done_at__isnull=True).update(done_at=at):
        assignment = item.plan.assignment
        audit.record(verb="coaching.item_done", subject=assignment, by=by, at=at)
        other = assignment.coach_id if me.pk == assignment.person_id else assignment.person_id
        notify(person_ids=[other], code="coaching.item_done", values={"text": item.text}, url="", at=at)
    item.refresh_from_db()
    return item
