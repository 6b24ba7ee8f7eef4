"""What is expected of a source: days, times, holidays, days without records, and its end."""

from datetime import date, datetime, time, timedelta

import pytest

from apps.audit.models import Entry
from apps.intake import operations, queries
from apps.intake.models import Batch, EmptyDay, Source
from apps.people.choices import CalendarKind, Role
from apps.people.models import CalendarException, Notice, User
from tests import deliveries as d
from tests import floor

pytestmark = pytest.mark.django_db
MON, TUE, WED = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)


@pytest.fixture
def steward() -> User:
    user = floor.person("Sandy", Role.STEWARD, sign_in=True).user
    assert user is not None
    return user


@pytest.fixture
def dialer() -> Source:
    d.organisation()
    d.agent("Ada", "7")
    return d.source()


def calls(*days: date) -> str:
    rows = (f"c{day},7,{day} 10:00:00,out,61234567,Y,60,5" for day in days)
    return d.lines(d.CALLS, *rows)


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), d.AT.tzinfo)


class TestADayWithoutRecords:
    def test_counts_as_delivered_until_it_is_taken_back(self, dialer: Source, steward: User) -> None:
        d.deliver(dialer, calls(MON))
        d.deliver(dialer, calls(WED))
        assert not queries.covered("call", MON, WED)
        empty = operations.say_empty(source=dialer, day=TUE, reason="Typhoon", by=steward, at=d.AT)
        assert queries.covered("call", MON, WED)
        assert operations.unsay_empty(empty=empty, by=steward, at=d.AT)
        assert not queries.covered("call", MON, WED)
        assert not operations.unsay_empty(empty=empty, by=steward, at=d.AT)
        verbs = Entry.objects.filter(verb__startswith="source.day").order_by("pk")
        assert list(verbs.values_list("verb", "reason")) == [
            ("source.day_empty", "Typhoon"),
            ("source.day_expected", ""),
        ]

    def test_moves_how_far_the_source_reaches(self, dialer: Source, steward: User) -> None:
        d.deliver(dialer, calls(MON))
        operations.say_empty(source=dialer, day=TUE, reason="Typhoon", by=steward, at=d.AT)
        assert queries.complete_through(["call"]) == TUE
        assert queries.sources_freshness(WED)[0].covered_last == TUE

    def test_needs_a_reason_and_a_day_that_is_over_and_is_said_once(
        self, dialer: Source, steward: User
    ) -> None:
        today = d.AT.date()
        with pytest.raises(operations.ReasonMissing):
            operations.say_empty(source=dialer, day=MON, reason=" ", by=steward, at=d.AT)
        with pytest.raises(operations.NotOverYet):
            operations.say_empty(source=dialer, day=today, reason="x", by=steward, at=d.AT)
        operations.say_empty(source=dialer, day=today - timedelta(days=1), reason="x", by=steward, at=d.AT)
        with pytest.raises(operations.SaidAlready):
            operations.say_empty(
                source=dialer, day=today - timedelta(days=1), reason="x", by=steward, at=d.AT
            )
        assert EmptyDay.objects.count() == 1


class TestHolidays:
    def test_are_no_gap_for_a_source_that_skips_them(self, dialer: Source, steward: User) -> None:
        d.deliver(dialer, calls(MON))
        d.deliver(dialer, calls(WED))
        CalendarException.objects.create(day=TUE, kind=CalendarKind.HOLIDAY, name="Founding day")
        assert not queries.covered("call", MON, WED)
        said = operations.Deliveries(weekdays="7654321", skips_holidays=True)
        operations.expect_deliveries(source=dialer, deliveries=said, by=steward, at=d.AT)
        assert Source.objects.get().delivers_weekdays == "1234567"
        assert queries.covered("call", MON, WED)
        assert queries.sources_freshness(WED)[0].expected == MON

    def test_a_source_that_never_delivers_is_ended_instead(self, dialer: Source, steward: User) -> None:
        with pytest.raises(operations.NoDeliveryDay):
            operations.expect_deliveries(
                source=dialer, deliveries=operations.Deliveries(weekdays=""), by=steward, at=d.AT
            )


