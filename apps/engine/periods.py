"""Local calendar periods: half-open, weeks by ISO 8601 (Monday first)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Grain(StrEnum):
    """How long a period is; `TOTAL` is all time, one period without a calendar border."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TOTAL = "total"


_MONTHS: Final = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_DAYS: Final = {Grain.DAY: 1, Grain.WEEK: 7}
_START: Final[dict[Grain, Callable[[date], date]]] = {
    Grain.DAY: lambda day: day,
    Grain.WEEK: lambda day: day - timedelta(days=day.weekday()),
    Grain.MONTH: lambda day: day.replace(day=1),
    Grain.QUARTER: lambda day: day.replace(month=day.month - (day.month - 1) % 3, day=1),
    Grain.YEAR: lambda day: day.replace(month=1, day=1),
    Grain.TOTAL: lambda _day: date.min,
}
_LABEL: Final[dict[Grain, Callable[[date], str]]] = {
    Grain.DAY: date.isoformat,
    Grain.WEEK: lambda start: f"{start.isocalendar().year:04d}-W{start.isocalendar().week:02d}",
    Grain.MONTH: lambda start: f"{start.year:04d}-{start.month:02d}",
    Grain.QUARTER: lambda start: f"{start.year:04d}-Q{(start.month + 2) // 3}",
    Grain.YEAR: lambda start: f"{start.year:04d}",
    Grain.TOTAL: lambda _start: Grain.TOTAL.value,
}


def period_start(day: date, grain: Grain) -> date:
    """The first day of the period that holds `day`; `date.min` for `TOTAL`."""
    return _START[grain](day)


def period_end(start: date, grain: Grain) -> date:
    """The day after the last one of the period that begins on `start`; `date.max` for `TOTAL`."""
    if grain is Grain.TOTAL:
        return date.max
    if grain in _DAYS:
        return start + timedelta(days=_DAYS[grain])
    return _plus_months(start, _MONTHS[grain])


def next_start(start: date, grain: Grain) -> date:
    """The first day of the period after the one that begins on `start`.

    Raises ValueError for `TOTAL`, which has no neighbours.
    """
    _refuse_total(grain)
    return period_end(start, grain)


def previous_start(start: date, grain: Grain) -> date:
    """The first day of the period before the one that begins on `start`.

    Raises ValueError for `TOTAL`, which has no neighbours.
    """
    _refuse_total(grain)
    return period_start(start - timedelta(days=1), grain)


def periods_between(first: date, end: date, grain: Grain) -> list[date]:
    """The starts of all periods that share a day with `first` (inclusive) to `end` (exclusive), in order."""
    if first >= end:
        return []
    if grain is Grain.TOTAL:
        return [date.min]
    starts = [period_start(first, grain)]
    while (following := period_end(starts[-1], grain)) < end:
        starts.append(following)
    return starts


def label(start: date, grain: Grain) -> str:
    """The period's short name in files and addresses: 2026-11-24, 2026-W48, 2026-11, 2026-Q4, 2026, total."""
    return _LABEL[grain](start)


def _plus_months(start: date, months: int) -> date:
    months += start.year * 12 + start.month - 1
    return start.replace(year=months // 12, month=months % 12 + 1)


def _refuse_total(grain: Grain) -> None:
    if grain is Grain.TOTAL:
        raise ValueError("the period of all time has no neighbours")
