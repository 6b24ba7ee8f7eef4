"""What withdrawing a batch would do, before anybody does it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, Min, OuterRef, Q

from apps.intake.models import Batch, SupersededFact
from apps.intake.models.batch import UNDONE_STATES
from apps.intake.queries.reach import topics_of
from apps.intake.shapes import SHAPES, Shape
from apps.people.freezes import FrozenSpan, frozen_spans
from apps.people.models import Placement, TeamPath


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Records the batch wrote last; those of them with an older value; those on closed or frozen days."""

    records: int
    older: int
    waiting: int


def foreseen_withdrawal(batch: Batch) -> TakenBack:
    """Counted, nothing tried: at most four queries for each record type, and two for the frozen days."""
    counts = [_of(batch, SHAPES[topic]) for topic in sorted(topics_of(batch.mapping.spec))]
    return TakenBack(
        records=sum(one.records for one in counts),
        older=sum(one.older for one in counts),
        waiting=sum(one.waiting for one in counts),
    )


def _of(batch: Batch, shape: Shape) -> TakenBack:
    facts = shape.facts.filter(batch=batch)
    before = SupersededFact.objects.filter(
        record_type=shape.record_type, source=batch.source_id, key=OuterRef("key")
    ).exclude(batch__state__in=UNDONE_STATES)
    return TakenBack(
        records=facts.count(),
        older=facts.filter(Exists(before)).count(),
        waiting=facts.filter(_frozen(batch, shape)).count(),
    )


def _frozen(batch: Batch, shape: Shape) -> Q:
    """Which facts lie on a closed or frozen day."""
    days = list(shape.days)
    limits = shape.facts.filter(batch=batch).aggregate(
        **{f"{name}_first": Min(name) for name in days}, **{f"{name}_last": Max(name) for name in days}
    )
    known: list[date] = [day for day in limits.values() if day is not None]
    spans = frozen_spans(None, min(known), max(known)) if known else []
    found = Q(pk__in=[])
    for span in spans:
        for name in days:
            found |= _within(shape, span, name)
    return found


def _within(shape: Shape, span: FrozenSpan, day: str) -> Q:
    within = Q(**{f"{day}__gte": span.first_day, f"{day}__lte": span.last_day})
    agent = "agent" if shape.agent else "order__agent"
    if span.person_id is not None:
        return within & Q(**{agent: span.person_id}) if _has_agent(shape) else Q(pk__in=[])
    if span.team_id is None:
        return within
    below = TeamPath.objects.filter(ancestor=span.team_id).values("descendant")
    placed = Placement.objects.filter(
        person=OuterRef(agent), team__in=below, starts__lte=OuterRef(day), ends__gt=OuterRef(day)
    )
    return within & Q(Exists(placed)) if _has_agent(shape) else Q(pk__in=[])


def _has_agent(shape: Shape) -> bool:
    """Whether a fact knows its agent: its own, or by a link to its order."""
    return shape.agent or shape.record_type == "refund"
