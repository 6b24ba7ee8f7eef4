"""What a page about a person or a team in a month needs to know first, in one query.

The object (if the policy lets it through), the state of the month, and whether changes wait to be computed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from apps.people.choices import MembershipKind, PeriodState
from apps.people.days import ONE_DAY, next_month
from apps.people.models import Change, Membership, Period, Person, Team
from apps.people.queries.dated import touching
from apps.people.queries.periods import PeriodView, period
from apps.people.reading import answered

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStart:
    """A person in a month. `team_id`: the home team on their last day with one in the month."""

    person: Person
    period: PeriodView
    team_id: int | None
    updating: bool
    sees_pay: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamStart:
    """A team in a month."""

    team: Team
    period: PeriodView
    updating: bool


def person_start(
    visible: QuerySet[Person], pk: int, month: date, *, pay: QuerySet[Person]
) -> PersonStart | None:
    """The person, if visible; `pay` are the people whose pay the reader may see. One query."""
    last = next_month(month) - ONE_DAY
    homes = Membership.objects.filter(
        touching(month, last), person=OuterRef("pk"), kind=MembershipKind.HOME
    ).order_by("-starts")
    paid = pay.filter(pk=OuterRef("pk"))
    row: Any = (
        _with_month(visible, month, Q(person_id=OuterRef("pk")) | Q(person_id__isnull=True))
        .annotate(home_id=Subquery(homes.values("team_id")[:1]), paid=Exists(paid))
        .filter(pk=pk)
        .first()
    )
    if row is None:
        return None
    return PersonStart(
        person=row, period=_period(row, month), team_id=row.home_id, updating=row.updating, sees_pay=row.paid
    )


def team_start(visible: QuerySet[Team], pk: int, month: date) -> TeamStart | None:
    """The team, if visible. One query."""
    row: Any = _with_month(visible, month, Q()).filter(pk=pk).first()
    if row is None:
        return None
    return TeamStart(team=row, period=_period(row, month), updating=row.updating)


def updating(month: date, topics: Collection[str] | None = None) -> bool:
    """Whether changes of the month wait to be computed, of these topics where given. One query."""
    waiting = Change.objects.filter(first_day__lt=next_month(month), last_day__gte=month)
    return (waiting if topics is None else waiting.filter(topic__in=topics)).exists()


def _with_month(rows: QuerySet[M], month: date, whose: Q) -> QuerySet[Any]:
    periods = Period.objects.filter(starts=month)
    waiting = Change.objects.filter(whose, first_day__lt=next_month(month), last_day__gte=month)
    return rows.annotate(
        period_state=Subquery(periods.values("state")[:1]),
        close_number=Subquery(periods.values("close_number")[:1]),
        updating=Exists(waiting),
    )


def _period(row: Any, month: date) -> PeriodView:
    """The state of the month, noted as the answer for whoever asks again on this page."""
    view = PeriodView(
        month=month, state=row.period_state or PeriodState.OPEN, close_number=row.close_number or 0
    )
    answered(period, month, answer=view)
    return view
