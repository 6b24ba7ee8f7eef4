"""Periods: which months are provisional, which final."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from apps.people.choices import PeriodState
from apps.people.days import first_of_month, months_between, next_month
from apps.people.models import Change, Period
from apps.people.reading import asked_once


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


@asked_once
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A month as the page of periods lists it; `waiting` changes are not computed yet."""

    month: date
    state: str
    close_number: int
    closed_by: str
    closed_at: datetime | None
    waiting: int
    over: bool

    @property
    def final(self) -> bool:
        """Figures of the month are final."""
        return self.state == PeriodState.CLOSED

    @property
    def may_close(self) -> bool:
        """Whether closing would be accepted now."""
        return not self.final and self.over and not self.waiting


def period_rows(on: date, *, limit: int = 36) -> list[PeriodRow]:
    """The months from the first that has records to the one of `on`, latest first. Two queries."""
    rows = {row.starts: row for row in Period.objects.filter(starts__lte=on).select_related("closed_by")}
    first = min(rows, default=first_of_month(on))
    months = list(months_between(first, on))[-limit:]
    waiting = _waiting(months)
    return [_row(month, rows.get(month), waiting[month], on) for month in reversed(months)]


def _row(month: date, row: Period | None, waiting: int, on: date) -> PeriodRow:
    return PeriodRow(
        month=month,
        state=row.state if row else PeriodState.OPEN,
        close_number=row.close_number if row else 0,
        closed_by=str(row.closed_by) if row and row.closed_by else "",
        closed_at=row.closed_at if row else None,
        waiting=waiting,
        over=next_month(month) <= on,
    )


def _waiting(months: list[date]) -> dict[date, int]:
    """Changes that touch each month, in one statement."""
    counts = {
        f"m{number}": Count("pk", filter=Q(first_day__lt=next_month(month), last_day__gte=month))
        for number, month in enumerate(months)
    }
    found = Change.objects.aggregate(**counts)
    return {month: found[f"m{number}"] for number, month in enumerate(months)}
