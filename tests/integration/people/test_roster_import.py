"""Importing a roster.

All or nothing, twice is once, moves over time, and nothing that an importer may not give.
"""

from datetime import date

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.audit.models import Entry
from apps.people import queries
from apps.people.choices import Role
from apps.people.models import (
    Change,
    EmployeeNumber,
    Employment,
    Leadership,
    Membership,
    Person,
    Placement,
    RoleGrant,
    Site,
    Team,
    User,
)
from apps.people.operations import RosterResult, close_period, give_number, grant_role, import_roster
from tests.people import AT, Company

pytestmark = pytest.mark.django_db

FULL = """number,name,team,leader,site,role,from,to
0001,Eve Lead,East,,Hong Kong,manager,2025-01-01,
0002,Ann Lee,East,Eve Lead,Hong Kong,agent,2025-02-01,2026-03-31
0002,Ann Lee,West,Wes Boss,Shenzhen,agent,2026-04-01,
0003,Bob Ho,East,0001,Hong Kong,坐席,2025-03-01,2026-06-30
"""


def load(
    text: str, *, by: User | None = None, default_start: date | None = None, dry_run: bool = False
) -> RosterResult:
    return import_roster(file=text.encode(), by=by, at=AT, default_start=default_start, dry_run=dry_run)


def codes(result: RosterResult) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in result.errors]


def counts(result: RosterResult) -> tuple[int, int, int, int]:
    return result.read, result.created, result.changed, result.unchanged


def everything() -> list[int]:
    models = (
        Person,
        EmployeeNumber,
        Employment,
        Membership,
        Placement,
        RoleGrant,
        Leadership,
        Team,
        Site,
        Change,
        Entry,
    )
    return [model._default_manager.count() for model in models]


def find(name: str) -> Person:
    return Person.objects.get(name=name)


