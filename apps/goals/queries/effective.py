"""What holds in a month after changes: the target and weight of each line, and who still has the old one.

A change applies from its day. In the month in which it falls a volume's target is the mean of both, weighed
by the working days before and from that day; a ratio has the easier of the two until the month is over. A
weight changes at the beginning of a month only. A harder target holds for an agent once they agreed to it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.money import round_minor
from apps.goals.choices import ChangeState
from apps.goals.models import ChangeLine, Consent, LineMonth, PersonTarget
from apps.people.days import ONE_DAY, next_month

MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One approved change to one line, as it stands in a month. `after`: what it has of it."""

    change_id: int
    line_id: int
    person_id: int | None
    from_day: date
    target_micros: int | None
    weight: int
    harder: bool
    after: Fraction


def steps_of(line_ids: Collection[int], month: date) -> dict[int, list[Step]]:
    """Approved changes that hold on some day of the month, by line, in their order. One query."""
    last = next_month(month) - ONE_DAY
    rows = ChangeLine.objects.filter(
        line_id__in=line_ids, change__state=ChangeState.APPROVED, change__from_day__lte=last
    ).select_related("change")
    found: defaultdict[int, list[Step]] = defaultdict(list)
    for row in rows.order_by("change__from_day", "change__decided_at", "change_id"):
        change = row.change
        inside = change.from_day > month and change.days_month > 0
        found[row.line_id].append(
            Step(
                change_id=change.pk,
                line_id=row.line_id,
                person_id=change.person_id,
                from_day=change.from_day,
                target_micros=row.new_target_micros,
                weight=row.new_weight,
                harder=row.harder,
                after=1 - Fraction(change.days_before, change.days_month) if inside else Fraction(1),
            )
        )
    return dict(found)


def value_after(micros: int, steps: Iterable[Step], *, volume: bool) -> Fraction:
    """Millionths that hold in the month after the steps."""
    value = Fraction(micros)
    for step in steps:
        if step.target_micros is None:
            continue
        if step.after == 1:
            value = Fraction(step.target_micros)
        elif volume:
            value += (step.target_micros - value) * step.after
        elif not step.harder:
            value = Fraction(step.target_micros)
    return value


def weight_after(weight: int, steps: Iterable[Step]) -> int:
    """Hundredths of a percent that hold in the month after the steps for everyone."""
    whole = [step.weight for step in steps if step.person_id is None and step.after == 1]
    return whole[-1] if whole else weight


def person_targets(scorecard_ids: Collection[int], month: date | None = None) -> dict[tuple[int, int], int]:
    """Targets of single agents in a month: (line, person) → millionths of the unit. At most four queries.

    Written with the scorecard, agreed for one agent later, or kept because a harder one was not agreed to.
    Without a month: as they were written.
    """
    rows = PersonTarget.objects.filter(line__scorecard_id__in=scorecard_ids)
    own = {
        (line_id, person_id): micros
        for line_id, person_id, micros in rows.values_list("line_id", "person_id", "target_micros")
    }
    return own if month is None else own | _changed(scorecard_ids, month, own)


def _changed(
    scorecard_ids: Collection[int], month: date, own: dict[tuple[int, int], int]
) -> dict[tuple[int, int], int]:
    lines = ChangeLine.objects.filter(
        change__scorecard_id__in=scorecard_ids, change__state=ChangeState.APPROVED
    ).values_list("line_id", "line__target_micros", "line__kpi__is_volume")
    bases = {line_id: (micros, volume) for line_id, micros, volume in lines if micros is not None}
    if not bases:
        return {}
    steps = steps_of(bases, month)
    months = LineMonth.objects.filter(line_id__in=bases, month=month).values_list("line_id", "target_micros")
    this_month = dict(months)
    waiting = _waiting({step.change_id for found in steps.values() for step in found if step.harder})
    found: dict[tuple[int, int], int] = {}
    for line_id, on_line in steps.items():
        people = {step.person_id for step in on_line if step.person_id is not None}
        people |= {person for step in on_line for person in waiting.get(step.change_id, ())}
        micros, volume = bases[line_id]
        for person_id in people:
            start = own.get((line_id, person_id), this_month.get(line_id, micros))
            held = _held_by(person_id, on_line, waiting, has_own=(line_id, person_id) in own)
            found[line_id, person_id] = round_minor(value_after(start, held, volume=volume))
    return found


def _held_by(
    person_id: int, steps: Sequence[Step], waiting: dict[int, set[int]], *, has_own: bool
) -> list[Step]:
    """The steps that hold for one agent: their own, and everyone's unless they have a target of their own."""
    return [
        step
        for step in steps
        if person_id not in waiting.get(step.change_id, ())
        and (step.person_id == person_id or (step.person_id is None and not has_own))
    ]


def _waiting(change_ids: Collection[int]) -> dict[int, set[int]]:
    """By change those who have not agreed to it."""
    if not change_ids:
        return {}
    rows = Consent.objects.filter(change_id__in=change_ids).exclude(agreed=True)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for change_id, person_id in rows.values_list("change_id", "person_id"):
        found[change_id].add(person_id)
    return dict(found)
