"""What the rules look at: everybody in some days, with figures of their own and of their team."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, F, Max, Q, Sum

from apps.engine.periods import Grain
from apps.intake.models import FollowUp, Order
from apps.intake.queries import Feed, feeds, missing_days
from apps.metrics.choices import CellGrain, Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.models import Cell
from apps.metrics.queries import figures, kpi_infos
from apps.people.clock import organisation
from apps.people.days import ONE_DAY
from apps.people.models import Membership
from apps.people.queries.book import WorkBook, work_book
from apps.people.queries.dated import touching
from apps.people.queries.tree import TeamTree, team_tree
from apps.performance.completeness import complete_through

PAST_DAYS: Final = 90
SOLD: Final = Q(cancelled_day__isnull=True) | Q(cancelled_day__gte=F("day"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Somebody who is measured: the home team on the last day, and the days worked."""

    person_id: int
    name: str
    team_id: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that are looked at, and who was there."""

    first: date
    last: date
    people: tuple[Watched, ...]
    tree: TeamTree
    book: WorkBook

    def of_team(self, team_id: int) -> list[Watched]:
        """Those at home in the team or below."""
        below = self.tree.below([team_id])
        return [one for one in self.people if one.team_id in below]


def last_complete_day() -> date | None:
    """The last day that is complete in the sources of calls and sales; None before the first."""
    infos = kpi_infos(date.max)
    known = [
        complete_through(infos[code], feeds()) for code in ("outbound_calls", "sales_amount") if code in infos
    ]
    return min((day for day in known if day is not None), default=None)


def window(first: date, last: date) -> Window:
    """Everybody with a home team on a day of [first, last]. Two queries."""
    homes = Membership.objects.filter(touching(first, last)).order_by().values_list("person_id", flat=True)
    tree, book = team_tree(), work_book(homes, first, last)
    people = []
    for person_id in book.person_ids:
        team_id = book.last_home(person_id, last, since=first)
        time = book.time(person_id, first, last)
        if team_id is not None and book.sells(person_id) and time.days:
            people.append(
                Watched(person_id=person_id, name=book.name(person_id), team_id=team_id, days=time.days)
            )
    return Window(first=first, last=last, people=tuple(people), tree=tree, book=book)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Figures of people and of teams by (id, KPI)."""

    people: Mapping[tuple[int, str], Figure]
    teams: Mapping[tuple[int, str], Figure]


def compared(seen: Window, codes: Iterable[str]) -> Compared:
    """The figures of everybody and of their teams, as their pages show them. Two queries from cells."""
    kpis = _infos(codes, seen.first)
    ids = {
        Subject.AGENT: [one.person_id for one in seen.people],
        Subject.TEAM: sorted({one.team_id for one in seen.people}),
    }
    found = {
        subject: figures(
            kpis=kpis,
            subject=subject,
            subject_ids=subject_ids,
            first=seen.first,
            last=seen.last,
            grain=Grain.MONTH,
        )
        for subject, subject_ids in ids.items()
    }
    return Compared(people=found[Subject.AGENT], teams=found[Subject.TEAM])


def products(seen: Window) -> dict[int, dict[str, tuple[int, int]]]:
    """By person: amount in minor units and orders of each product. One query."""
    rows = (
        Order.objects.filter(
            SOLD,
            day__gte=seen.first,
            day__lte=seen.last,
            currency=organisation().currency,
            agent_id__in=[one.person_id for one in seen.people],
        )
        .order_by()
        .values_list("agent_id", "product")
        .annotate(amount=Sum("amount"), orders=Count("pk"))
    )
    found: defaultdict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for person_id, product, amount, orders in rows:
        found[person_id][product] = (int(amount), orders)
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """Buyers and customers reached, day by day added up: of late, and in the 90 days before."""

    since: date
    past: tuple[int, int]
    now: tuple[int, int]


def lately(seen: Window, days: int) -> dict[int, Lately]:
    """By person: the last `days` days and the 90 before, by the conversion rate's days. One query."""
    kpi = kpi_infos(seen.last).get("conversion_rate")
    if kpi is None:
        return {}
    since = seen.last - timedelta(days=days - 1)
    recent = Q(starts__gte=since)
    rows = (
        Cell.objects.filter(
            kpi_id=kpi.id,
            subject=Subject.AGENT,
            subject_id__in=[one.person_id for one in seen.people],
            grain=CellGrain.DAY,
            starts__gte=since - timedelta(days=PAST_DAYS),
            starts__lte=seen.last,
        )
        .order_by()
        .values_list("subject_id")
        .annotate(
            past_buyers=Sum("numerator", filter=~recent, default=0),
            past_reached=Sum("denominator", filter=~recent, default=0),
            now_buyers=Sum("numerator", filter=recent, default=0),
            now_reached=Sum("denominator", filter=recent, default=0),
        )
    )
    return {
        row[0]: Lately(since=since, past=(int(row[1]), int(row[2])), now=(int(row[3]), int(row[4])))
        for row in rows
    }


def last_records(seen: Window) -> dict[int, date]:
    """By person: the last day with any record until the end of the window. One query."""
    rows = (
        Cell.objects.filter(
            subject=Subject.AGENT,
            subject_id__in=[one.person_id for one in seen.people],
            grain=CellGrain.DAY,
            starts__lte=seen.last,
            starts__gte=seen.first - timedelta(days=PAST_DAYS),
        )
        .order_by()
        .values_list("subject_id")
        .annotate(last=Max("starts"))
    )
    return dict(rows)


def callbacks(seen: Window) -> dict[int, tuple[int, int]]:
    """By person: callbacks due in the days that were done by their day, and all that were due. One query."""
    due = Q(due_day__gte=seen.first, due_day__lte=seen.last)
    rows = (
        FollowUp.objects.filter(due, agent_id__in=[one.person_id for one in seen.people])
        .order_by()
        .values_list("agent_id")
        .annotate(made=Count("pk", filter=Q(done_day__lte=F("due_day"))), all=Count("pk"))
    )
    return {person_id: (made, whole) for person_id, made, whole in rows}


def missing_of_feeds(first: date, last: date) -> list[tuple[Feed, list[date]]]:
    """Each source with the delivery days it owes in [first, last]. One query."""
    return [(feed, sorted(missing_days(feed, first, last))) for feed in feeds()]


def working_days(seen: Window, one: Watched, after: date) -> int:
    """Days of work of a person after a day, to the end of the window."""
    return seen.book.time(one.person_id, max(after + ONE_DAY, seen.first), seen.last).days


def _infos(codes: Iterable[str], on: date) -> dict[str, KpiInfo]:
    known = kpi_infos(on)
    return {code: known[code] for code in codes if code in known}
