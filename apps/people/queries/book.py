"""The work book: who was where, employed how much and away when, read once, then asked for any days.

A page that judges people needs the working time of each for a month, for the days elapsed, for each week and
in each team. All of it rests on the same few dated rows, so they come in one query and every question is
arithmetic.

In thousandths of a working day, as shares of full time are thousandths. The rule is rules §2.7: employed x
share, placed, minus leave, on the working days of the site where the person was placed.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from django.db.models import Case, CharField, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from apps.people.choices import CalendarKind, MembershipKind, Role
from apps.people.clock import organisation
from apps.people.days import FOREVER, ONE_DAY
from apps.people.models import (
    CalendarException,
    DowntimeTeam,
    Employment,
    Leave,
    Membership,
    Placement,
    RoleGrant,
)
from apps.people.queries.dated import touching

FULL_DAY: Final = 1000
Span = tuple[date, date, int]  # starts, ends (exclusive), value
Row = tuple[str, int, date, date, int, int, str]  # kind, person, starts, ends, number, other number, text


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTime:
    """Thousandths of a working day: a full-timer's in the range, and the person's own.

    `days` are the days on which anything was worked.
    """

    planned: int
    worked: int
    days: int
    down: int = 0  # of what was worked, lost to logged downtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days from `starts` until before `ends` during which nothing about a person changes.

    `team_id` is where the person's records count, None where nowhere; `share` what is worked of a
    full-timer's day, 0 where not employed, not placed or away.
    """

    starts: date
    ends: date
    team_id: int | None
    site_id: int | None
    share: int


@dataclass(slots=True)
class _Pages:
    """What is known of one person."""

    name: str = ""
    homes: list[Span] = field(default_factory=list)  # value: team
    placements: list[tuple[date, date, int, int | None]] = field(default_factory=list)  # …, team, site
    employments: list[Span] = field(default_factory=list)  # value: share in thousandths
    leaves: list[Span] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)


