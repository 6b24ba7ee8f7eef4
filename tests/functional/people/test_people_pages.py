"""The pages of people, as each role meets them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.audit.models import Entry
from apps.people.choices import Role
from apps.people.models import Leave, Membership, Person, RoleGrant, User
from apps.people.operations import lend_person, set_leave
from tests.people import AT, Company

pytestmark = pytest.mark.django_db

EVERYONE = ("agent", "manager", "hr", "steward", "director", "administrator")


class House:
    """A company with one sign-in of each role."""

    def __init__(self) -> None:
        self.company = Company()
        self.east, self.west = self.company.team("East"), self.company.team("West")
        self.ann = self.company.person("Ann Lee", self.east)
        self.users: dict[str, User] = {
            "agent": self.company.login(self.ann),
            "manager": self.company.manager("Eve", self.east),
            "hr": self.company.user("Hal", Role.HR),
            "steward": self.company.user("Sue", Role.STEWARD),
            "director": self.company.user("Dot", Role.DIRECTOR),
            "administrator": self.company.user("Adi", Role.ADMINISTRATOR),
        }

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(self.users[role])
        return client


@pytest.fixture
def house() -> House:
    return House()


PAGES = {
    "people:list": {"hr", "steward", "administrator"},
    "people:new": {"steward", "administrator"},
    "people:import": {"steward", "administrator"},
    "people:teams": {"hr", "steward", "administrator"},
    "people:team-new": {"steward", "administrator"},
    "people:calendar": {"hr", "steward", "administrator"},
    "people:organisation": {"administrator"},
    "periods": {"steward"},
    "notices": set(EVERYONE),
    "audit": {"administrator"},
    "audit-export": {"administrator"},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_exists_for_its_roles_only(house: House, name: str) -> None:
    found = {role for role in EVERYONE if house.client(role).get(reverse(name)).status_code == 200}
    assert found == PAGES[name]
    refused = {role for role in EVERYONE if house.client(role).get(reverse(name)).status_code == 404}
    assert refused == set(EVERYONE) - PAGES[name]


@pytest.mark.parametrize("name", PAGES)
@override_settings(LOGIN_URL="/sign-in/")
def test_a_stranger_is_sent_to_sign_in(name: str) -> None:
    response = Client().get(reverse(name))
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={reverse(name)}")


ACTIONS = {
    "rename": {"steward", "administrator"},
    "number": {"steward", "administrator"},
    "contract": {"steward", "administrator"},
    "move": {"steward", "administrator"},
    "lend": {"steward", "administrator"},
    "leave": {"steward", "administrator"},
    "leaving": {"steward", "administrator"},
    "role": {"administrator"},
    "password": {"administrator"},
    "close-login": {"administrator"},
    "login": set(),  # Ann has one
    "end-loan": set(),  # needs a row
    "no-such-thing": set(),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_exists_for_its_roles_only(house: House, action: str) -> None:
    url = reverse("people:action", args=[house.ann.pk, action])
    assert {role for role in EVERYONE if house.client(role).get(url).status_code == 200} == ACTIONS[action]


class TestList:
    def test_it_shows_the_present_and_finds_by_name_number_team_and_role(self, house: House) -> None:
        client, url = house.client("steward"), reverse("people:list")
        page = client.get(url).content.decode()
        assert all(text in page for text in ("Ann Lee", "East", "00003"))
        for query, there in (
            ({"q": "ann"}, True),
            ({"q": "00003"}, True),
            ({"q": "bob"}, False),
            ({"team": str(house.east.pk)}, True),
            ({"team": str(house.west.pk)}, False),
            ({"role": "agent"}, True),
            ({"role": "hr"}, False),
            ({"state": "absent"}, False),
            ({"state": "all"}, True),
        ):
            assert ("Ann Lee" in client.get(url, query).content.decode()) is there, query

    def test_its_queries_do_not_grow_with_people(
        self, house: House, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client, url = house.client("steward"), reverse("people:list")
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        assert len(few) <= 12
        for number in range(20):
            house.company.person(f"P{number}", house.east)
        with django_assert_num_queries(len(few)):
            assert "P19" in client.get(url).content.decode()


class TestPerson:
    def test_a_steward_reads_the_history_without_sign_in_and_trail(self, house: House) -> None:
        page = house.client("steward").get(reverse("people:person", args=[house.ann.pk])).content.decode()
        assert "00003" in page
        assert house.users["agent"].username not in page
        page = (
            house.client("administrator").get(reverse("people:person", args=[house.ann.pk])).content.decode()
        )
        assert house.users["agent"].username in page
        assert "Person added" in page

    @pytest.mark.parametrize("role", ["agent", "manager", "director"])
    def test_others_do_not_find_it(self, house: House, role: str) -> None:
        assert house.client(role).get(reverse("people:person", args=[house.ann.pk])).status_code == 404

    def test_a_new_person_is_added(self, house: House) -> None:
        data = {"name": "Bob Ho", "number": "77", "starts": "2026-03-01", "role": "agent", "share": "62.5"}
        response = house.client("steward").post(reverse("people:new"), {**data, "team": house.east.pk})
        assert response.status_code == 302
        bob = Person.objects.get(name="Bob Ho")
        assert bob.employments.get().share_permille == 625
        assert (
            Entry.objects.get(verb="person.added", subject_id=str(bob.pk)).actor_id
            == house.users["steward"].pk
        )

    def test_a_taken_number_is_told_beside_its_field(self, house: House) -> None:
        data = {"name": "Bob Ho", "number": "00003", "starts": "2026-03-01", "role": "agent", "share": "100"}
        response = house.client("steward").post(reverse("people:new"), data)
        assert "belongs to Ann Lee" in response.content.decode()
        assert not Person.objects.filter(name="Bob Ho").exists()

    @pytest.mark.parametrize(
        ("action", "data", "verb"),
        [
            ("rename", {"name": "Ann Ho"}, "person.renamed"),
            ("number", {"number": "88", "starts": "2026-06-01"}, "person.number_given"),
            ("contract", {"share": "50", "starts": "2026-06-01"}, "person.contract_changed"),
            (
                "leave",
                {"kind": "sick", "first_day": "2026-06-01", "last_day": "2026-06-02"},
                "person.leave_set",
            ),
            ("leaving", {"last_day": "2026-12-31"}, "person.left"),
        ],
    )
    def test_a_steward_changes_it(self, house: House, action: str, data: dict[str, str], verb: str) -> None:
        url = reverse("people:action", args=[house.ann.pk, action])
        assert house.client("steward").post(url, data).status_code == 302
        assert Entry.objects.filter(verb=verb, subject_id=str(house.ann.pk)).count() == 1

    def test_teams_and_loans(self, house: House) -> None:
        client, pk = house.client("steward"), house.ann.pk
        days = {"first_day": "2026-06-01", "last_day": "2026-06-10"}
        client.post(reverse("people:action", args=[pk, "lend"]), {"team": house.west.pk, **days})
        loan = Membership.objects.get(kind="loan")
        end = reverse("people:row-action", args=[pk, "end-loan", loan.pk])
        assert client.post(end, {"last_day": "2026-06-05"}).status_code == 302
        assert Membership.objects.get(kind="loan").ends == date(2026, 6, 6)
        move = reverse("people:action", args=[pk, "move"])
        assert client.post(move, {"team": house.west.pk, "starts": "2026-07-01"}).status_code == 302
        assert "West" in client.get(reverse("people:person", args=[pk])).content.decode()

    def test_leave_is_taken_back(self, house: House) -> None:
        leave = set_leave(
            person=house.ann,
            first_day=date(2026, 6, 1),
            last_day=date(2026, 6, 2),
            kind="annual",  # type: ignore[arg-type]
            by=None,
            at=AT,
        )
        house.client("steward").post(
            reverse("people:row-action", args=[house.ann.pk, "remove-leave", leave.pk])
        )
        assert not Leave.objects.exists()

    def test_a_row_of_someone_else_is_not_found(self, house: House) -> None:
        bob = house.company.person("Bob", house.west)
        loan = lend_person(
            person=bob,
            team=house.east,
            first_day=date(2026, 6, 1),
            last_day=date(2026, 6, 2),
            by=None,
            at=AT,
        )
        url = reverse("people:row-action", args=[house.ann.pk, "end-loan", loan.pk])
        assert house.client("steward").post(url, {"last_day": ""}).status_code == 404
        home = Membership.objects.get(person=house.ann, kind="home")
        url = reverse("people:row-action", args=[house.ann.pk, "end-loan", home.pk])
        assert house.client("steward").post(url, {"last_day": ""}).status_code == 404

    def test_a_refusal_is_a_sentence_and_nothing_is_written(self, house: House) -> None:
        url = reverse("people:action", args=[house.ann.pk, "lend"])
        days = {"first_day": "2026-06-01", "last_day": "2026-06-10"}
        response = house.client("steward").post(url, {"team": house.east.pk, **days})
        assert response.status_code == 422
        assert "belongs to East" in response.content.decode()
        assert Membership.objects.count() == 1


class TestAccess:
    def test_an_administrator_grants_and_ends_roles_but_not_their_own(self, house: House) -> None:
        client = house.client("administrator")
        url = reverse("people:action", args=[house.ann.pk, "role"])
        assert client.post(url, {"role": "director", "starts": "2026-06-01"}).status_code == 302
        grant = RoleGrant.objects.get(person=house.ann, role="director")
        end = reverse("people:row-action", args=[house.ann.pk, "end-role", grant.pk])
        assert client.post(end, {"ends": "2026-07-01"}).status_code == 302
        assert RoleGrant.objects.get(pk=grant.pk).ends == date(2026, 7, 1)
        me = house.users["administrator"].person
        own = client.post(
            reverse("people:action", args=[me.pk, "role"]), {"role": "hr", "starts": "2026-06-01"}
        )
        assert own.status_code == 422
        assert "yourself" in own.content.decode()

    def test_a_sign_in_is_made_once_with_a_password_that_holds(self, house: House) -> None:
        bob = house.company.person("Bob", house.west)
        client, url = house.client("administrator"), reverse("people:action", args=[bob.pk, "login"])
        weak = client.post(url, {"username": "bob", "password": "12345"})
        assert weak.status_code == 422
        taken = client.post(url, {"username": house.users["hr"].username, "password": "a-long-password-2"})
        assert "taken" in taken.content.decode()
        assert client.post(url, {"username": "bob", "password": "a-long-password-2"}).status_code == 302
        assert client.get(url).status_code == 404
        assert Client().login(username="bob", password="a-long-password-2")
        assert "a-long" not in str(list(Entry.objects.values_list("after", flat=True)))

    @override_settings(LOGIN_URL="/sign-in/")
    def test_a_closed_sign_in_gets_in_nowhere(self, house: House) -> None:
        agent = house.client("agent")
        assert agent.get(reverse("notices")).status_code == 200
        url = reverse("people:action", args=[house.ann.pk, "close-login"])
        assert house.client("administrator").post(url).status_code == 302
        assert agent.get(reverse("notices")).status_code == 302
        assert house.client("administrator").post(url.replace("close", "open")).status_code == 302
        assert house.client("agent").get(reverse("notices")).status_code == 200
