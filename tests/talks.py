"""A small floor with a closed October whose figures ask for coaching. Fixed values only."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from apps.coaching import operations
from apps.coaching.models import Assignment, CoachingRule
from apps.coaching.operations import RuleContent
from apps.metrics.models import Kpi
from apps.people.choices import Role
from apps.people.models import Leadership, Person, Team, User
from apps.performance.operations import snapshot_month
from tests import bonus, floor

AUG, SEP, OCT = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
AT = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)  # Wednesday morning in Hong Kong
TODAY = date(2026, 11, 4)


@dataclass(slots=True)
class Floor:
    """Outbound under Sales; Daniel leads the team, Grace the one above."""

    sales: Team
    team: Team
    leader: User
    head: User
    director: User
    people: dict[str, Person] = field(default_factory=dict)

    def agent(self, name: str, *, sign_in: bool = True, **contract: Any) -> Person:
        """An agent of the team."""
        self.people[name] = floor.agent(name, self.team, sign_in=sign_in, **contract)
        return self.people[name]

    def rate(self, person: Person, buyers: int, contacted: int, month: date = OCT) -> None:
        """A month's conversion rate of a person."""
        floor.cell("conversion_rate", person, buyers, contacted, starts=month)

    def close(self, month: date = OCT, *, number: int = 1) -> None:
        """The month is closed, its results stored."""
        bonus.close(month, number=number)
        snapshot_month(month=month, at=AT)


def made(*, months: tuple[date, ...] = (SEP, OCT)) -> Floor:
    """The floor with a scorecard of calls and conversion in each month, everything delivered."""
    floor.organisation()
    sales = floor.team("Sales")
    team = floor.team("Outbound A", sales)
    for month in months:
        lines = floor.line("outbound_calls", 60, 100), floor.line("conversion_rate", 40, "0.05")
        floor.published(team, *lines, starts=month)
    floor.delivered(date(2026, 11, 3))
    director = floor.person("Diana Lo", Role.DIRECTOR, sign_in=True).user
    assert director is not None
    return Floor(
        sales=sales,
        team=team,
        leader=floor.leader("Daniel Ho", team),
        head=floor.leader("Grace Cheng", sales),
        director=director,
    )


def content(**changes: Any) -> RuleContent:
    """Conversion below 3.5 % in two months in a row."""
    values: dict[str, Any] = {
        "name": "Conversion twice low",
        "basis": "kpi",
        "kpi": Kpi.objects.get(code="conversion_rate"),
        "bound_micros": 35_000,
        "periods_in_row": 2,
        "due_days": 14,
    }
    return RuleContent(**{**values, **changes})


def rule(
    *, code: str = "conversion", starts: date = OCT, by: User | None = None, **changes: Any
) -> CoachingRule:
    """The rule, in force from October."""
    return operations.create_rule(code=code, content=content(**changes), starts=starts, by=by, at=AT)


def assigned(scene: Floor, name: str = "Ivan Lee") -> Assignment:
    """Somebody with 2.3 % on 1,000 contacts in October, after 3.0 %, with the coaching it brings about."""
    person = scene.agent(name)
    scene.rate(person, 15, 500, SEP)
    scene.rate(person, 23, 1000, OCT)
    rule()
    scene.close(SEP)
    scene.close(OCT)
    operations.assign_due(at=AT)
    return Assignment.objects.get(person=person)


def leads_too(person: Person, team: Team) -> None:
    """The person leads the team from the start."""
    Leadership.objects.filter(team=team).delete()
    Leadership.objects.create(person=person, team=team, starts=floor.START)
