"""Which days may no longer change unasked.

Those of a closed period, and those a locked payout run rests on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from apps.people.choices import PeriodState
from apps.people.days import ONE_DAY, Days
from apps.people.models import Freeze, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenSpan:
    """Days, inclusive, of a person or a team, or of everyone (a closed period: both None), and why."""

    person_id: int | None
    team_id: int | None
    first_day: date
    last_day: date
    reason: str


def closed_months(first: date, last: date) -> QuerySet[Period]:
    """Closed periods that touch [first, last], oldest first."""
    return Period.objects.filter(state=PeriodState.CLOSED, starts__lte=last, ends__gt=first).order_by(
        "starts", "pk"
    )


def freezes(
    person_ids: Collection[int] | None, first: date, last: date, *, team_ids: Collection[int] = ()
) -> QuerySet[Freeze]:
    """Freezes of the persons (None: of anyone) or of the teams that touch [first, last]."""
    touching = Freeze.objects.filter(first_day__lte=last, last_day__gte=first)
    if person_ids is not None:
        touching = touching.filter(Q(person_id__in=person_ids) | Q(team_id__in=team_ids))
    return touching.order_by("first_day", "pk")


def frozen_spans(
    person_ids: Collection[int] | None, first: date, last: date, *, team_ids: Collection[int] = ()
) -> list[FrozenSpan]:
    """All closed periods and freezes that touch [first, last]: two queries.

    Closed periods are for everyone.
    """
    closed = [
        FrozenSpan(
            person_id=None,
            team_id=None,
            first_day=period.starts,
            last_day=period.ends - ONE_DAY,
            reason=str(period),
        )
        for period in closed_months(first, last)
    ]
    frozen = [
        FrozenSpan(
            person_id=row.person_id,
            team_id=row.team_id,
            first_day=row.first_day,
            last_day=row.last_day,
            reason=row.reason,
        )
        for row in freezes(person_ids, first, last, team_ids=team_ids)
    ]
    return closed + frozen


def is_open(day: date, *, person_id: int | None = None) -> bool:
    """Whether facts of the day may change: its period is not closed, and no freeze of the person holds it."""
    if closed_months(day, day).exists():
        return False
    return person_id is None or not freezes([person_id], day, day).exists()


def first_frozen_day(
    spans: Iterable[Days], *, person_id: int, team_ids: Collection[int] = ()
) -> tuple[date, str] | None:
    """The earliest day of `spans` that may not change for the person or one of the teams, with the reason."""
    wanted = list(spans)
    if not wanted:
        return None
    first, last = min(days.first for days in wanted), max(days.last for days in wanted)
    hits = [
        (max(days.first, frozen.first_day), frozen.reason)
        for frozen in frozen_spans([person_id], first, last, team_ids=team_ids)
        for days in wanted
        if days.first <= frozen.last_day and frozen.first_day <= days.last
    ]
    return min(hits, default=None)
