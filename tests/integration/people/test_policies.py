"""Who may see whom: a table of role, person and days. Each `can_*` says the same as its list twin."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.people import policies
from apps.people.choices import Role
from apps.people.models import Leadership, Person, RoleGrant, Team, User
from apps.people.operations import end_employment, end_leadership, lend_person, set_leader, set_membership
from tests.people import AT, Company

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 5)
JUNE, JULY = (date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 7, 31))


class Cast:
    """Two teams below one, an agent in each, their managers, one of every office role."""

    def __init__(self) -> None:
        self.company = Company()
        self.top = self.company.team("Top")
        self.east, self.west = self.company.team("East", self.top), self.company.team("West", self.top)
        self.ann, self.bob = self.company.person("Ann", self.east), self.company.person("Bob", self.west)
        self.users: dict[str, User] = {
            "agent": self.company.login(self.ann),
            "east manager": self.company.manager("Eve", self.east),
            "west manager": self.company.manager("Wes", self.west),
            "top manager": self.company.manager("Tom", self.top),
            "hr": self.company.user("Hal", Role.HR),
            "steward": self.company.user("Sue", Role.STEWARD),
            "director": self.company.user("Dot", Role.DIRECTOR),
            "administrator": self.company.user("Adi", Role.ADMINISTRATOR),
            "nobody": self.company.user("Nia"),
            "superuser": User.objects.create_superuser(username="root", password="a-long-password-1"),
        }
        # A manager without the role leads in name only.
        self.users["leader without role"] = self.company.manager("Lou", self.company.team("North"))
        RoleGrant.objects.filter(person__name="Lou").delete()

    def user(self, who: str) -> User:
        """As a new request would load it."""
        return User.objects.get(pk=self.users[who].pk)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def sees(user: User, person: Person, days: tuple[date, date]) -> tuple[bool, bool]:
    """(figures, pay), asked both ways."""
    figures = policies.can_view_person(user, person, *days, on=ON)
    pay = policies.can_view_pay(user, person, *days, on=ON)
    assert figures == (person in policies.visible_people(user, *days, on=ON))
    assert pay == (person in policies.visible_pay_people(user, *days, on=ON))
    return figures, pay


@pytest.mark.parametrize(
    ("who", "ann", "bob"),
    [
        ("agent", (True, True), (False, False)),
        ("east manager", (True, True), (False, False)),
        ("west manager", (False, False), (True, True)),
        ("top manager", (True, True), (True, True)),
        ("hr", (True, True), (True, True)),
        ("steward", (True, False), (True, False)),
        ("director", (True, True), (True, True)),
        ("administrator", (False, False), (False, False)),
        ("nobody", (False, False), (False, False)),
        ("superuser", (False, False), (False, False)),
        ("leader without role", (False, False), (False, False)),
    ],
)
def test_figures_and_pay_by_role(
    cast: Cast, who: str, ann: tuple[bool, bool], bob: tuple[bool, bool]
) -> None:
    user = cast.user(who)
    assert (sees(user, cast.ann, JUNE), sees(user, cast.bob, JUNE)) == (ann, bob)


def test_a_manager_sees_a_mover_for_the_days_in_the_own_team(cast: Cast) -> None:
    set_membership(person=cast.ann, team=cast.west, starts=date(2026, 7, 1), by=None, at=AT)
    east, west = cast.user("east manager"), cast.user("west manager")
    assert (sees(east, cast.ann, JUNE)[0], sees(east, cast.ann, JULY)[0]) == (True, False)
    assert (sees(west, cast.ann, JUNE)[0], sees(west, cast.ann, JULY)[0]) == (False, True)
    assert sees(west, cast.ann, (date(2026, 6, 30), date(2026, 7, 1)))[0]
    assert policies.led_days(east, cast.ann, date(2026, 6, 15), date(2026, 7, 31), on=ON) == [
        (date(2026, 6, 15), date(2026, 6, 30))
    ]


def test_a_manager_sees_someone_lent_to_the_team_for_the_days_of_the_loan(cast: Cast) -> None:
    lend_person(
        person=cast.ann,
        team=cast.west,
        first_day=date(2026, 6, 10),
        last_day=date(2026, 6, 12),
        by=None,
        at=AT,
    )
    west = cast.user("west manager")
    assert sees(west, cast.ann, (date(2026, 6, 1), date(2026, 6, 9)))[0] is False
    assert sees(west, cast.ann, (date(2026, 6, 1), date(2026, 6, 10)))[0] is True
    assert sees(west, cast.ann, (date(2026, 6, 13), date(2026, 6, 30)))[0] is False


def test_leading_counts_on_the_day_of_looking(cast: Cast) -> None:
    """A new leader sees the team's past; a former one no longer does."""
    eve = Person.objects.get(name="Eve")
    end_leadership(leadership=Leadership.objects.get(person=eve), ends=ON, by=None, at=AT)
    set_leader(team=cast.east, person=Person.objects.get(name="Wes"), starts=ON, by=None, at=AT)
    east, west = cast.user("east manager"), cast.user("west manager")
    assert sees(east, cast.ann, JUNE) == (False, False)
    assert sees(west, cast.ann, JUNE) == (True, True)
    day_before = date(2026, 10, 4)
    assert policies.can_view_person(east, cast.ann, *JUNE, on=day_before)
    assert not policies.can_view_person(west, cast.ann, *JUNE, on=day_before)


