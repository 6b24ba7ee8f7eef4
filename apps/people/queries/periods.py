"""Periods: which months are provisional, which final."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from apps.people.choices import PeriodState
from apps.people.days import first_of_month
from apps.people.models import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A month. `close_number` says how often it was closed: whoever handled a closing compares it."""

    month: date
    state: str
    close_number: int

    @property
    def final(self) -> bool:
        """Figures of the month are final, no longer provisional."""
        return self.state == PeriodState.CLOSED


def _view(row: Period) -> PeriodView:
    return PeriodView(month=row.starts, state=row.state, close_number=row.close_number)


def _views(rows: QuerySet[Period]) -> list[PeriodView]:
    return [_view(row) for row in rows.order_by("starts", "pk")]


def period(month: date) -> PeriodView:
    """The period of a month; one without a row is open and was never closed."""
    row = Period.objects.filter(starts=first_of_month(month)).first()
    if row is None:
        return PeriodView(month=first_of_month(month), state=PeriodState.OPEN, close_number=0)
    return _view(row)


def periods_between(first: date, last: date) -> list[PeriodView]:
    """The periods with a row that touch [first, last], oldest first."""
    return _views(Period.objects.filter(starts__lte=last, ends__gt=first))


def closed_periods() -> list[PeriodView]:
    """All closed periods, oldest first."""
    return _views(Period.objects.filter(state=PeriodState.CLOSED))
