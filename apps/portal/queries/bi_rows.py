"""Flat tables for Tableau, Power BI and their like: names and units beside every figure, no pay in any.

Each table reads the rows after a key in the order of that key, so that a page costs what it holds, and
names come by one query a kind. Who sees all figures sees all rows; a leader the teams led and the periods
that begin while a person is in one of them; an agent their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.engine.periods import Grain, period_end
from apps.goals.models import MICROS, Line, Scorecard
from apps.metrics.choices import Subject
from apps.metrics.models import Cell, CellRevision, GoneCell, Kpi
from apps.metrics.queries import kpi_infos
from apps.people.api.fields import decimal_text
from apps.people.days import FOREVER, ONE_DAY
from apps.people.models import CalendarDay, CalendarException, Period, Person, Placement, Team, User
from apps.people.policies import (
    SEES_ALL_FIGURES,
    known_people,
    led_team_ids,
    person_of,
    roles_of,
    visible_teams,
)
from apps.people.queries.fiscal import fiscal_months
from apps.people.queries.lookup import numbers
from apps.performance.models import Result

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows: after a key, at most `limit`, changed since a revision, by the filters that are given."""

    user: User
    on: date
    after: int
    limit: int
    since: int = 0
    grain: str = ""
    subject: str = ""
    kpi: str = ""
    first: date | None = None
    last: date | None = None


def sees_all(user: User, on: date) -> bool:
    """Whether the sign-in may see everybody's figures."""
    return not roles_of(user, on).isdisjoint(SEES_ALL_FIGURES)


