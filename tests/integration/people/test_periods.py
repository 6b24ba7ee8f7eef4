"""Periods: closed by one, once, when nothing waits; reopened with a reason; and what races with closing."""

import time
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from apps.audit.models import Entry
from apps.people import changes, freezes, queries
from apps.people.changes import ChangeRow
from apps.people.models import Change, Period, Person, User
from apps.people.operations import close_period, ensure_periods, hold_periods, reopen_period, set_membership
from apps.people.operations.periods import (
    ChangesWaiting,
    PeriodAlreadyClosed,
    PeriodNotClosed,
    PeriodNotOver,
    ReasonMissing,
)
from apps.people.operations.placements import MoveOnClosedDays
from tests.people import AT, Company
from tests.racing import race

SEPTEMBER = date(2026, 9, 1)


def mark(first: date, last: date) -> None:
    one = ChangeRow(topic="call", person_id=1, team_id=None, first_day=first, last_day=last)
    changes.write(rows=[one], cause="batch 1", at=AT)


@pytest.fixture
def steward(db: None) -> User:
    return Company().user("Sue")


@pytest.mark.django_db
class TestClosing:
    def test_a_closed_period_is_final_and_its_neighbours_are_not(self, steward: User) -> None:
        close_period(month=date(2026, 9, 17), by=steward, at=AT)
        assert queries.period(date(2026, 9, 30)).final
        assert not queries.period(date(2026, 8, 31)).final
        assert not queries.period(date(2026, 10, 1)).final
        assert [view.month for view in queries.closed_periods()] == [SEPTEMBER]
        assert [freezes.is_open(date(2026, *day)) for day in ((8, 31), (9, 1), (9, 30), (10, 1))] == [
            True,
            False,
            False,
            True,
        ]
        entry = Entry.objects.get(verb="period.closed")
        assert (entry.actor_id, entry.before["state"], entry.after) == (
            steward.pk,
            "open",
            {"state": "closed", "close_number": 1},
        )

    @pytest.mark.parametrize(
        ("at", "refused"),
        [
            (datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC), True),
            (datetime(2026, 10, 1, 0, 0, tzinfo=UTC), False),
        ],
    )
    def test_a_month_is_closed_after_its_last_day(self, steward: User, at: datetime, refused: bool) -> None:
        if refused:
            with pytest.raises(PeriodNotOver, match="from 1 Oct 2026 on"):
                close_period(month=SEPTEMBER, by=steward, at=at)
        else:
            assert close_period(month=SEPTEMBER, by=steward, at=at).close_number == 1

    @pytest.mark.parametrize(
        ("first", "last", "refused"),
        [
            (date(2026, 8, 1), date(2026, 8, 31), True),
            (date(2026, 8, 1), date(2026, 9, 1), True),
            (date(2026, 9, 30), date(2026, 10, 2), True),
            (date(2026, 10, 1), date(2026, 10, 2), False),
        ],
    )
    def test_waiting_changes_of_its_days_or_earlier_ones_hold_it_open(
        self, steward: User, first: date, last: date, refused: bool
    ) -> None:
        Change.objects.all().delete()
        mark(first, last)
        if refused:
            with pytest.raises(ChangesWaiting, match="1 changes to September 2026"):
                close_period(month=SEPTEMBER, by=steward, at=AT)
        else:
            close_period(month=SEPTEMBER, by=steward, at=AT)
        assert queries.period(SEPTEMBER).final is not refused

    def test_a_second_closing_is_refused(self, steward: User) -> None:
        close_period(month=SEPTEMBER, by=steward, at=AT)
        with pytest.raises(PeriodAlreadyClosed):
            close_period(month=SEPTEMBER, by=steward, at=AT)

    def test_reopening_needs_a_reason_and_the_next_closing_has_the_next_number(self, steward: User) -> None:
        with pytest.raises(PeriodNotClosed):
            reopen_period(month=SEPTEMBER, reason="late file", by=steward, at=AT)
        close_period(month=SEPTEMBER, by=steward, at=AT)
        with pytest.raises(ReasonMissing):
            reopen_period(month=SEPTEMBER, reason="  ", by=steward, at=AT)
        reopen_period(month=SEPTEMBER, reason="late file", by=steward, at=AT)
        view = queries.period(SEPTEMBER)
        assert (view.final, view.close_number) == (False, 1)
        assert close_period(month=SEPTEMBER, by=steward, at=AT).close_number == 2
        assert Entry.objects.get(verb="period.reopened").reason == "late file"

    def test_periods_are_made_once(self) -> None:
        assert ensure_periods(first=date(2026, 1, 31), last=date(2026, 3, 1)) == 3
        ensure_periods(first=date(2026, 2, 1), last=date(2026, 4, 1))
        rows = Period.objects.order_by("starts").values_list("starts", "ends")
        assert [(starts.month, ends.month) for starts, ends in rows] == [(1, 2), (2, 3), (3, 4), (4, 5)]


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture
    def steward(self, transactional_db: None) -> User:
        user = Company().user("Sue")
        Change.objects.all().delete()
        return user

    def test_of_two_closings_at_once_one_wins(self, steward: User) -> None:
        outcomes = race(*[lambda: close_period(month=SEPTEMBER, by=steward, at=AT).close_number] * 2)
        refused = [outcome for outcome in outcomes if isinstance(outcome, PeriodAlreadyClosed)]
        assert (len(refused), [outcome for outcome in outcomes if outcome == 1]) == (1, [1])
        assert Entry.objects.filter(verb="period.closed").count() == 1

    def test_a_writer_who_holds_the_period_comes_before_closing_or_after_it(self, steward: User) -> None:
        """Either the closing sees the writer's change and refuses, or the writer sees a closed period."""

        def write() -> str:
            with transaction.atomic():
                held = hold_periods(first=SEPTEMBER, last=SEPTEMBER)
                time.sleep(0.05)
                if held[0].state == "closed":
                    return "queued"
                mark(SEPTEMBER, SEPTEMBER)
                return "written"

        wrote, closed = race(write, lambda: close_period(month=SEPTEMBER, by=steward, at=AT).close_number)
        assert (wrote == "written", isinstance(closed, ChangesWaiting)) in {(True, True), (False, False)}
        assert (queries.period(SEPTEMBER).final, changes.waiting()) in {(False, 1), (True, 0)}

    def test_a_move_comes_before_closing_or_is_refused(self, steward: User) -> None:
        company = Company(made=100)
        east, west = company.team("East"), company.team("West")
        ann = company.person("Ann", east)
        Change.objects.all().delete()

        def move() -> None:
            set_membership(person=Person.objects.get(pk=ann.pk), team=west, starts=SEPTEMBER, by=None, at=AT)

        moved, closed = race(move, lambda: close_period(month=SEPTEMBER, by=steward, at=AT).close_number)
        assert (moved is None, isinstance(closed, ChangesWaiting)) in {(True, True), (False, False)}
        assert moved is None or isinstance(moved, MoveOnClosedDays)
        assert not (queries.period(SEPTEMBER).final and changes.waiting(first=SEPTEMBER, last=SEPTEMBER))