class TestWhole:
    def test_people_teams_sites_and_leaders_come_from_one_file(self) -> None:
        result = load(FULL)
        assert (counts(result), result.teams, result.errors, result.written) == ((4, 4, 0, 0), 2, (), True)
        assert {team.name: str(team.site) for team in Team.objects.all()} == {
            "East": "Hong Kong",
            "West": "Shenzhen",
        }
        east, west = Team.objects.get(name="East"), Team.objects.get(name="West")
        assert queries.leader_of(east.pk, date(2025, 2, 1)) == find("Eve Lead")
        assert queries.leader_of(east.pk, date(2025, 1, 31)) is None
        assert queries.leader_of(west.pk, date(2026, 4, 1)) == find("Wes Boss")

    def test_several_rows_of_one_number_are_moves(self) -> None:
        load(FULL)
        ann = find("Ann Lee")
        spans = (
            Placement.objects.filter(person=ann)
            .order_by("starts")
            .values_list("team__name", "starts", "ends")
        )
        assert list(spans) == [
            ("East", date(2025, 2, 1), date(2026, 4, 1)),
            ("West", date(2026, 4, 1), date(9999, 12, 31)),
        ]
        assert Employment.objects.filter(person=ann).count() == 1

    def test_the_last_day_is_the_last_day(self) -> None:
        load(FULL)
        bob = find("Bob Ho")
        for rows in (bob.employments, bob.memberships, bob.role_grants, bob.numbers):
            assert list(rows.values_list("ends", flat=True)) == [date(2026, 7, 1)]

    def test_a_leader_without_a_row_is_made_a_manager_outside_the_team(self) -> None:
        load(FULL)
        boss = find("Wes Boss")
        assert list(boss.role_grants.values_list("role", "starts", "ends")) == [
            ("manager", date(2026, 4, 1), None)
        ]
        assert not boss.memberships.exists()

    def test_the_same_file_again_changes_nothing(self) -> None:
        load(FULL)
        before = everything()
        assert counts(load(FULL)) == (4, 0, 0, 4)
        assert everything() == before

    def test_a_dry_run_tells_the_same_and_writes_nothing(self) -> None:
        before = everything()
        preview = load(FULL, dry_run=True)
        assert (counts(preview), preview.written) == ((4, 4, 0, 0), False)
        assert everything() == before
        assert counts(load(FULL)) == counts(preview)

    def test_one_bad_row_and_nothing_is_written(self) -> None:
        before = everything()
        result = load(FULL + "0004,Cat,East,,Hong Kong,agent,2026-02-30,\n")
        assert (codes(result), result.created, result.written) == ([(6, "from", "not_a_date")], 0, False)
        assert everything() == before

    def test_queries_do_not_grow_with_people(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        def file(people: int, first: int) -> str:
            rows = [f"{first + n},P{first + n},East,Eve,HK,agent,2026-01-01," for n in range(people)]
            return "\n".join(["number,name,team,leader,site,role,from,to", *rows])

        load(file(1, 1))
        for people, first in ((2, 100), (60, 1000)):
            with django_assert_max_num_queries(48):
                assert load(file(people, first)).created == people


class TestNamesOnly:
    FILE = (
        "sales_agent,manager,regional_office\nAnna,Dustin,Central\nCecily,Dustin,Central\nVicki,Celia,West\n"
    )

    def test_the_name_is_the_identity_and_the_team_is_the_managers(self) -> None:
        assert counts(load(self.FILE, default_start=date(2016, 1, 1))) == (3, 5, 0, 0)
        assert {(team.name, str(team.site)) for team in Team.objects.all()} == {
            ("Dustin", "Central"),
            ("Celia", "West"),
        }
        assert queries.home_team(find("Anna").pk, date(2016, 1, 1)) == Team.objects.get(name="Dustin")
        assert queries.leader_of(Team.objects.get(name="Celia").pk, date(2026, 1, 1)) == find("Celia")

    def test_it_needs_a_first_day_once(self) -> None:
        result = load(self.FILE)
        assert {error.code for error in result.errors} == {"from_missing"}
        load(self.FILE, default_start=date(2016, 1, 1))
        assert counts(load(self.FILE)) == (3, 0, 0, 5)
        assert counts(load(self.FILE, default_start=date(2026, 9, 1))) == (3, 0, 0, 5)

    def test_a_new_manager_in_a_later_file_is_a_move_from_its_day(self) -> None:
        load(self.FILE, default_start=date(2016, 1, 1))
        moved = self.FILE.replace("Cecily,Dustin,Central", "Cecily,Celia,West")
        assert counts(load(moved, default_start=date(2026, 9, 1))) == (3, 0, 1, 4)
        homes = find("Cecily").memberships.order_by("starts").values_list("team__name", "starts", "ends")
        assert list(homes) == [
            ("Dustin", date(2016, 1, 1), date(2026, 9, 1)),
            ("Celia", date(2026, 9, 1), None),
        ]

    def test_a_name_of_two_people_is_not_guessed(self) -> None:
        Company().person("Anna")
        Company(made=10).person("anna")
        assert codes(load(self.FILE, default_start=date(2016, 1, 1))) == [(2, "name", "name_ambiguous")]


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        (["1,Ann,E,,X,,2026-01-01,", "1,Ann,W,,X,,2026-02-01,"], [(3, "from", "overlap")]),
        (["1,Ann,E,,X,,2026-01-01,2026-01-31", "1,Ann,W,,X,,2026-01-31,"], [(3, "from", "overlap")]),
        (["1,Ann,E,,X,,2026-01-01,2026-01-31", "1,Ann,W,,X,,2026-02-01,"], []),
        (["1,Ann,E,,X,,2026-01-01,2026-01-31", "1,Bob,W,,X,,2026-02-01,"], [(3, "name", "two_names")]),
        (["1,Ann,E,,X,,2026-01-01,", "2,Bob,E,,Y,,2026-01-01,"], [(3, "site", "two_sites")]),
        (["1,Ann,E,,X,,2026-01-01,", "2,Bob,E,,,,2026-01-01,"], []),
        (["1,Ann,E,,X,,,"], [(2, "from", "from_missing")]),
        (["1,Ann,E,,X,boss of all,2026-01-01,"], [(2, "role", "unknown_role")]),
        (["1,Ann,E,77,X,,2026-01-01,"], [(2, "leader", "leader_unknown")]),
        (["1,Ann,,Eve,X,,2026-01-01,"], [(2, "leader", "leader_without_team")]),
        (
            ["1,Ann,E,Eve,X,,2026-01-01,", "2,Eve,E,,X,,2026-01-01,", "3,Eve,E,,X,,2026-01-01,"],
            [(2, "leader", "leader_ambiguous")],
        ),
    ],
)
def test_rows_that_contradict_are_errors(rows: list[str], errors: list[tuple[int, str, str]]) -> None:
    result = load("\n".join(["number,name,team,leader,site,role,from,to", *rows]))
    assert codes(result) == errors
    assert all("%(" not in error.message for error in result.errors)