def _mine(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Rows with `subject`, `subject_id` and `starts` that the sign-in may see."""
    if sees_all(asked.user, asked.on):
        return rows
    teams = led_team_ids(asked.user, asked.on)
    me = person_of(asked.user)
    led = Placement.objects.filter(
        person_id=OuterRef("subject_id"),
        team_id__in=teams,
        starts__lte=OuterRef("starts"),
        ends__gt=OuterRef("starts"),
    )
    return rows.filter(
        Q(subject=Subject.TEAM, subject_id__in=teams)
        | Q(subject=Subject.AGENT, subject_id=me.pk if me else 0)
        | Q(Exists(led), subject=Subject.AGENT)
    )


def _filtered(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    found = rows.filter(pk__gt=asked.after)
    if asked.since:
        found = found.filter(revision__gt=asked.since)
    if asked.grain:
        found = found.filter(grain=asked.grain)
    if asked.subject:
        found = found.filter(subject=asked.subject)
    if asked.kpi:
        found = found.filter(kpi__code=asked.kpi)
    if asked.first:
        found = found.filter(starts__gte=asked.first)
    if asked.last:
        found = found.filter(starts__lte=asked.last)
    return found.order_by("pk")


def _subject_names(found: list[Any]) -> dict[tuple[str, int], str]:
    """Two queries, for the people and teams of a page."""
    ids = {subject: {row.subject_id for row in found if row.subject == subject} for subject in Subject}
    people = Person.objects.filter(pk__in=ids[Subject.AGENT]).values_list("pk", "name")
    teams = Team.objects.filter(pk__in=ids[Subject.TEAM]).values_list("pk", "name")
    return {(Subject.AGENT.value, pk): name for pk, name in people} | {
        (Subject.TEAM.value, pk): name for pk, name in teams
    }


def figures(asked: Asked) -> Iterator[Row]:
    """Cells with names and units."""
    found = list(_mine(_filtered(Cell.objects.filter(kpi__active=True), asked), asked)[: asked.limit])
    infos = {info.id: info for info in kpi_infos(asked.on).values()}
    names, closed = _subject_names(found), _closed()
    for row in found:
        info = infos[row.kpi_id]
        ends = period_end(row.starts, Grain(row.grain))
        below = info.scale * (1 if row.denominator is None else row.denominator)
        yield (
            row.pk,
            info.code,
            info.title,
            info.unit,
            row.subject,
            row.subject_id,
            names.get((row.subject, row.subject_id), ""),
            row.grain,
            row.starts.isoformat(),
            ends.isoformat(),
            row.numerator,
            row.denominator,
            row.n,
            decimal_text(Fraction(row.numerator, below)) if below else None,
            all(month in closed for month in _months(row.starts, ends)),
            row.revision,
        )


def _closed() -> set[date]:
    return set(Period.objects.filter(state="closed").values_list("starts", flat=True))


def _months(first: date, ends: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month < ends:
        yield month
        month = period_end(month, Grain.MONTH)


def removed(asked: Asked) -> Iterator[Row]:
    """Cells that are there no more."""
    rows = _mine(_filtered(GoneCell.objects.select_related("kpi"), asked), asked)
    for row in rows[: asked.limit]:
        yield (
            row.pk,
            row.kpi.code,
            row.subject,
            row.subject_id,
            row.grain,
            row.starts.isoformat(),
            row.revision,
        )


def kpis(asked: Asked) -> Iterator[Row]:
    """KPIs in force on the day."""
    for info in sorted(kpi_infos(asked.on).values(), key=lambda info: info.id):
        if info.id > asked.after:
            yield (
                info.id, info.code, info.title, info.unit, info.decimals, info.direction, info.category,
                info.horizon, info.is_volume, info.min_sample, info.version, info.words,
            )  # fmt: skip


def people(asked: Asked) -> Iterator[Row]:
    """People whose names the sign-in may read."""
    visible = known_people(asked.user, asked.on, asked.on, on=asked.on)
    found = list(visible.filter(pk__gt=asked.after).order_by("pk").distinct()[: asked.limit])
    known = numbers([person.pk for person in found], asked.on)
    for person in found:
        yield person.pk, person.name, known.get(person.pk, "")


def placements(asked: Asked) -> Iterator[Row]:
    """Who was placed where."""
    people = known_people(asked.user, asked.on, asked.on, on=asked.on)
    rows = Placement.objects.filter(person__in=people, pk__gt=asked.after).select_related("person", "team")
    for row in rows.order_by("pk")[: asked.limit]:
        ends = None if row.ends == FOREVER else row.ends.isoformat()
        yield row.pk, row.person_id, row.person.name, row.team_id, row.team.name, row.starts.isoformat(), ends


def teams(asked: Asked) -> Iterator[Row]:
    """Teams in scope."""
    rows = visible_teams(asked.user, asked.on).filter(pk__gt=asked.after)
    for row in rows.select_related("parent", "site").order_by("pk")[: asked.limit]:
        parent, site = row.parent, row.site
        yield (
            row.pk,
            row.code,
            row.name,
            row.parent_id,
            parent.name if parent else "",
            site.name if site else "",
        )


def targets(asked: Asked) -> Iterator[Row]:
    """Lines of the teams' scorecards."""
    teams = visible_teams(asked.user, asked.on)
    cards = Scorecard.objects.agreed().filter(team__in=teams)
    rows = Line.objects.filter(scorecard__in=cards, pk__gt=asked.after)
    if asked.kpi:
        rows = rows.filter(kpi__code=asked.kpi)
    for row in rows.select_related("scorecard__team", "kpi").order_by("pk")[: asked.limit]:
        card = row.scorecard
        yield (
            row.pk, card.pk, card.name, card.team_id, card.team.name, card.starts.isoformat(),
            card.ends.isoformat(), row.kpi.code, row.kpi.unit, row.grain,
            decimal_text(Fraction(row.weight, 100), 2),
            _micros(row.target_micros), _micros(row.threshold_micros), _micros(row.stretch_micros),
            _micros(row.low_micros), _micros(row.high_micros), card.state,
        )  # fmt: skip


def _micros(value: int | None) -> str | None:
    return None if value is None else decimal_text(Fraction(value, MICROS))


def scores(asked: Asked) -> Iterator[Row]:
    """Results of closed months."""
    rows = Result.objects.filter(pk__gt=asked.after).annotate(starts=F("snapshot__month"))
    if asked.since:
        rows = rows.filter(snapshot_id__gt=asked.since)
    if asked.subject:
        rows = rows.filter(subject=asked.subject)
    found = list(_mine(rows, asked).select_related("snapshot").order_by("pk")[: asked.limit])
    names = _subject_names(found)
    for row in found:
        yield (
            row.pk, row.snapshot.month.isoformat(), row.snapshot.close_number, row.subject, row.subject_id,
            names.get((row.subject, row.subject_id), ""), row.team_id, row.scorecard_id,
            _micros(row.score_micros), row.place, row.reason, row.snapshot_id,
        )  # fmt: skip


def calendar(asked: Asked) -> Iterator[Row]:
    """The key of a day is its number in the proleptic Gregorian calendar."""
    first = date.fromordinal(max(asked.after + 1, (asked.first or date.min).toordinal()))
    rows = CalendarDay.objects.filter(day__gte=first)
    if asked.last:
        rows = rows.filter(day__lte=asked.last)
    days = list(rows.order_by("day")[: asked.limit])
    off = {row.day: row for row in CalendarException.objects.filter(site=None)}
    months = iter(fiscal_months(days[0].day, days[-1].day + ONE_DAY)) if days else iter(())
    fiscal = next(months, None)
    for row in days:
        while fiscal is not None and fiscal.ends <= row.day:
            fiscal = next(months, None)
        here = fiscal.name if fiscal is not None and fiscal.starts <= row.day else ""
        exception = off.get(row.day)
        yield (
            row.day.toordinal(), row.day.isoformat(), row.week.isoformat(), row.month.isoformat(),
            row.quarter.isoformat(), row.day.year, row.day.isoweekday(), here,
            exception.kind if exception else "", exception.name if exception else "",
        )  # fmt: skip


def watermark(table: str) -> int:
    """What to ask `since` next time, read before the rows: nothing that is written meanwhile is missed."""
    if table == "scores":
        latest = Result.objects.order_by("-snapshot_id").values_list("snapshot_id", flat=True).first()
        return latest or 0
    return CellRevision.objects.values_list("number", flat=True).first() or 0


def known_kpi(code: str) -> bool:
    """Whether there is such a KPI."""
    return Kpi.objects.filter(code=code).exists()