def test_roles_end_on_their_day(cast: Cast) -> None:
    end_employment(person=cast.ann, last_day=ON, by=None, at=AT)
    agent = cast.user("agent")
    assert policies.roles_of(agent, ON) == {Role.AGENT}
    assert policies.roles_of(agent, date(2026, 10, 6)) == frozenset()
    assert sees(agent, cast.ann, JUNE) == (True, True)
    assert not policies.can_view_person(agent, cast.ann, *JUNE, on=date(2026, 10, 6))


def test_a_closed_sign_in_and_a_stranger_have_no_role(cast: Cast) -> None:
    User.objects.filter(pk=cast.users["hr"].pk).update(is_active=False)
    assert policies.roles_of(cast.user("hr"), ON) == frozenset()
    assert policies.roles_of(AnonymousUser(), ON) == frozenset()
    assert not policies.visible_people(AnonymousUser(), *JUNE, on=ON).exists()
    assert not policies.visible_teams(AnonymousUser(), ON).exists()


@pytest.mark.parametrize(
    ("who", "teams", "leads"),
    [
        ("agent", set(), set()),
        ("east manager", {"East"}, {"East"}),
        ("top manager", {"Top", "East", "West"}, {"Top", "East", "West"}),
        ("hr", {"Top", "East", "West", "North"}, set()),
        ("steward", {"Top", "East", "West", "North"}, set()),
        ("director", {"Top", "East", "West", "North"}, set()),
        ("administrator", set(), set()),
        ("superuser", set(), set()),
    ],
)
def test_teams_by_role(cast: Cast, who: str, teams: set[str], leads: set[str]) -> None:
    user = cast.user(who)
    every = list(Team.objects.all())
    assert {team.name for team in policies.visible_teams(user, ON)} == teams
    assert {team.name for team in every if policies.can_view_team(user, team, ON)} == teams
    assert {team.name for team in every if policies.can_lead_team(user, team, ON)} == leads


@pytest.mark.parametrize(
    ("who", "read", "keep", "give", "close", "trail"),
    [
        ("agent", False, False, False, False, False),
        ("top manager", False, False, False, False, False),
        ("hr", True, False, False, False, False),
        ("steward", True, True, False, True, False),
        ("director", False, False, False, False, False),
        ("administrator", True, True, True, False, True),
        ("superuser", True, True, True, False, True),
    ],
)
def test_the_roster_the_periods_and_the_trail_by_role(
    cast: Cast, who: str, read: bool, keep: bool, give: bool, close: bool, trail: bool
) -> None:
    user = cast.user(who)
    found = (
        policies.can_read_roster(user, on=ON),
        policies.can_keep_roster(user, on=ON),
        policies.can_give_access(user, on=ON),
        policies.can_close_periods(user, on=ON),
        policies.visible_entries(user, on=ON).exists(),
    )
    assert found == (read, keep, give, close, trail)
    assert policies.visible_roster(user, on=ON).exists() is read


def test_asking_again_costs_nothing(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = cast.user("east manager")
    with django_assert_num_queries(2):  # person with roles; teams led and below
        for _ in range(3):
            assert policies.can_lead_team(user, cast.east, ON)
            assert policies.has_role(user, Role.MANAGER, on=ON)
