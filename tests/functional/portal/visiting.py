"""A small floor for tests of the portal's pages: two teams, November open, October closed and paid."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from apps.people.models import Person, Team, User
from apps.performance.operations import snapshot_month
from tests import bonus, floor
from tests.bonus import AT, CURVE, OCT, Scene

NB = "\N{NO-BREAK SPACE}"
TODAY = date(2026, 11, 24)


@dataclass(slots=True)
class Floor:
    """Outbound A with Amy, Ben and Cat under Daniel; Outbound B with Dan."""

    scene: Scene
    other: Team
    daniel: User
    steward: User
    administrator: User

    @property
    def team(self) -> Team:
        return self.scene.team

    def person(self, name: str) -> Person:
        return self.scene.people[name]

    def user(self, name: str) -> User:
        found = self.person(name).user
        assert found is not None
        return found


def november(home: Team, *people: tuple[Person, int, int, int]) -> None:
    """Calls, sales in cents and 5 buyers of so many reached, in November to Friday 20, and on one day."""
    for person, calls, cents, reached in people:
        floor.cell("outbound_calls", person, calls)
        floor.cell("sales_amount", person, cents, n=3)
        floor.cell("sales_amount", person, cents, n=3, grain="day", starts=date(2026, 11, 3))
        floor.cell("conversion_rate", person, 5, reached)
    floor.cell("outbound_calls", home, sum(row[1] for row in people))
    floor.cell("sales_amount", home, sum(row[2] for row in people), n=3 * len(people))
    floor.cell(
        "sales_amount",
        home,
        sum(row[2] for row in people),
        n=3 * len(people),
        grain="day",
        starts=date(2026, 11, 3),
    )
    floor.cell("conversion_rate", home, 5 * len(people), sum(row[3] for row in people))


def make() -> Floor:
    """Everything, with a locked run for October."""
    scene = bonus.scene(complete_to=date(2026, 11, 20))
    for name, calls in (("Amy Lau", 105), ("Ben Ho", 100), ("Cat So", 60)):
        scene.agent(name, calls, sign_in=True)
    snapshot_month(month=OCT, at=AT)
    scene.locked(scene.plan(CURVE))
    floor.published(
        scene.team,
        floor.line("outbound_calls", 30, 150),
        floor.line("sales_amount", 40, 10_000),
        floor.line("conversion_rate", 30, "0.05"),
    )
    amy, ben, cat = (scene.people[name] for name in ("Amy Lau", "Ben Ho", "Cat So"))
    november(scene.team, (amy, 120, 800_000, 100), (ben, 100, 700_000, 110), (cat, 40, 300_000, 200))
    other = floor.team("Outbound B")
    floor.agent("Dan Fu", other, sign_in=True)
    daniel = floor.leader("Daniel Ho", scene.team)
    steward, administrator = (
        floor.person(name, role, sign_in=True).user
        for name, role in (("Sandy Kwok", floor.Role.STEWARD), ("Albert Yu", floor.Role.ADMINISTRATOR))
    )
    assert steward is not None
    assert administrator is not None
    return Floor(scene=scene, other=other, daniel=daniel, steward=steward, administrator=administrator)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    """A page as text, with ordinary spaces."""
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == status
    return response.content.decode().replace(NB, " ")
