"""The organisation's holidays."""

from datetime import date

from django.db.models import QuerySet

from apps.people.choices import CalendarKind
from apps.people.models import CalendarException


def holidays() -> QuerySet[CalendarException]:
    """Those of every site."""
    return CalendarException.objects.filter(site__isnull=True, kind=CalendarKind.HOLIDAY)


def holidays_between(first: date, last: date) -> frozenset[date]:
    """Those of [first, last]. One query."""
    return frozenset(holidays().filter(day__gte=first, day__lte=last).values_list("day", flat=True))
