"""Saying whom a source means: the rows that were parked for the name follow, previews are looked at again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake import doorbell
from apps.intake.choices import BatchState
from apps.intake.models import AgentAlias, Batch, Source
from apps.intake.operations.deciding import BatchMoved
from apps.intake.operations.settling import Settled, rerun_parked
from apps.people.models import Person, User
from apps.people.names import tidy
from apps.people.refusals import Refusal

PREVIEWED = (BatchState.READY, BatchState.HELD)


class RefTaken(Refusal):
    """Another person has this name in this source from that day on."""

    sentence = _("“%(ref)s” is %(person)s from %(day)s on already.")
    field = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Whom a source means by a name, from a day on."""

    ref: str
    person: Person
    starts: date


def resolve_agent(
    *, source: Source, ref: str, person: Person, starts: date, by: User, at: datetime
) -> Settled:
    """Say whom a source means from a day on, and run the rows that were parked for it."""
    return resolve_agents(source=source, meant=[Meant(ref=ref, person=person, starts=starts)], by=by, at=at)


def resolve_agents(*, source: Source, meant: Sequence[Meant], by: User, at: datetime) -> Settled:
    """The same of several names, all or none of them; then their rows run."""
    _name(source=source, meant=meant, by=by, at=at)
    return rerun_parked(source=source, refs={one.ref for one in meant}, at=at)


@transaction.atomic
def _name(*, source: Source, meant: Sequence[Meant], by: User, at: datetime) -> None:
    Source.objects.select_for_update().get(pk=source.pk)
    for one in meant:
        _add_alias(source, one, by=by, at=at)
    look_again_at(source_ids=[source.pk])


def _add_alias(source: Source, meant: Meant, *, by: User, at: datetime) -> None:
    ref, starts = tidy(meant.ref), meant.starts
    others = AgentAlias.objects.filter(source=source, ref=ref).exclude(person=meant.person)
    later = others.filter(starts__gte=starts).select_related("person").order_by("starts").first()
    if later is not None:
        raise RefTaken(ref=ref, person=later.person.name, day=later.starts.isoformat())
    others.filter(Q(ends__isnull=True) | Q(ends__gt=starts)).update(ends=starts)
    alias, made = AgentAlias.objects.get_or_create(
        source=source, ref=ref, starts=starts, defaults={"person": meant.person}
    )
    if made:
        after = {"ref": ref, "person": meant.person.pk, "starts": starts.isoformat()}
        audit.record(verb="agent_alias.added", subject=alias, by=by, at=at, after=after)


def look_again_at(*, source_ids: Collection[int]) -> int:
    """Have the previews of sources made anew: something they rest on has changed. Returns how many."""
    waiting = Batch.objects.filter(source__in=source_ids, state__in=PREVIEWED, auto_import=False)
    found = list(waiting.values_list("pk", flat=True))
    waiting.filter(pk__in=found).update(state=BatchState.PROFILING, lease_until=None)
    for batch_id in found:
        doorbell.ring(batch_id)
    return len(found)


@transaction.atomic
def look_again(*, batch: Batch) -> None:
    """Make a preview anew: other files came since, or people."""
    waiting = Batch.objects.filter(pk=batch.pk, state__in=PREVIEWED)
    if not waiting.update(state=BatchState.PROFILING, lease_until=None):
        raise BatchMoved(state=Batch.objects.get(pk=batch.pk).get_state_display())
    doorbell.ring(batch.pk)
