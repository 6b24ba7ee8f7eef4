"""Home teams and loans become placements; what moved is in the change feed; closed days stay as they are."""

from datetime import date

import pytest

from apps.audit.models import Entry
from apps.people import queries
from apps.people.models import Change, Membership, Person, Placement, Team
from apps.people.operations import (
    FreezeSpan,
    add_team,
    close_period,
    end_employment,
    end_loan,
    freeze_days,
    lend_person,
    set_membership,
)
from apps.people.operations.memberships import DatesReversed, LoansOverlap, LoanToOwnTeam
from apps.people.operations.people import NotEmployed
from apps.people.operations.placements import DaysAreClosed, MoveOnClosedDays
from apps.people.written import day_text
from tests.people import AT, Company

pytestmark = pytest.mark.django_db

FOREVER = date(9999, 12, 31)


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def east(company: Company) -> Team:
    return company.team("East")


@pytest.fixture
def west(company: Company) -> Team:
    return company.team("West")


@pytest.fixture
def ann(company: Company, east: Team) -> Person:
    ann = company.person("Ann", east)
    Change.objects.all().delete()
    return ann


def spans(person: Person) -> list[tuple[str, date, date]]:
    rows = Placement.objects.filter(person=person).order_by("starts").select_related("team")
    return [(row.team.name, row.starts, row.ends) for row in rows]


def marks() -> set[tuple[str, date, date]]:
    rows = Change.objects.filter(topic="placement").select_related("person", "team")
    return {(str(row.person or row.team), row.first_day, row.last_day) for row in rows}


def test_a_move_ends_the_team_before_on_the_day_before(ann: Person, west: Team) -> None:
    set_membership(person=ann, team=west, starts=date(2026, 6, 1), by=None, at=AT)
    assert spans(ann) == [
        ("East", date(2026, 1, 1), date(2026, 6, 1)),
        ("West", date(2026, 6, 1), FOREVER),
    ]
    assert queries.home_team(ann.pk, date(2026, 5, 31)) != west
    assert queries.home_team(ann.pk, date(2026, 6, 1)) == west


def test_a_move_marks_the_person_and_both_teams_from_its_day_on(ann: Person, west: Team) -> None:
    set_membership(person=ann, team=west, starts=date(2026, 6, 1), by=None, at=AT)
    days = (date(2026, 6, 1), date(2040, 12, 31))
    assert marks() == {("Ann", *days), ("East", *days), ("West", *days)}


def test_a_move_marks_the_teams_above_that_gain_or_lose_but_not_a_common_one(company: Company) -> None:
    top = company.team("Top")
    left, right = company.team("Left", top), company.team("Right", top)
    low = company.team("Low", right)
    bob = company.person("Bob", left)
    Change.objects.all().delete()
    set_membership(person=bob, team=low, starts=date(2026, 6, 1), by=None, at=AT)
    assert {name for name, *_ in marks()} == {"Bob", "Left", "Right", "Low"}


def test_the_same_move_again_changes_nothing(ann: Person, west: Team) -> None:
    set_membership(person=ann, team=west, starts=date(2026, 6, 1), by=None, at=AT)
    Change.objects.all().delete()
    set_membership(person=ann, team=west, starts=date(2026, 6, 1), by=None, at=AT)
    assert not marks()
    assert Membership.objects.filter(person=ann).count() == 2


def test_a_loan_counts_elsewhere_for_its_days_and_the_home_team_stays(ann: Person, west: Team) -> None:
    lend_person(
        person=ann, team=west, first_day=date(2026, 3, 10), last_day=date(2026, 3, 20), by=None, at=AT
    )
    assert spans(ann) == [
        ("East", date(2026, 1, 1), date(2026, 3, 10)),
        ("West", date(2026, 3, 10), date(2026, 3, 21)),
        ("East", date(2026, 3, 21), FOREVER),
    ]
    home = queries.home_team(ann.pk, date(2026, 3, 15))
    lent = queries.team_on(ann.pk, date(2026, 3, 15))
    assert (home and home.name, lent and lent.name) == ("East", "West")
    days = (date(2026, 3, 10), date(2026, 3, 20))
    assert marks() == {("Ann", *days), ("East", *days), ("West", *days)}


def test_a_loan_may_end_early_or_be_taken_back(ann: Person, west: Team) -> None:
    days = {"first_day": date(2026, 3, 10), "last_day": date(2026, 3, 20)}
    loan = lend_person(person=ann, team=west, **days, by=None, at=AT)
    end_loan(loan=loan, last_day=date(2026, 3, 14), by=None, at=AT)
    assert spans(ann)[1] == ("West", date(2026, 3, 10), date(2026, 3, 15))
    end_loan(loan=Membership.objects.get(kind="loan"), last_day=None, by=None, at=AT)
    assert spans(ann) == [("East", date(2026, 1, 1), FOREVER)]


