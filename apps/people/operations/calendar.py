"""The calendar table: each local day with its week, month and quarter."""

from datetime import date, timedelta

from django.db import transaction

from apps.people.days import CALENDAR_FIRST, CALENDAR_LAST
from apps.people.models import CalendarDay


def calendar_day(day: date) -> CalendarDay:
    """The row of a day: the first days of its ISO week, month and quarter."""
    return CalendarDay(
        day=day,
        week=day - timedelta(days=day.weekday()),
        month=day.replace(day=1),
        quarter=day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    )


@transaction.atomic
def ensure_calendar(*, first: date = CALENDAR_FIRST, last: date = CALENDAR_LAST) -> int:
    """Fill the calendar from `first` to `last`; days that are there stay. Returns how many were missing."""
    there = set(CalendarDay.objects.filter(day__gte=first, day__lte=last).values_list("day", flat=True))
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    missing = [calendar_day(day) for day in every if day not in there]
    CalendarDay.objects.bulk_create(missing, ignore_conflicts=True, batch_size=5000)
    return len(missing)
