"""Placements: derived from home teams and loans; what moved goes to the change feed.

Everything that changes a membership ends with `place`, which refuses a move on closed or frozen days. (Moves
that wait for acceptance instead come with the page of waiting changes.)
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from apps.people.freezes import FrozenSpan, frozen_spans
from apps.people.models import Person, Placement, TeamPath
from apps.people.operations.periods import hold_dated
from apps.people.operations.records import HOMES, LOANS, Lines, lines_of
from apps.people.refusals import Refusal
from apps.people.timeline import Difference, Stretch, differences, joined, overwritten

Moves = dict[int, list[Difference[int]]]


class MoveOnClosedDays(Refusal):
    """A person's team may not change on closed or frozen days."""

    sentence = _(
        "%(name)s cannot change teams on %(day)s: that day is closed (%(reason)s). Choose a later day,"
        " or ask a data steward to reopen the period."
    )
    field = "starts"


class DaysAreClosed(Refusal):
    """Contract, leave or calendar may not change on closed or frozen days."""

    sentence = _(
        "%(day)s is closed (%(reason)s), so working time can no longer change on it. Choose a later day,"
        " or ask a data steward to reopen the period."
    )


@transaction.atomic
def place(*, person_ids: Collection[int], cause: str, at: datetime) -> int:
    """Derive the placements of the persons anew: loan before home. Returns how many persons moved.

    Writes a change for each person and for each team (old, new, and the teams above them) with the days that
    moved.
    """
    homes, loans = lines_of(HOMES, person_ids), lines_of(LOANS, person_ids)
    before = _placed(person_ids)
    after = {person_id: overwritten(homes[person_id], loans[person_id]) for person_id in person_ids}
    moves = {person_id: differences(before[person_id], after[person_id]) for person_id in person_ids}
    moves = {person_id: found for person_id, found in moves.items() if found}
    if moves:
        _move(moves, after, cause, at)
    return len(moves)


def _move(moves: Moves, after: Lines, cause: str, at: datetime) -> None:
    days = [move.days for found in moves.values() for move in found]
    first, last = min(d.first for d in days), max(d.last for d in days)
    hold_dated(first=first, last=last)
    above = _above()
    _refuse_closed(moves, above, first, last)
    Placement.objects.filter(person_id__in=moves).delete()
    rows = [
        Placement(person_id=person_id, team_id=s.value, starts=s.starts, ends=s.ends)
        for person_id in moves
        for s in after[person_id]
    ]
    Placement.objects.bulk_create(rows, batch_size=2000)
    changes.write(rows=_marks(moves, above), cause=cause, at=at)


def _placed(person_ids: Collection[int]) -> Lines:
    lines: Lines = {person_id: [] for person_id in person_ids}
    rows = Placement.objects.filter(person_id__in=person_ids).order_by("person_id", "starts")
    for row in rows:
        lines[row.person_id].append(Stretch(row.starts, row.ends, row.team_id))
    return {person_id: joined(line) for person_id, line in lines.items()}


def _above() -> dict[int, set[int]]:
    """Each team's own id and those of the teams above it."""
    above: dict[int, set[int]] = {}
    for ancestor, descendant in TeamPath.objects.values_list("ancestor_id", "descendant_id"):
        above.setdefault(descendant, {descendant}).add(ancestor)
    return above


def _teams(move: Difference[int], above: dict[int, set[int]]) -> set[int]:
    """The teams whose figures a move concerns.

    Those the person was in and is in, and above, but not in both.
    """
    old = above.get(move.before, {move.before}) if move.before is not None else set()
    new = above.get(move.after, {move.after}) if move.after is not None else set()
    return old ^ new


def _marks(moves: Moves, above: dict[int, set[int]]) -> Iterable[ChangeRow]:
    for person_id, found in moves.items():
        for move in found:
            days = {"first_day": move.days.first, "last_day": move.days.last}
            yield ChangeRow(topic=Topic.PLACEMENT, person_id=person_id, team_id=None, **days)
            for team_id in _teams(move, above):
                yield ChangeRow(topic=Topic.PLACEMENT, person_id=None, team_id=team_id, **days)


def _refuse_closed(moves: Moves, above: dict[int, set[int]], first: date, last: date) -> None:
    teams = {team for found in moves.values() for move in found for team in _teams(move, above)}
    frozen = frozen_spans(list(moves), first, last, team_ids=teams)
    for person_id, found in moves.items():
        for move in found:
            _refuse(person_id, move, frozen, _teams(move, above))


def _refuse(person_id: int, move: Difference[int], frozen: list[FrozenSpan], teams: set[int]) -> None:
    hits = [
        span
        for span in frozen
        if span.first_day <= move.days.last and move.days.first <= span.last_day
        if span.person_id in {None, person_id} and (span.team_id is None or span.team_id in teams)
    ]
    if hits:
        hit = min(hits, key=lambda span: max(span.first_day, move.days.first))
        raise MoveOnClosedDays(
            name=Person.objects.get(pk=person_id).name,
            day=max(hit.first_day, move.days.first).isoformat(),
            reason=hit.reason,
            person_id=person_id,
        )


def refuse_closed_days(*, person_id: int, first: date, last: date) -> None:
    """Refuse a change of the person's working time when a day of [first, last] is closed or frozen."""
    hold_dated(first=first, last=last)
    frozen = frozen_spans([person_id], first, last)
    if frozen:
        hit = min(frozen, key=lambda span: max(span.first_day, first))
        raise DaysAreClosed(day=max(hit.first_day, first).isoformat(), reason=hit.reason)
