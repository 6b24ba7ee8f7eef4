"""Two who change the same person in the same moment: the second one goes on from what the first one wrote."""

from datetime import date

import pytest

from apps.people.choices import LeaveKind, Role
from apps.people.models import EmployeeNumber, Leave, Membership, Person, Placement, RoleGrant, Team
from apps.people.operations import (
    add_person,
    end_role,
    give_number,
    grant_role,
    lend_person,
    set_leave,
    set_membership,
)
from apps.people.operations.leave import LeaveOverlaps
from apps.people.operations.memberships import LoansOverlap
from apps.people.operations.people import NumberTaken
from apps.people.operations.roles import LastAdministrator, RoleHeld
from apps.people.refusals import Refusal
from tests.people import AT, Company
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def teams(company: Company) -> tuple[Team, Team, Team]:
    return company.team("East"), company.team("West"), company.team("North")


@pytest.fixture
def ann(company: Company, teams: tuple[Team, Team, Team]) -> Person:
    return company.person("Ann", teams[0])


def refusals(outcomes: object) -> list[type[Refusal]]:
    assert isinstance(outcomes, list)
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(error, Refusal) for error in errors), errors
    return [type(error) for error in errors]  # type: ignore[misc]


def test_two_moves_both_happen_and_the_lines_stay_whole(ann: Person, teams: tuple[Team, Team, Team]) -> None:
    _, west, north = teams
    found = race(
        lambda: set_membership(person=ann, team=west, starts=MAY, by=None, at=AT),
        lambda: set_membership(person=ann, team=north, starts=MAY, by=None, at=AT),
    )
    assert refusals(found) == []
    homes = list(Membership.objects.filter(person=ann).order_by("starts").values_list("team", "starts"))
    assert len(homes) == 2
    assert homes[1][0] in {west.pk, north.pk}
    placed = Placement.objects.filter(person=ann).order_by("starts").values_list("team", "starts")
    assert list(placed) == homes


def test_of_two_loans_on_the_same_days_one_is_refused(ann: Person, teams: tuple[Team, Team, Team]) -> None:
    _, west, north = teams
    found = race(
        lambda: lend_person(person=ann, team=west, first_day=MAY, last_day=MAY, by=None, at=AT),
        lambda: lend_person(person=ann, team=north, first_day=MAY, last_day=MAY, by=None, at=AT),
    )
    assert refusals(found) == [LoansOverlap]


def test_of_two_leaves_on_the_same_days_one_is_refused(ann: Person) -> None:
    def leave() -> Leave:
        return set_leave(person=ann, first_day=MAY, last_day=JUNE, kind=LeaveKind.ANNUAL, by=None, at=AT)

    assert refusals(race(leave, leave)) == [LeaveOverlaps]


def test_a_number_goes_to_one_of_two(ann: Person, company: Company) -> None:
    found = race(
        lambda: give_number(person=ann, number="N-7", starts=MAY, by=None, at=AT),
        lambda: add_person(name="Ben", number="N-7", starts=MAY, by=None, at=AT),
    )
    assert refusals(found) == [NumberTaken]
    assert EmployeeNumber.objects.filter(number="N-7").count() == 1


def test_a_role_is_granted_once(ann: Person) -> None:
    def grant() -> RoleGrant:
        return grant_role(person=ann, role=Role.MANAGER, starts=MAY, by=None, at=AT)

    assert refusals(race(grant, grant)) == [RoleHeld]


def test_two_administrators_cannot_end_each_other(company: Company, teams: tuple[Team, Team, Team]) -> None:
    grants = [
        grant_role(person=company.person(name, teams[0]), role=Role.ADMINISTRATOR, starts=MAY, by=None, at=AT)
        for name in ("Kim", "Lee")
    ]
    for grant in grants:
        company.login(grant.person)
    found = race(*[lambda grant=grant: end_role(grant=grant, ends=JUNE, by=None, at=AT) for grant in grants])
    assert refusals(found) == [LastAdministrator]