def test_a_loan_goes_elsewhere_once_and_forwards(ann: Person, east: Team, west: Team) -> None:
    days = {"first_day": date(2026, 3, 10), "last_day": date(2026, 3, 20)}
    with pytest.raises(LoanToOwnTeam):
        lend_person(person=ann, team=east, **days, by=None, at=AT)
    with pytest.raises(DatesReversed):
        lend_person(
            person=ann, team=west, first_day=date(2026, 3, 2), last_day=date(2026, 3, 1), by=None, at=AT
        )
    lend_person(person=ann, team=west, **days, by=None, at=AT)
    other = add_team(code="N", name="North", site=None, by=None, at=AT)
    with pytest.raises(LoansOverlap):
        lend_person(
            person=ann, team=other, first_day=date(2026, 3, 20), last_day=date(2026, 3, 25), by=None, at=AT
        )
    lend_person(
        person=ann, team=other, first_day=date(2026, 3, 21), last_day=date(2026, 3, 25), by=None, at=AT
    )
    assert Membership.objects.filter(kind="loan").count() == 2


def test_leaving_ends_team_number_contract_and_roles_on_the_last_day(ann: Person) -> None:
    end_employment(person=ann, last_day=date(2026, 9, 30), by=None, at=AT)
    assert spans(ann) == [("East", date(2026, 1, 1), date(2026, 10, 1))]
    for rows in (ann.numbers, ann.employments, ann.role_grants):
        assert [row.ends for row in rows.all()] == [date(2026, 10, 1)]
    with pytest.raises(NotEmployed):
        end_employment(person=ann, last_day=date(2026, 10, 1), by=None, at=AT)


class TestClosedDays:
    @pytest.fixture(autouse=True)
    def _september_is_closed(self, company: Company, ann: Person) -> None:
        steward = company.user("Sue")
        Change.objects.all().delete()
        close_period(month=date(2026, 9, 1), by=steward, at=AT)

    @pytest.mark.parametrize("starts", [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30)])
    def test_a_move_that_touches_a_closed_day_is_refused_and_writes_nothing(
        self, ann: Person, west: Team, starts: date
    ) -> None:
        before = Entry.objects.count()
        with pytest.raises(MoveOnClosedDays) as refused:
            set_membership(person=ann, team=west, starts=starts, by=None, at=AT)
        day = day_text(max(starts, date(2026, 9, 1)))
        assert f"{day}: that day is closed (September 2026)" in str(refused.value)
        assert (spans(ann), marks(), Entry.objects.count()) == (
            [("East", date(2026, 1, 1), FOREVER)],
            set(),
            before,
        )

    def test_a_move_from_the_day_after_is_fine(self, ann: Person, west: Team) -> None:
        set_membership(person=ann, team=west, starts=date(2026, 10, 1), by=None, at=AT)
        assert len(spans(ann)) == 2

    def test_a_move_that_ends_the_day_before_is_fine(self, ann: Person, west: Team) -> None:
        set_membership(
            person=ann, team=west, starts=date(2026, 8, 1), last_day=date(2026, 8, 31), by=None, at=AT
        )
        assert len(spans(ann)) == 3

    def test_leaving_before_a_closed_day_is_refused(self, ann: Person) -> None:
        with pytest.raises(DaysAreClosed):
            end_employment(person=ann, last_day=date(2026, 9, 29), by=None, at=AT)
        end_employment(person=ann, last_day=date(2026, 9, 30), by=None, at=AT)


@pytest.mark.parametrize(("first", "refused"), [(date(2026, 5, 31), True), (date(2026, 6, 1), False)])
def test_a_freeze_of_the_person_holds_to_its_last_day(
    ann: Person, west: Team, first: date, refused: bool
) -> None:
    span = FreezeSpan(person_id=ann.pk, first_day=date(2026, 5, 1), last_day=date(2026, 5, 31))
    assert freeze_days(spans=[span], reason="payout run 2026-05/1", by=None, at=AT) == 1
    assert freeze_days(spans=[span], reason="payout run 2026-05/1", by=None, at=AT) == 0
    if refused:
        with pytest.raises(MoveOnClosedDays, match="payout run 2026-05/1"):
            set_membership(person=ann, team=west, starts=first, by=None, at=AT)
    else:
        set_membership(person=ann, team=west, starts=first, by=None, at=AT)
        assert len(spans(ann)) == 2


def test_a_freeze_of_one_person_does_not_hold_another(ann: Person, company: Company, west: Team) -> None:
    bob = company.person("Bob", west)
    span = FreezeSpan(person_id=bob.pk, first_day=date(2026, 5, 1), last_day=date(2026, 5, 31))
    freeze_days(spans=[span], reason="payout run 2026-05/1", by=None, at=AT)
    set_membership(person=ann, team=west, starts=date(2026, 5, 10), by=None, at=AT)
    assert len(spans(ann)) == 2
