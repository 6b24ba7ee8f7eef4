"""Who the frame says is signed in: name, role, team and notices, in one query beside the policies' own."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.people import clock
from apps.people.choices import Role
from apps.people.models import Leadership, Notice, Person, Placement, RoleGrant, Team, User
from apps.people.policies import forget_scope, roles_of
from apps.portal.queries.frame import person_shown

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def amy() -> Person:
    clock.forget()
    user = User.objects.create_user("amy", password="x")
    person = Person.objects.create(name="Amy Lau", name_key="amy lau", user=user)
    RoleGrant.objects.create(person=person, role=Role.AGENT, starts=date(2026, 1, 1))
    team = Team.objects.create(code="A", name="Outbound A")
    Placement.objects.create(person=person, team=team, starts=date(2026, 1, 1))
    return person


def user_of(person: Person) -> User:
    assert person.user is not None
    forget_scope(person.user)
    return person.user


def test_an_agent_shows_the_team_they_are_placed_in(amy: Person) -> None:
    me = person_shown(user_of(amy), on=DAY)
    assert (me.name, me.title, me.roles, me.unread) == ("Amy Lau", "Agent, Outbound A", (Role.AGENT,), 0)


def test_a_leader_shows_the_team_they_lead_and_the_role_that_reaches_furthest(amy: Person) -> None:
    RoleGrant.objects.create(person=amy, role=Role.MANAGER, starts=date(2026, 3, 1))
    led = Team.objects.create(code="B", name="Outbound B")
    Leadership.objects.create(person=amy, team=led, starts=date(2026, 3, 1), ends=DAY)
    assert person_shown(user_of(amy), on=date(2026, 11, 22)).title == "Manager, Outbound B"
    assert (
        person_shown(user_of(amy), on=DAY).title == "Manager, Outbound A"
    )  # no longer leads on the last day


def test_roles_are_those_of_the_day(amy: Person) -> None:
    RoleGrant.objects.create(person=amy, role=Role.HR, starts=date(2026, 2, 1), ends=DAY)
    assert person_shown(user_of(amy), on=date(2026, 11, 22)).roles == (Role.AGENT, Role.HR)
    assert person_shown(user_of(amy), on=DAY).roles == (Role.AGENT,)
    assert person_shown(user_of(amy), on=date(2025, 12, 31)).title == ""


def test_unread_notices_are_counted(amy: Person) -> None:
    for read_at in (None, None, AT):
        Notice.objects.create(person=amy, code="period.closed", at=AT, read_at=read_at)
    assert person_shown(user_of(amy), on=DAY).unread == 2


def test_a_sign_in_without_a_person_shows_its_own_name() -> None:
    root = User.objects.create_superuser("root", password="x")
    me = person_shown(root, on=DAY)
    assert (me.name, me.title, me.unread) == ("root", "Administrator", 0)


def test_the_frame_costs_one_query_when_the_policies_have_looked(
    amy: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = user_of(amy)
    roles_of(user, DAY)
    with django_assert_num_queries(1):
        person_shown(user, on=DAY)
