"""Working time (rules §2.7): employed x share, placed, minus leave, on the site's working days."""

from datetime import date

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.people.choices import CalendarKind, LeaveKind
from apps.people.models import Person, Team
from apps.people.operations import (
    Contract,
    add_person,
    add_site,
    add_team,
    change_contract,
    end_employment,
    lend_person,
    set_exception,
    set_leave,
)
from apps.people.queries import WorkTime, days_worked, working_days, working_time
from tests.people import AT, Company

pytestmark = pytest.mark.django_db

# June 2026 has 22 days from Monday to Friday: the 1st is a Monday, the 30th a Tuesday.
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def team() -> Team:
    return Company().team("East")


def joined(name: str, team: Team | None, starts: date = date(2026, 1, 1), share: int = 1000) -> Person:
    return add_person(
        name=name, number=name, starts=starts, team=team, contract=Contract(share), by=None, at=AT
    )


def time_of(person: Person, **options: int) -> WorkTime:
    return working_time([person.pk], FIRST, LAST, **options)[person.pk]


def work(planned: int, worked: int, days: int) -> WorkTime:
    return WorkTime(planned=planned, worked=worked, days=days)


def test_a_full_timer_works_the_whole_calendar(team: Team) -> None:
    assert time_of(joined("Ann", team)) == work(22_000, 22_000, 22)


@pytest.mark.parametrize(
    ("starts", "days"),
    [(FIRST, 22), (date(2026, 6, 2), 21), (date(2026, 6, 15), 12), (LAST, 1), (date(2026, 7, 1), 0)],
)
def test_a_joiner_works_from_the_first_day(team: Team, starts: date, days: int) -> None:
    assert time_of(joined("Ann", team, starts)) == work(22_000, days * 1000, days)


@pytest.mark.parametrize(("last_day", "days"), [(date(2026, 6, 12), 10), (date(2026, 6, 30), 22)])
def test_a_leaver_works_to_the_last_day(team: Team, last_day: date, days: int) -> None:
    ann = joined("Ann", team)
    end_employment(person=ann, last_day=last_day, by=None, at=AT)
    assert time_of(ann) == work(22_000, days * 1000, days)


def test_a_part_timer_works_a_share_on_every_day(team: Team) -> None:
    assert time_of(joined("Ann", team, share=600)) == work(22_000, 13_200, 22)


def test_a_share_may_change_in_the_month(team: Team) -> None:
    ann = joined("Ann", team)
    change_contract(person=ann, contract=Contract(500), starts=date(2026, 6, 16), by=None, at=AT)
    assert time_of(ann) == work(22_000, 11_000 + 5_500, 22)


@pytest.mark.parametrize(
    ("first", "last", "lost"),
    [
        (date(2026, 6, 6), date(2026, 6, 7), 0),  # a weekend
        (date(2026, 6, 5), date(2026, 6, 8), 2),  # Friday to Monday
        (date(2026, 5, 25), date(2026, 6, 1), 1),  # from the month before
        (date(2026, 6, 30), date(2026, 7, 31), 1),
    ],
)
def test_leave_counts_on_working_days(team: Team, first: date, last: date, lost: int) -> None:
    ann = joined("Ann", team)
    set_leave(person=ann, first_day=first, last_day=last, kind=LeaveKind.ANNUAL, by=None, at=AT)
    assert time_of(ann) == work(22_000, (22 - lost) * 1000, 22 - lost)


def test_a_loan_moves_working_time_to_the_other_team(team: Team) -> None:
    ann, west = joined("Ann", team), Company(made=50).team("West")
    lend_person(person=ann, team=west, first_day=date(2026, 6, 8), last_day=date(2026, 6, 12), by=None, at=AT)
    assert time_of(ann) == work(22_000, 22_000, 22)
    assert time_of(ann, team_id=team.pk) == work(22_000, 17_000, 17)
    assert time_of(ann, team_id=west.pk) == work(22_000, 5_000, 5)


def test_a_team_counts_what_was_worked_in_the_teams_below() -> None:
    company = Company()
    top = company.team("Top")
    ann = joined("Ann", company.team("East", top))
    assert time_of(ann, team_id=top.pk).worked == 22_000


def test_holidays_and_make_up_days_are_those_of_the_site() -> None:
    here, there = (add_site(code=code, name=code, by=None, at=AT) for code in ("HK", "SZ"))
    set_exception(day=date(2026, 6, 19), site=None, kind=CalendarKind.HOLIDAY, name="Dragon", by=None, at=AT)
    set_exception(day=date(2026, 6, 19), site=there, kind=CalendarKind.MAKE_UP, name="open", by=None, at=AT)
    set_exception(day=date(2026, 6, 20), site=there, kind=CalendarKind.MAKE_UP, name="", by=None, at=AT)
    set_exception(day=date(2026, 6, 22), site=here, kind=CalendarKind.HOLIDAY, name="", by=None, at=AT)
    east, west = (
        add_team(code=site.code, name=site.name, site=site, by=None, at=AT) for site in (here, there)
    )
    assert time_of(joined("Ann", east)) == work(20_000, 20_000, 20)
    assert time_of(joined("Bob", west)) == work(23_000, 23_000, 23)
    assert len(working_days(FIRST, LAST)) == 21
    assert date(2026, 6, 20) in working_days(FIRST, LAST, site_id=there.pk)


def test_who_is_employed_and_in_no_team_works_nowhere(team: Team) -> None:
    assert time_of(joined("Ann", None)) == work(22_000, 0, 0)
    assert days_worked([joined("Bob", team, share=500).pk], FIRST, LAST) == {
        Person.objects.get(name="Bob").pk: 22
    }


def test_queries_do_not_grow_with_people(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [joined(f"P{number}", team).pk for number in range(12)]
    for some in (people[:1], people):
        working_time(some, FIRST, LAST)  # the organisation is known from here on
        with django_assert_num_queries(2):
            assert len(working_time(some, FIRST, LAST, team_id=team.pk)) == len(some)