class TestATimeToDeliver:
    @pytest.fixture
    def by_nine(self, dialer: Source, steward: User) -> Source:
        d.deliver(dialer, calls(MON))
        said = operations.Deliveries(weekdays="1234567", due_time=time(9))
        operations.expect_deliveries(source=dialer, deliveries=said, by=steward, at=d.AT)
        return dialer

    @pytest.mark.parametrize(
        ("day", "hour", "state"), [(WED, 8, "fresh"), (WED, 9, "late"), (TUE, 23, "fresh")]
    )
    def test_late_once_it_has_passed(self, by_nine: Source, day: date, hour: int, state: str) -> None:
        assert queries.sources_freshness(day, moment(day, hour))[0].state == state

    def test_stewards_are_told_once_a_day(self, by_nine: Source, steward: User) -> None:
        assert operations.warn_of_late_sources(at=moment(WED, 8)) == 0
        assert operations.warn_of_late_sources(at=moment(WED, 9)) == 1
        assert operations.warn_of_late_sources(at=moment(WED, 10)) == 0
        notice = Notice.objects.get()
        assert (notice.code, notice.person.user) == ("intake.late", steward)
        assert notice.values == {"source": "dialer", "last": "2026-11-16", "expected": "2026-11-17"}
        assert operations.warn_of_late_sources(at=moment(WED + timedelta(days=1), 10)) == 1

    def test_a_weekly_source_days_later(self, dialer: Source, steward: User) -> None:
        said = operations.Deliveries(weekdays="5", due_days=3, due_time=time(9))
        operations.expect_deliveries(source=dialer, deliveries=said, by=steward, at=d.AT)
        friday, monday = date(2026, 11, 13), date(2026, 11, 16)
        week = timedelta(weeks=1)
        assert queries.sources_freshness(monday, moment(monday, 8))[0].expected == friday - week
        assert queries.sources_freshness(monday, moment(monday, 9))[0].expected == friday


class TestTheEndOfASource:
    def test_the_days_before_it_are_still_expected(self, dialer: Source, steward: User) -> None:
        d.deliver(dialer, calls(MON))
        assert operations.end_source(source=dialer, from_day=WED, by=steward, at=d.AT)
        feed = queries.feeds()[0]
        assert (feed.until, queries.missing_days(feed, MON, WED)) == (TUE, [TUE])
        assert queries.complete_through(["call"]) == MON
        d.deliver(dialer, calls(TUE))
        assert queries.feeds() == []

    def test_it_may_be_put_to_the_day_after_the_last_one(self, dialer: Source, steward: User) -> None:
        d.deliver(dialer, calls(MON))
        operations.end_source(source=dialer, from_day=TUE, by=steward, at=d.AT)
        assert queries.feeds() == []
        assert not operations.end_source(source=dialer, from_day=MON, by=steward, at=d.AT)

    def test_resumed_it_is_expected_as_before(self, dialer: Source, steward: User) -> None:
        d.deliver(dialer, calls(MON))
        operations.end_source(source=dialer, from_day=TUE, by=steward, at=d.AT)
        operations.resume_source(source=dialer, by=steward, at=d.AT)
        assert queries.feeds()[0].until is None
        assert Batch.objects.count() == 1


def test_limits_are_said_and_traced(dialer: Source, steward: User) -> None:
    for _twice in range(2):
        operations.set_limits(source=dialer, limits=operations.Limits(most_rejects=20), by=steward, at=d.AT)
    entry = Entry.objects.get(verb="source.limited")
    assert (entry.before, entry.after) == (
        {"most_rejects": None, "most_fall": None},
        {"most_rejects": 20, "most_fall": None},
    )