class WorkBook:
    """Working time of persons in [first, last], for any days inside."""

    def __init__(self, first: date, last: date, rows: Iterable[Row]) -> None:
        self.first, self.last = first, last
        self._pages: defaultdict[int, _Pages] = defaultdict(_Pages)
        self._exceptions: defaultdict[int | None, dict[date, str]] = defaultdict(dict)
        self._weekdays = frozenset(int(digit) for digit in organisation().work_weekdays)
        self._days: dict[int | None, list[date]] = {}
        self._stretches: dict[int, list[Stretch]] = {}
        self._downtime: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
        for row in rows:
            self._note(row)

    @property
    def person_ids(self) -> list[int]:
        """Everyone with a row in the book, ascending."""
        return sorted(self._pages)

    def name(self, person_id: int) -> str:
        """The person's name; empty for someone who had no home team in these days."""
        return self._pages[person_id].name

    def last_home(self, person_id: int, last: date, *, since: date) -> int | None:
        """The home team on the person's last day with one in [since, last]; None where there was none."""
        homes = [span for span in self._pages[person_id].homes if span[0] <= last and span[1] > since]
        return max(homes)[2] if homes else None

    def sells(self, person_id: int) -> bool:
        """Whether the person is one of those who are measured: not someone who only leads."""
        roles = self._pages[person_id].roles
        return Role.MANAGER not in roles or Role.AGENT in roles

    def teams(self, person_id: int) -> set[int]:
        """The teams in which the person's records count on some day of the book."""
        return {stretch.team_id for stretch in self.stretches(person_id) if stretch.team_id is not None}

    def working_days(self, site_id: int | None, first: date, last: date) -> list[date]:
        """The working days of a site (None: of the organisation) in [first, last], ascending."""
        days = self._site_days(site_id)
        return days[bisect_left(days, first) : bisect_left(days, last + ONE_DAY)]

    def time(
        self, person_id: int, first: date, last: date, *, team_ids: Collection[int] | None = None
    ) -> BookTime:
        """Working time in [first, last]; with teams, what was worked placed in one of them.

        `planned` counts the working days of the whole range at the site where the person was placed on them
        (before the first and after the last placement: at the nearest one's site).
        """
        planned = worked = days = down = 0
        for stretch in self.stretches(person_id):
            count = self._count(stretch, first, last)
            planned += count * FULL_DAY
            if team_ids is None or stretch.team_id in team_ids:
                worked += count * stretch.share
                days += count if stretch.share else 0
                down += self._down(stretch, first, last)
        return BookTime(planned=planned, worked=worked, days=days, down=down)

    def stretches(self, person_id: int) -> list[Stretch]:
        """The days of the book, cut where anything about the person changes."""
        if person_id not in self._stretches:
            pages = self._pages[person_id]
            cuts = _cuts(pages, self.first, self.last + ONE_DAY)
            self._stretches[person_id] = [_stretch(pages, starts, ends) for starts, ends in cuts]
        return self._stretches[person_id]

    def _count(self, stretch: Stretch, first: date, last: date) -> int:
        starts, ends = max(stretch.starts, first), min(stretch.ends, last + ONE_DAY)
        if starts >= ends:
            return 0
        days = self._site_days(stretch.site_id)
        return bisect_left(days, ends) - bisect_left(days, starts)

    def _down(self, stretch: Stretch, first: date, last: date) -> int:
        """What of the stretch's working time was lost to downtime; of one day never more than was worked."""
        if stretch.team_id is None or stretch.team_id not in self._downtime or not stretch.share:
            return 0
        starts, ends = max(stretch.starts, first), min(stretch.ends, last + ONE_DAY)
        worked = set(self.working_days(stretch.site_id, starts, ends - ONE_DAY))
        lost: defaultdict[date, int] = defaultdict(int)
        for day, permille in self._downtime[stretch.team_id]:
            if day in worked:
                lost[day] += permille
        return sum(min(permille, FULL_DAY) * stretch.share // FULL_DAY for permille in lost.values())

    def _site_days(self, site_id: int | None) -> list[date]:
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

    def _note(self, row: Row) -> None:
        kind, person, starts, ends, number, other, text = row
        if kind == "exception":
            self._exceptions[number or None][starts] = text
            return
        if kind == "downtime":
            self._downtime[number].append((starts, other))
            return
        pages = self._pages[person]
        if kind == "home":
            pages.name = text
            pages.homes.append((starts, ends, number))
        elif kind == "placement":
            pages.placements.append((starts, ends, number, other or None))
        elif kind == "employment":
            pages.employments.append((starts, ends, number))
        elif kind == "leave":
            pages.leaves.append((starts, ends + ONE_DAY, FULL_DAY // 2 if number else FULL_DAY))
        else:
            pages.roles.add(text)


def work_book(persons: Collection[int] | QuerySet[Any], first: date, last: date) -> WorkBook:
    """The book of the persons (ids, or a query that yields them) for [first, last]. One query."""
    placed = Placement.objects.filter(person_id__in=persons, starts__lte=last, ends__gt=first)
    homes = Membership.objects.filter(touching(first, last), person_id__in=persons, kind=MembershipKind.HOME)
    employed = Employment.objects.filter(touching(first, last), person_id__in=persons)
    away = Leave.objects.filter(person_id__in=persons, first_day__lte=last, last_day__gte=first)
    roles = RoleGrant.objects.filter(
        touching(first, last), person_id__in=persons, role__in=[Role.AGENT, Role.MANAGER]
    )
    exceptions = CalendarException.objects.filter(day__gte=first, day__lte=last)
    lost = DowntimeTeam.objects.filter(day__gte=first, day__lte=last)
    rows = _rows(placed, "placement", number="team_id", other="team__site_id").union(
        _rows(homes, "home", number="team_id", text="person__name"),
        _rows(employed, "employment", number="share_permille"),
        _rows(away.annotate(part=_halves()), "leave", starts="first_day", ends="last_day", number="part"),
        _rows(roles, "role", text="role"),
        _rows(exceptions, "exception", person=None, starts="day", ends="day", number="site_id", text="kind"),
        _rows(lost, "downtime", person=None, starts="day", ends="day", number="team_id", other="permille"),
        all=True,
    )
    return WorkBook(first, last, rows)


def _halves() -> Case:
    """1 for leave of half days, 0 for whole ones."""
    return Case(When(half=True, then=Value(1)), default=Value(0), output_field=IntegerField())


def _rows(
    rows: QuerySet[Any],
    kind: str,
    *,
    person: str | None = "person_id",
    starts: str = "starts",
    ends: str = "ends",
    number: str | None = None,
    other: str | None = None,
    text: str | None = None,
) -> QuerySet[Any, Any]:
    """Rows of one table in the shape that all share; 0 and "" stand for nothing."""
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        _number(person),
        F(starts),
        Coalesce(F(ends), Value(FOREVER)),
        _number(number),
        _number(other),
        F(text) if text else Value("", output_field=CharField()),
    )


def _number(column: str | None) -> Coalesce | Value:
    nothing = Value(0, output_field=IntegerField())
    return Coalesce(F(column), nothing) if column else nothing


def _cuts(pages: _Pages, starts: date, ends: date) -> Iterator[tuple[date, date]]:
    spans = [*((p[0], p[1]) for p in pages.placements), *((s[0], s[1]) for s in pages.employments)]
    spans += [(s[0], s[1]) for s in pages.leaves]
    inner = {edge for span in spans for edge in span if starts < edge < ends}
    return pairwise([starts, *sorted(inner), ends])


def _stretch(pages: _Pages, starts: date, ends: date) -> Stretch:
    """Judge the first day of the days from `starts`: nothing changes before `ends`."""
    team_id, site_id = _place(pages, starts)
    there = max(0, FULL_DAY - _total(pages.leaves, starts)) if team_id is not None else 0
    share = min(_total(pages.employments, starts), FULL_DAY) * there // FULL_DAY
    return Stretch(starts=starts, ends=ends, team_id=team_id, site_id=site_id, share=share)


def _place(pages: _Pages, day: date) -> tuple[int | None, int | None]:
    """The team and the site on a day; unplaced: no team, and the site of the nearest placement."""
    nearest: tuple[int, int | None] | None = None
    for starts, ends, team_id, site_id in pages.placements:
        if starts <= day < ends:
            return team_id, site_id
        distance = (starts - day).days if starts > day else (day - ends).days + 1
        if nearest is None or distance < nearest[0]:
            nearest = (distance, site_id)
    return None, nearest[1] if nearest else None


def _total(spans: Iterable[Span], day: date) -> int:
    return sum(value for starts, ends, value in spans if starts <= day < ends)
