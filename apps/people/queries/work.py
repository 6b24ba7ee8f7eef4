"""Working time: what a full-timer's calendar holds, and what each person worked of it.

In thousandths of a working day, as shares of full time are thousandths. The rule is rules §2.7: employed x
share, placed, minus leave, on the working days of the site where the person was placed.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Q

from apps.people.choices import CalendarKind
from apps.people.clock import organisation
from apps.people.days import FOREVER, ONE_DAY
from apps.people.models import CalendarException, Employment, Leave, Placement
from apps.people.queries.dated import touching
from apps.people.queries.teams import descendant_ids

FULL_DAY = 1000
Span = tuple[date, date, int]  # starts, ends (exclusive), value


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTime:
    """Thousandths of a working day: a full-timer's in the range, and the person's own.

    `days` are whole days.
    """

    planned: int
    worked: int
    days: int


@dataclass(slots=True, kw_only=True)
class _Person:
    placements: list[tuple[date, date, int, int | None]] = field(default_factory=list)  # …, team, site
    employments: list[Span] = field(default_factory=list)  # value: share in thousandths
    leaves: list[Span] = field(default_factory=list)


class WorkCalendar:
    """The working days of each site in [first, last]: the weekly pattern, holidays, make-up days."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        rows = CalendarException.objects.filter(day__gte=first, day__lte=last)
        self._exceptions: defaultdict[int | None, dict[date, str]] = defaultdict(dict)
        for site_id, day, kind in rows.values_list("site_id", "day", "kind"):
            self._exceptions[site_id][day] = kind
        self._weekdays = frozenset(int(digit) for digit in organisation().work_weekdays)
        self._days: dict[int | None, list[date]] = {}

    def days(self, site_id: int | None) -> list[date]:
        """The working days of a site (None: of the organisation), ascending.

        A site's own exception goes first.
        """
        site = site_id if site_id in self._exceptions else None
        if site not in self._days:
            exceptions = self._exceptions.get(None, {}) | self._exceptions.get(site, {})
            every = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
            self._days[site] = [day for day in every if self._is_worked(day, exceptions.get(day))]
        return self._days[site]

    def _is_worked(self, day: date, exception: str | None) -> bool:
        if exception is not None:
            return exception == CalendarKind.MAKE_UP
        return day.isoweekday() in self._weekdays

    def count(self, site_id: int | None, starts: date, ends: date) -> int:
        """Working days of a site from `starts` until before `ends`."""
        days = self.days(site_id)
        return bisect_left(days, ends) - bisect_left(days, starts)


def working_days(first: date, last: date, *, site_id: int | None = None) -> list[date]:
    """The working days of a site, or of the organisation, in [first, last], ascending."""
    return WorkCalendar(first, last).days(site_id)


def working_time(
    person_ids: Collection[int], first: date, last: date, *, team_id: int | None = None
) -> dict[int, WorkTime]:
    """Working time of each person in [first, last]; with a team, what they worked placed in it or below.

    `planned` counts the working days of the whole range at the site where the person was placed on them
    (before the first and after the last placement: at the nearest one's site). At most five queries for any
    number of persons.
    """
    calendar = WorkCalendar(first, last)
    inside = None if team_id is None else descendant_ids([team_id])
    people = _people(person_ids, first, last)
    return {person_id: _time_of(people[person_id], calendar, inside) for person_id in person_ids}


def days_worked(person_ids: Collection[int], first: date, last: date) -> dict[int, int]:
    """Working days on which each person was employed, placed and not on leave, whatever the share."""
    return {person_id: time.days for person_id, time in working_time(person_ids, first, last).items()}


def _people(person_ids: Collection[int], first: date, last: date) -> defaultdict[int, _Person]:
    people: defaultdict[int, _Person] = defaultdict(_Person)
    placed = Placement.objects.filter(person_id__in=person_ids, starts__lte=last, ends__gt=first)
    for row in placed.order_by("starts").values_list(
        "person_id", "starts", "ends", "team_id", "team__site_id"
    ):
        people[row[0]].placements.append(row[1:])
    employed = Employment.objects.filter(touching(first, last), person_id__in=person_ids)
    for person_id, starts, ends, share in employed.values_list(
        "person_id", "starts", "ends", "share_permille"
    ):
        people[person_id].employments.append((starts, ends or FOREVER, share))
    away = Leave.objects.filter(Q(first_day__lte=last, last_day__gte=first), person_id__in=person_ids)
    for person_id, first_day, last_day in away.values_list("person_id", "first_day", "last_day"):
        people[person_id].leaves.append((first_day, last_day + ONE_DAY, 1))
    return people


def _time_of(person: _Person, calendar: WorkCalendar, inside: Collection[int] | None) -> WorkTime:
    """Cut the range where anything changes, and judge each piece once."""
    planned = worked = days = 0
    for starts, ends in _pieces(person, calendar.first, calendar.last + ONE_DAY):
        placed, site_id, team_id = _place(person, starts)
        count = calendar.count(site_id, starts, ends)
        planned += count * FULL_DAY
        if placed and (inside is None or team_id in inside) and not _total(person.leaves, starts):
            share = min(_total(person.employments, starts), FULL_DAY)
            worked += count * share
            days += count if share else 0
    return WorkTime(planned=planned, worked=worked, days=days)


def _pieces(person: _Person, starts: date, ends: date) -> Iterable[tuple[date, date]]:
    spans = [*((p[0], p[1]) for p in person.placements), *((s[0], s[1]) for s in person.employments)]
    spans += [(s[0], s[1]) for s in person.leaves]
    inner = {edge for span in spans for edge in span if starts < edge < ends}
    return pairwise([starts, *sorted(inner), ends])


def _place(person: _Person, day: date) -> tuple[bool, int | None, int | None]:
    """Whether placed on the day, at which site, in which team; unplaced: the nearest placement's site."""
    nearest: tuple[int, int | None] | None = None
    for starts, ends, team_id, site_id in person.placements:
        if starts <= day < ends:
            return True, site_id, team_id
        distance = (starts - day).days if starts > day else (day - ends).days + 1
        if nearest is None or distance < nearest[0]:
            nearest = (distance, site_id)
    return False, nearest[1] if nearest else None, None


def _total(spans: Iterable[Span], day: date) -> int:
    return sum(value for starts, ends, value in spans if starts <= day < ends)