class TestLater:
    HEAD = "number,name,team,from,to,share\n"

    def test_an_identity_survives_a_new_number_and_a_new_name(self) -> None:
        load(self.HEAD + "1,Ann Lee,E,2026-01-01,,\n")
        give_number(person=find("Ann Lee"), number="9", starts=date(2026, 6, 1), by=None, at=AT)
        assert counts(load(self.HEAD + "9,Ann Ho,E,2026-01-01,,\n")) == (1, 0, 1, 0)
        ann = find("Ann Ho")
        assert list(ann.numbers.order_by("starts").values_list("number", "ends")) == [
            ("1", date(2026, 6, 1)),
            ("9", None),
        ]

    def test_a_rehire_leaves_the_gap(self) -> None:
        load(self.HEAD + "1,Ann,E,2025-01-01,2025-12-31,\n1,Ann,E,2026-03-01,,50%\n")
        contracts = find("Ann").employments.order_by("starts").values_list("starts", "ends", "share_permille")
        assert list(contracts) == [
            (date(2025, 1, 1), date(2026, 1, 1), 1000),
            (date(2026, 3, 1), None, 500),
        ]
        assert find("Ann").memberships.count() == 2

    def test_a_column_the_file_does_not_have_changes_nothing(self) -> None:
        load(self.HEAD + "1,Ann,E,2026-01-01,,50%\n")
        grant_role(person=find("Ann"), role=Role.HR, starts=date(2026, 1, 1), by=None, at=AT)
        assert counts(load("number,name,team,from\n1,Ann,E,2026-01-01\n")) == (1, 0, 0, 1)
        assert find("Ann").employments.get().share_permille == 500
        assert find("Ann").role_grants.filter(role="hr").exists()

    def test_a_namesake_under_another_number_is_a_warning(self) -> None:
        load(self.HEAD + "1,Ann,E,2026-01-01,,\n")
        result = load(self.HEAD + "2,Ann,E,2026-01-01,,\n")
        assert [(warning.row, warning.code) for warning in result.warnings] == [(2, "same_name")]
        assert (result.created, result.written) == (1, True)

    def test_a_number_may_pass_on_but_never_belong_to_two(self) -> None:
        load(self.HEAD + "1,Ann,E,2025-01-01,2025-12-31,\n")
        give_number(
            person=Company(made=40).person("Bob"), number="1", starts=date(2026, 6, 1), by=None, at=AT
        )
        result = load(self.HEAD + "1,Ann,E,2025-01-01,,\n")
        assert codes(result) == [(2, "number", "number_taken")]

    def test_a_new_leader_leads_from_today_and_the_former_stops(self) -> None:
        head = "number,name,team,leader,from\n"
        load(head + "1,Ann,E,Eve,2026-01-01\n")
        load(head + "1,Ann,E,Tom,2026-01-01\n")
        terms = Leadership.objects.order_by("starts").values_list("person__name", "starts", "ends")
        assert list(terms) == [
            ("Eve", date(2026, 1, 1), date(2026, 10, 5)),
            ("Tom", date(2026, 10, 5), None),
        ]


class TestClosedDays:
    HEAD = "number,name,team,from,to,share\n"

    @pytest.fixture(autouse=True)
    def _september_is_closed(self) -> None:
        load(self.HEAD + "1,Ann,E,2026-01-01,,\n2,Bob,E,2026-01-01,,\n")
        Change.objects.all().delete()
        close_period(month=date(2026, 9, 1), by=Company().user("Sue"), at=AT)

    @pytest.mark.parametrize(
        ("row", "refused"),
        [
            ("1,Ann,W,2026-09-30,,", True),
            ("1,Ann,W,2026-10-01,,", False),
            ("1,Ann,E,2026-01-01,2026-09-29,", True),
            ("1,Ann,E,2026-01-01,2026-09-30,", False),
            ("1,Ann,E,2026-01-01,,50%", True),
            ("1,Ann,E,2026-10-01,,50%", False),
            ("3,Cat,E,2026-09-15,,", True),
            ("3,Cat,E,2026-10-01,,", False),
        ],
    )
    def test_what_touches_a_closed_day_is_an_error_of_its_row(self, row: str, refused: bool) -> None:
        before = everything()
        result = load(self.HEAD + "2,Bob,E,2026-01-01,,\n" + row + "\n")
        assert codes(result) == ([(3, "from", "closed_days")] if refused else [])
        assert result.written is not refused
        if refused:
            assert "2026-09" in result.errors[0].message
            assert everything() == before


class TestWhoMayImportWhat:
    HEAD = "number,name,team,leader,role,from\n"

    @pytest.mark.parametrize("role", ["hr", "steward", "director", "administrator"])
    def test_only_an_administrator_gives_a_role_that_opens_all(self, role: str) -> None:
        file = self.HEAD + f"1,Ann,E,,{role},2026-01-01\n"
        company = Company(made=100)
        steward, admin = company.user("Sue", Role.STEWARD), company.user("Adi", Role.ADMINISTRATOR)
        assert codes(load(file, by=steward)) == [(2, "role", "role_needs_administrator")]
        assert load(file, by=admin).written
        assert counts(load(file, by=steward)) == (1, 0, 0, 1)  # nothing gained by it any more

    @pytest.mark.parametrize("row", ["1,Ann,E,Sue,agent,2026-01-01", "00101,Sue,E,,manager,2026-01-01"])
    def test_nobody_gains_anything_of_their_own(self, row: str) -> None:
        steward = Company(made=100).user("Sue", Role.STEWARD)
        result = load(self.HEAD + row + "\n", by=steward)
        assert codes(result) == [(2, "name", "own_record")]
        assert not result.written

    def test_the_trail_has_each_person_and_the_whole(self) -> None:
        steward = Company(made=100).user("Sue", Role.STEWARD)
        Entry.objects.count()
        load(self.HEAD + "1,Ann,E,,agent,2026-01-01\n", by=steward)
        entry = Entry.objects.get(verb="person.imported")
        assert (entry.actor_id, entry.subject_label, entry.before["roles"], entry.after["roles"]) == (
            steward.pk,
            "Ann",
            "",
            "2026-01-01 … agent",
        )
        assert Entry.objects.get(verb="roster.imported").after["created"] == 1
