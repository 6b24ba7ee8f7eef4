"""Local days and ranges of them: pure, no clock, no database.

A *range* is half-open here: `starts` is in it, `ends` is not. Rows with `first_day` and `last_day` are
inclusive.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FOREVER: Final = date(9999, 12, 31)  # the open end of a placement
CALENDAR_FIRST: Final = date(2010, 1, 1)  # the calendar table holds these days; no fact lies outside
CALENDAR_LAST: Final = date(2040, 12, 31)
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Days:
    """Days from `first` to `last`, both inclusive."""

    first: date
    last: date


def first_of_month(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the month's last day where it has no such day."""
    return months_after(day, -months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    last = next_month(first) - ONE_DAY
    return min(first.replace(day=min(day.day, last.day)), last)


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of all months that [first, last] touches, ascending."""
    month = first_of_month(first)
    while month <= last:
        yield month
        month = next_month(month)


def within_calendar(first: date, last: date) -> Days | None:
    """The part of [first, last] in which facts can lie, or None."""
    first, last = max(first, CALENDAR_FIRST), min(last, CALENDAR_LAST)
    return Days(first=first, last=last) if first <= last else None


def merged(ranges: Iterable[Days]) -> list[Days]:
    """Overlapping and adjacent ranges as one, ascending."""
    out: list[Days] = []
    for days in sorted(ranges):
        if out and (days.first <= out[-1].last or days.first - out[-1].last == ONE_DAY):
            out[-1] = Days(first=out[-1].first, last=max(out[-1].last, days.last))
        else:
            out.append(days)
    return out
