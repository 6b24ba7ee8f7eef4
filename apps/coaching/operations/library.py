"""The library, the tree of causes, the guide questions, and what the policy says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.coaching.choices import Evidence, GrowStep, MaterialKind
from apps.coaching.models import Cause, CoachingPolicy, CoachSlots, GuideQuestion, Material
from apps.coaching.policies import can_edit_rules
from apps.coaching.refusals import (
    CauseCircle,
    CauseCodeTaken,
    FileTooLarge,
    KeepOutOfRange,
    MaterialIncomplete,
    NotTheCoach,
    NotYourRecord,
    RecordNotFound,
    SlotsOutOfRange,
)
from apps.intake.models import Call, Order
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.people.operations import notify
from apps.people.policies import person_of

MOST_BYTES = 5_000_000
MOST_SLOTS = 40
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialContent:
    """What a material is. `file` is (name, type, bytes); `record` is (call or order, its number)."""

    title: str
    kind: str
    text: str = ""
    url: str = ""
    file: tuple[str, str, bytes] | None = None
    record: tuple[str, int] | None = None
    minutes: int = 0
    causes: Collection[Cause] = ()


@transaction.atomic
def add_material(*, content: MaterialContent, by: User | None, at: datetime) -> Material:
    """Add to the library. A best-practice record is shown once its agent has consented.

    Refusals: `MaterialIncomplete`, `FileTooLarge`, `RecordNotFound`.
    """
    _check_material(content)
    row = Material(
        title=content.title.strip(),
        kind=content.kind,
        text=content.text.strip(),
        url=content.url,
        minutes=content.minutes,
        created_by=by,
        created_at=at,
    )
    if content.kind == MaterialKind.FILE and content.file:
        row.file_name, row.file_type, row.file_bytes = content.file
    if content.kind == MaterialKind.RECORD and content.record:
        row.record_type, row.record_id = content.record
        row.agent = _agent_of(*content.record)
    row.save()
    row.causes.set(content.causes)
    audit.record(verb="coaching_material.added", subject=row, by=by, at=at)
    if row.agent is not None:
        notify(person_ids=[row.agent.pk], code="coaching.consent", values={}, url="/coaching/library/", at=at)
    return row


@transaction.atomic
def withdraw_material(*, material: Material, by: User, at: datetime) -> None:
    """Take it out of the library; plans that name it keep its title."""
    if not can_edit_rules(by, local_day(at)):
        raise NotTheCoach
    if Material.objects.filter(pk=material.pk, active=True).update(active=False):
        audit.record(verb="coaching_material.withdrawn", subject=material, by=by, at=at)


@transaction.atomic
def answer_consent(*, material: Material, agent_agrees: bool, by: User, at: datetime) -> Material:
    """The agent of a best-practice record says yes, or no, or takes it back. Refusal: `NotYourRecord`."""
    me = person_of(by)
    if me is None or material.agent_id != me.pk:
        raise NotYourRecord
    said = {"consent_at": at, "refused_at": None} if agent_agrees else {"consent_at": None, "refused_at": at}
    Material.objects.filter(pk=material.pk).update(**said)
    material.refresh_from_db()
    after = {"agrees": agent_agrees}
    audit.record(verb="coaching_material.consent", subject=material, by=by, at=at, after=after)
    return material


@transaction.atomic
def save_cause(
    *,
    cause: Cause | None,
    code: str,
    name: str,
    parent: Cause | None,
    kpi_codes: Collection[str],
    evidence: str,
    active: bool,
    by: User | None,
    at: datetime,
) -> Cause:
    """Add a cause to the tree, or change one; its code stays. Refusals: `CauseCodeTaken`, `CauseCircle`."""
    row = cause or Cause(code=code)
    if parent is not None and cause is not None and cause.pk in (parent.pk, parent.parent_id):
        raise CauseCircle
    row.name, row.parent, row.kpi_codes = name.strip(), parent, sorted(kpi_codes)
    row.evidence = evidence if evidence in Evidence.values else ""
    row.active = active
    if cause is None:
        row.position = Cause.objects.count() + 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise CauseCodeTaken(code=code) from None
    after = {"code": row.code, "name": row.name, "active": row.active}
    audit.record(verb="coaching_cause.saved", subject=row, by=by, at=at, after=after)
    return row


@transaction.atomic
def save_question(
    *, question: GuideQuestion | None, step: str, text: str, active: bool, by: User | None, at: datetime
) -> GuideQuestion:
    """Add a guide question, or change one."""
    row = question or GuideQuestion(position=GuideQuestion.objects.count() + 1)
    row.step, row.text, row.active = GrowStep(step), text.strip(), active
    row.save()
    audit.record(verb="coaching_question.saved", subject=row, by=by, at=at, after={"text": row.text})
    return row


@transaction.atomic
def set_policy(
    *, leader_reads: bool, keep_months: int, slots_per_week: int, by: User, at: datetime
) -> CoachingPolicy:
    """What holds for everybody. Refusals: `KeepOutOfRange`, `SlotsOutOfRange`."""
    if not 1 <= keep_months <= MOST_MONTHS:
        raise KeepOutOfRange(most=MOST_MONTHS)
    if not 1 <= slots_per_week <= MOST_SLOTS:
        raise SlotsOutOfRange(most=MOST_SLOTS)
    said = {"leader_reads": leader_reads, "keep_months": keep_months, "slots_per_week": slots_per_week}
    row, _made = CoachingPolicy.objects.update_or_create(pk=1, defaults=said)
    audit.record(verb="coaching_policy.set", subject=row, by=by, at=at, after=said)
    return row


@transaction.atomic
def set_slots(*, coach: Person, per_week: int, by: User, at: datetime) -> None:
    """How many talks one coach holds in a week. Refusal: `SlotsOutOfRange`."""
    if not 0 <= per_week <= MOST_SLOTS:
        raise SlotsOutOfRange(most=MOST_SLOTS)
    row, _made = CoachSlots.objects.update_or_create(coach=coach, defaults={"per_week": per_week})
    audit.record(verb="coaching_slots.set", subject=row, by=by, at=at, after={"per_week": per_week})


def _check_material(content: MaterialContent) -> None:
    needed = {
        MaterialKind.PAGE: content.text.strip(),
        MaterialKind.LINK: content.url,
        MaterialKind.FILE: content.file,
        MaterialKind.RECORD: content.record,
    }
    if not content.title.strip() or not needed.get(MaterialKind(content.kind)):
        raise MaterialIncomplete
    if content.file is not None and len(content.file[2]) > MOST_BYTES:
        raise FileTooLarge


def _agent_of(kind: str, number: int) -> Person:
    model = Call if kind == "call" else Order
    found = model.objects.filter(pk=number).select_related("agent").first()
    if found is None or found.agent is None:
        raise RecordNotFound(number=number)
    return found.agent
