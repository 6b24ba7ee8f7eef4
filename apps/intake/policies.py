"""Who may see and do what in intake: stewards everything; directors and HR see how fresh the sources are.

Files and rows hold customers' identifiers, so nobody else opens a batch.
"""

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from apps.intake.models import Batch, Claim, HeldRow, Source, SourceDraft
from apps.intake.queries.records import Found
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.models import Person, Placement
from apps.people.policies import Looker, has_role, led_team_ids, person_of, visible_people
from apps.people.queries.dated import active_on

STEWARDS: Final = (Role.STEWARD,)
NAMERS: Final = (Role.AGENT, Role.MANAGER, Role.DIRECTOR, Role.STEWARD)
READERS: Final = (Role.STEWARD, Role.DIRECTOR, Role.HR)


def can_import(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may bring files, decide about batches and mend rows."""
    return has_role(user, *STEWARDS, on=on)


def visible_sources(user: Looker, *, on: date | None = None) -> QuerySet[Source]:
    """The sources whose freshness the sign-in may see: all, or none."""
    return Source.objects.all() if has_role(user, *READERS, on=on) else Source.objects.none()


def can_view_source(user: Looker, source: Source, *, on: date | None = None) -> bool:
    """Whether the sign-in may see how fresh a source is."""
    return visible_sources(user, on=on).filter(pk=source.pk).exists()


def can_read_names(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may read customers' names where a source keeps them: who works with customers."""
    return has_role(user, *NAMERS, on=on)


def visible_batches(user: Looker, *, on: date | None = None) -> QuerySet[Batch]:
    """The batches the sign-in may open: all, or none."""
    return Batch.objects.all() if can_import(user, on=on) else Batch.objects.none()


def can_view_batch(user: Looker, batch: Batch, *, on: date | None = None) -> bool:
    """Whether the sign-in may open a batch with its rows."""
    return visible_batches(user, on=on).filter(pk=batch.pk).exists()


def can_view_record(user: Looker, found: Found, *, on: date | None = None) -> bool:
    """Whether the sign-in may open a record: stewards each, others those behind figures they see."""
    if can_import(user, on=on):
        return True
    days = found.days
    if found.agent_id is None or not days:
        return False
    return visible_people(user, min(days), max(days), on=on).filter(pk=found.agent_id).exists()


def visible_held_rows(user: Looker, *, on: date | None = None) -> QuerySet[HeldRow]:
    """The rows that did not become facts which the sign-in may read: all, or none."""
    return HeldRow.objects.all() if can_import(user, on=on) else HeldRow.objects.none()


def can_decide_row(user: Looker, held_row: HeldRow, *, on: date | None = None) -> bool:
    """Whether the sign-in may accept or decline a row that waits."""
    return visible_held_rows(user, on=on).filter(pk=held_row.pk).exists()


def visible_drafts(user: Looker, *, on: date | None = None) -> QuerySet[SourceDraft]:
    """The unfinished sources that the sign-in may go on with: its own."""
    if not can_import(user, on=on):
        return SourceDraft.objects.none()
    return SourceDraft.objects.filter(owner_id=user.pk)


def can_edit_draft(user: Looker, draft: SourceDraft, *, on: date | None = None) -> bool:
    """Whether the sign-in may go on with an unfinished source."""
    return visible_drafts(user, on=on).filter(pk=draft.pk).exists()


def visible_claims(user: Looker, *, on: date | None = None) -> QuerySet[Claim]:
    """The claims the sign-in may read: a steward all, a leader those of the people led, each their own."""
    day = on or today()
    if can_import(user, on=day):
        return Claim.objects.all()
    me = person_of(user)
    own = Q(person=me.pk) if me is not None else Q(pk__in=[])
    return Claim.objects.filter(own | Q(person__in=led_people(user, on=day).values("pk")))


def led_people(user: Looker, *, on: date) -> QuerySet[Person]:
    """Those who are placed in a team the sign-in leads, or in one below, on the day."""
    placed = Placement.objects.filter(active_on(on), team__in=led_team_ids(user, on))
    return Person.objects.filter(pk__in=placed.values("person"))


def can_answer_claim(user: Looker, claim: Claim, *, on: date | None = None) -> bool:
    """Whether the sign-in may answer a claim: stewards and leaders of the claimant, never the claimant."""
    me = person_of(user)
    if me is not None and claim.person_id == me.pk:
        return False
    return visible_claims(user, on=on).filter(pk=claim.pk).exists()


def can_claim(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may claim orders for itself."""
    return person_of(user) is not None and has_role(user, Role.AGENT, on=on)
