"""The periods that figures are read for, the organisation's own among them, and what can be told apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.engine.periods import Grain, label, period_end, periods_between
from apps.metrics.choices import Level, ReadGrain
from apps.metrics.definitions import Definition
from apps.metrics.facts import Spans
from apps.metrics.sql.dimensions import can_group
from apps.people.queries.fiscal import FiscalSpan, fiscal_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period as it is listed: `key` is its first day, or the hour of the day."""

    key: date | int
    label: str
    starts: date
    ends: date  # the day after the last


def periods(grain: ReadGrain, first: date, ends: date) -> list[Period]:
    """The periods that share a day with `first` until before `ends`, in order."""
    if grain is ReadGrain.HOUR:
        return [Period(key=hour, label=f"{hour:02}:00", starts=first, ends=ends) for hour in range(24)]
    if grain is ReadGrain.TOTAL:
        return [Period(key=first, label=ReadGrain.TOTAL.value, starts=first, ends=ends)]
    if grain is ReadGrain.FISCAL:
        return [
            Period(key=month.starts, label=month.name, starts=month.starts, ends=month.ends)
            for month in fiscal_months(first, ends)
        ]
    calendar = Grain(grain.value)
    return [
        Period(key=start, label=label(start, calendar), starts=start, ends=period_end(start, calendar))
        for start in periods_between(first, ends, calendar)
    ]


def spans_of(first: date, ends: date) -> Spans:
    """The organisation's own months that share a day with the range, and the one before the first."""
    return list(_spans(fiscal_months(first, ends), fiscal_months(date.min, first)))


def _spans(inside: list[FiscalSpan], before: list[FiscalSpan]) -> Iterator[tuple[date, date]]:
    earlier = [month for month in before if month not in inside]
    for month in (*earlier[-1:], *inside):
        yield month.starts, month.ends


def can_tell_apart(version: Definition, level: Level, *, by_hour: bool = False) -> bool:
    """Whether the records of a KPI say the group, and the hour where that is asked."""
    return all(can_group(stream, level, by_hour=by_hour) for stream in version.streams)
