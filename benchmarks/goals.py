"""Publishing a scorecard of many agents for twelve months, and the attainability of a whole scorecard."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from django.db import connection

from apps.goals.choices import Scope, ScorecardState
from apps.goals.models import Line, PersonMonth, Scorecard
from apps.goals.operations import publish_scorecard
from apps.goals.queries import check_scorecard
from apps.metrics.models import Cell, Kpi
from apps.people.choices import Role
from apps.people.days import FOREVER, months_before
from apps.people.models import (
    Employment,
    Membership,
    Person,
    Placement,
    RoleGrant,
    Team,
    TeamPath,
    User,
)
from benchmarks.runner import Options, Result, measured

DESCRIPTION = "publish 1,000 agents × 12 months; attainability of a whole scorecard"
START: Final = date(2020, 1, 1)
FIRST, ENDS = date(2027, 1, 1), date(2028, 1, 1)
NOW: Final = datetime(2026, 12, 20, tzinfo=UTC)
KPIS: Final = ("sales_amount", "conversion_rate", "quality_score", "outbound_calls", "complaint_rate")


def run(options: Options) -> Iterator[Result]:
    """Whole floor first, then a team of 25: the number of queries is the same."""
    agents = options.agents or 1000
    for size in (agents, 25):
        team, users = _floor(size)
        card = _scorecard(team, users)
        yield _result(f"attainability of {size} agents", size, partial(check_scorecard, card, on=NOW.date()))
        yield _result(
            f"publish {size} agents x 12 months",
            12 * size,
            partial(_publish, card, users),
        )


def _publish(card: Scorecard, users: list[User]) -> None:
    publish_scorecard(scorecard=card, version=card.version, by=users[0], at=NOW)
    assert PersonMonth.objects.filter(scorecard=card).count() % 12 == 0


def _result(name: str, rows: int, work: Callable[[], Any]) -> Result:
    with measured() as seen:
        work()
    return Result(
        name=name,
        database=connection.vendor,
        rows=rows,
        seconds=seen.seconds,
        queries=seen.queries,
        peak_mb=seen.peak_mb,
    )


def _floor(size: int) -> tuple[Team, list[User]]:
    team = Team.objects.create(code=f"team-{size}", name=f"Team of {size}")
    TeamPath.objects.create(ancestor=team, descendant=team)
    people = Person.objects.bulk_create(
        Person(name=f"Agent {size} {n}", name_key=f"agent {size} {n}") for n in range(size)
    )
    RoleGrant.objects.bulk_create(RoleGrant(person=p, role=Role.AGENT, starts=START) for p in people)
    Employment.objects.bulk_create(Employment(person=p, starts=START) for p in people)
    Membership.objects.bulk_create(Membership(person=p, team=team, starts=START) for p in people)
    Placement.objects.bulk_create(Placement(person=p, team=team, starts=START, ends=FOREVER) for p in people)
    kpis = list(Kpi.objects.filter(code__in=KPIS))
    months = [months_before(date(2026, 12, 1), n) for n in range(1, 13)]
    Cell.objects.bulk_create(
        (
            Cell(
                kpi=kpi,
                subject="agent",
                subject_id=person.pk,
                grain="month",
                starts=month,
                numerator=1000 + (person.pk * 37 + month.month * 11 + kpi.pk) % 400,
                denominator=None if kpi.is_volume else 2000,
                n=500,
            )
            for person in people
            for month in months
            for kpi in kpis
        ),
        batch_size=5000,
    )
    return team, [User.objects.create_user(f"user-{size}-{n}") for n in range(2)]


def _scorecard(team: Team, users: list[User]) -> Scorecard:
    card = Scorecard.objects.create(
        team=team, name=team.name, starts=FIRST, ends=ENDS, scope=Scope.AGENTS, created_at=NOW
    )
    members = Membership.objects.filter(team=team).values_list("person_id", flat=True)
    card.chosen.bulk_create(card.chosen.model(scorecard=card, person_id=pk) for pk in members)
    Line.objects.bulk_create(
        Line(scorecard=card, kpi=kpi, position=n, weight=2000, **_amounts(kpi))
        for n, kpi in enumerate(Kpi.objects.filter(code__in=KPIS), start=1)
    )
    card.state, card.submitted_by, card.approved_by = ScorecardState.APPROVED, *users
    card.submitted_at = card.approved_at = NOW
    card.save()
    return card


def _amounts(kpi: Kpi) -> dict[str, int | None]:
    target = 12_000_000 if kpi.unit == "money" else 1_200_000_000 if kpi.is_volume else 300_000
    return {
        "target_micros": target,
        "threshold_micros": target * 3 // 4 if kpi.direction == "higher" else None,
    }
