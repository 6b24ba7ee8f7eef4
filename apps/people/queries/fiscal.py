"""The organisation's own months, where it has set some."""

from dataclasses import dataclass
from datetime import date

from apps.people.days import ONE_DAY
from apps.people.models import FiscalMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSpan:
    """A fiscal month; `ends` is the day after its last."""

    name: str
    starts: date
    ends: date


def fiscal_months(first: date, ends: date) -> list[FiscalSpan]:
    """The fiscal months that share a day with `first` until before `ends`, in order. One query."""
    rows = FiscalMonth.objects.filter(starts__lt=ends, last_day__gte=first).order_by("starts")
    return [FiscalSpan(name=row.name, starts=row.starts, ends=row.last_day + ONE_DAY) for row in rows]


def fiscal_gap(first: date, last: date) -> date | None:
    """The first day of [first, last] that no fiscal month holds; None where each one has its own."""
    day = first
    for month in fiscal_months(first, last + ONE_DAY):
        if month.starts > day:
            return day
        day = month.ends
    return day if day <= last else None
