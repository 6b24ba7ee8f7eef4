"""How far facts and cells reach."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from apps.engine.periods import Grain
from apps.intake.models import Credit, Order, Refund
from apps.metrics.choices import Subject
from apps.metrics.definitions import Definition
from apps.metrics.models import Cell
from apps.metrics.patches import Ids
from apps.metrics.sql import dialect
from apps.people.models import Person, Placement, TeamPath

DATED = (
    ("intake_call", "day"),
    ("intake_order", "day"),
    ("intake_order", "cancelled_day"),
    ("intake_refund", "day"),
    ("intake_opportunity", "day"),
    ("intake_opportunity", "closed_day"),
    ("intake_enquiry", "day"),
    ("intake_surveyresponse", "day"),
    ("intake_complaint", "day"),
    ("intake_evaluation", "day"),
    ("intake_order", "verified_day"),
    ("intake_order", "paid_day"),
    ("intake_agentsession", "day"),
    ("intake_followup", "due_day"),
    ("intake_measurement", "day"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The first and the last day with a record or with the cell of a day."""

    first: date
    last: date


def extent() -> Extent | None:
    """How far records and cells reach; None where there is neither. One query, by indexes."""
    tables = [(table, day, f"{day} IS NOT NULL") for table, day in DATED]
    tables.append(("metrics_cell", "starts", "grain = 'day'"))
    ends = [
        f"SELECT {end}({day}) AS day FROM {table} WHERE {where}"  # noqa: S608
        for table, day, where in tables
        for end in ("MIN", "MAX")  # each alone: both together would read the whole table on SQLite
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MIN(day), MAX(day) FROM ({' UNION ALL '.join(ends)}) x")  # noqa: S608
        first, last = cursor.fetchone()
    return Extent(first=_day(first), last=_day(last)) if first is not None else None


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def last_reversal(agents: Ids, teams: Ids, versions: Collection[Definition], otherwise: date) -> date:
    """The last day on which an order of the agents is refunded or cancelled, or was.

    It was where the agents or teams still have a cell of it (each may have been computed before the other).
    Four queries by indexes on days after `otherwise`, which is the answer where there is none.
    """
    sold = Q() if agents is None else Q(agent_id__in=agents)
    refunded = Q() if agents is None else Q(order__agent_id__in=agents)
    whose = _of(Subject.AGENT, agents) | _of(Subject.TEAM, teams)
    cells = Cell.objects.filter(whose, grain=Grain.DAY, kpi_id__in=_of_reversals(versions))
    days: list[date | None] = [
        otherwise,
        _last(Order.objects.filter(sold, cancelled_day__gt=otherwise), "cancelled_day"),
        _last(Refund.objects.filter(refunded, day__gt=otherwise), "day"),
        # dated before its order, it counts on the order's day
        _last(Refund.objects.filter(refunded, order__day__gt=otherwise), "order__day"),
        _last(cells.filter(starts__gt=otherwise), "starts"),
        *_states(sold, versions, otherwise),
    ]
    return max(day for day in days if day is not None)


def _states(sold: Q, versions: Collection[Definition], otherwise: date) -> Iterator[date | None]:
    """The last days on which orders were verified or paid, where a version counts them then."""
    states = {version.choices["order_state"] for version in versions if version.follows_state}
    for state in sorted(states):
        day = f"{state}_day"
        yield _last(Order.objects.filter(sold, **{f"{day}__gt": otherwise}), day)


def _last(rows: QuerySet[Any], day: str) -> date | None:
    found: date | None = rows.aggregate(last=Max(day))["last"]
    return found


def _of(subject: Subject, ids: Ids) -> Q:
    return Q(subject=subject) if ids is None else Q(subject=subject, subject_id__in=ids)


def _of_reversals(versions: Collection[Definition]) -> set[int]:
    """The KPI that counts nothing else, as its cells name the days; without one, all that count them too."""
    reversing = [v for v in versions if any(stream.reach_reversals for stream in v.streams)]
    alone = {v.kpi_id for v in reversing if all(stream.reach_reversals for stream in v.streams)}
    return (alone or {v.kpi_id for v in reversing}) | {v.kpi_id for v in versions if v.follows_state}


def teams_of(agents: Collection[int], first: date, last: date) -> set[int]:
    """The teams in which one of the agents was placed on a day of [first, last], and all teams above.

    One query.
    """
    placed = Placement.objects.filter(person_id__in=agents, starts__lte=last, ends__gt=first)
    above = TeamPath.objects.filter(descendant_id__in=placed.values("team_id"))
    return set(above.values_list("ancestor_id", flat=True))


SHARERS: Final = """
    WITH shared AS (
        SELECT c.order_key FROM intake_credit c
        WHERE {credited} OR EXISTS (
            SELECT 1 FROM intake_order f WHERE f.key = c.order_key
            AND f.source_id IN (SELECT id FROM intake_source) AND {owned}))
    SELECT c.agent_id FROM intake_credit c WHERE c.order_key IN (SELECT order_key FROM shared)
    UNION
    SELECT f.agent_id FROM shared s JOIN intake_order f
        ON f.key = s.order_key AND f.source_id IN (SELECT id FROM intake_source)
    UNION
    SELECT c.agent_id FROM intake_credit c WHERE NOT EXISTS (
        SELECT 1 FROM intake_order f WHERE f.key = c.order_key
        AND f.source_id IN (SELECT id FROM intake_source))"""


def sharers(agents: Collection[int]) -> frozenset[int]:
    """The agents and everyone who shares an order with one of them, or has a share in an order that is gone.

    What an order of one moves, moves the others' parts. At most two queries, one where nothing is shared.
    """
    if not agents or not Credit.objects.exists():
        return frozenset(agents)
    spell = dialect()
    text = SHARERS.format(
        credited=spell.in_list("c.agent_id", "agents"), owned=spell.in_list("f.agent_id", "agents")
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {"agents": spell.list_value(agents)})
        return frozenset(agents) | {row[0] for row in cursor.fetchall()}


LARGE: Final = 60  # people: from so many on the distinct counts of a team take long


def large_teams(teams: Ids, first: date, last: date) -> frozenset[int]:
    """Of the teams those with many people, teams below included. At most two queries."""
    if Person.objects.count() < LARGE:
        return frozenset()
    paths = TeamPath.objects.filter(
        descendant__placements__starts__lte=last, descendant__placements__ends__gt=first
    )
    if teams is not None:
        paths = paths.filter(ancestor_id__in=teams)
    people = Count("descendant__placements__person_id", distinct=True)
    counted = paths.values("ancestor_id").annotate(people=people).filter(people__gte=LARGE)
    return frozenset(counted.values_list("ancestor_id", flat=True))


def teams_above(teams: Collection[int]) -> set[int]:
    """The teams and all above them. One query."""
    above = TeamPath.objects.filter(descendant_id__in=teams)
    return set(teams) | set(above.values_list("ancestor_id", flat=True))
