"""Does each day look right: the records of a file by day, or by month where there are too many days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.written import day_text, digits, month_text

MOST_DAYS: Final = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChart:
    """Data and table of the chart. `monthly`: a bar is a month."""

    data: dict[str, Any]
    table: dict[str, Any]
    monthly: bool
    days: int


def day_chart(in_file: Mapping[date, int], counted: Mapping[date, int], *, imported: bool) -> DayChart | None:
    """Stacked bars: records that count from this file, and the others it holds. None without any day.

    The others say what was known already, wait, or were replaced by a later file.
    """
    if not in_file:
        return None
    monthly = (max(in_file) - min(in_file)).days >= MOST_DAYS
    every = _grouped(in_file, monthly=monthly)
    ours = _grouped(counted, monthly=monthly)
    starts = _starts(min(every), max(every), monthly=monthly)
    rest = [max(0, every[start] - ours[start]) for start in starts]
    names = [month_text(start) if monthly else day_text(start) for start in starts]
    series = [
        {"name": _("Records in the file"), "values": [every[start] for start in starts], "colour": "new"}
    ]
    if imported:
        series = [
            {"name": _("Count from this file"), "values": [ours[start] for start in starts], "colour": "new"},
            {"name": _("Known before, waiting or replaced"), "values": rest, "colour": "same"},
        ]
    head = [_("Month") if monthly else _("Day"), *[str(one["name"]) for one in series]]
    columns = [one["values"] for one in series]
    lines = [
        [name, *[digits(int(column[n]), 0) for column in columns]]  # type: ignore[call-overload]  # lists of int
        for n, name in enumerate(names)
    ]
    return DayChart(
        data={"labels": names, "series": series, "unit": "count", "digits": 0},
        table={"head": head, "rows": lines},
        monthly=monthly,
        days=len(in_file),
    )


def _starts(first: date, last: date, *, monthly: bool) -> list[date]:
    """Every day or month from the first to the last: one without records shows as a gap."""
    starts = [first]
    while starts[-1] < last:
        starts.append(next_month(starts[-1]) if monthly else starts[-1] + ONE_DAY)
    return starts


def _grouped(days: Mapping[date, int], *, monthly: bool) -> Counter[date]:
    grouped: Counter[date] = Counter()
    for day, rows in days.items():
        grouped[first_of_month(day) if monthly else day] += rows
    return grouped
