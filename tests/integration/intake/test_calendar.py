"""The calendar of completeness: what came, what came late or only in part, and what did not come."""

from datetime import date, datetime, time, timedelta

import pytest

from apps.intake import operations
from apps.intake.models import Source
from apps.intake.queries import sources_freshness
from apps.intake.queries.deliveries import completeness
from apps.people.choices import CalendarKind
from apps.people.models import CalendarException, User
from tests import deliveries as d

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)  # a Tuesday
ONE = timedelta(days=1)


@pytest.fixture
def dialer() -> Source:
    d.organisation()
    d.agent("Ada", "7")
    return d.source()


def bring(source: Source, day: date, rows: int = 2, *, days_later: int = 1, hour: int = 8) -> None:
    """The file of a day, which came so many days later at an hour."""
    at = datetime.combine(day + timedelta(days=days_later), time(hour), d.AT.tzinfo)
    lines = (f"c{day}-{n},7,{day} 10:00:00,out,61234567,Y,60,5" for n in range(rows))
    d.deliver(source, d.lines(d.CALLS, *lines), at=at)


def states(on: date = TODAY, hour: int = 12) -> dict[date, str]:
    at = datetime.combine(on, time(hour), d.AT.tzinfo)
    (row,) = completeness(sources_freshness(on, at), [], on=on)
    return {cell.day: cell.state for cell in row.cells}


def test_delivered_missing_and_not_here_yet(dialer: Source) -> None:
    for n in (5, 4, 2):
        bring(dialer, TODAY - n * ONE)
    found = states()
    expected = {6: "none", 5: "ok", 4: "ok", 3: "missing", 2: "ok", 1: "due", 0: "due"}
    assert {n: found[TODAY - n * ONE] for n in expected} == expected


def test_delivered_late(dialer: Source) -> None:
    bring(dialer, TODAY - 5 * ONE)
    bring(dialer, TODAY - 4 * ONE, days_later=2)
    bring(dialer, TODAY - 3 * ONE, days_later=3)
    found = states()
    assert [found[TODAY - n * ONE] for n in (4, 3)] == ["ok", "late"]
    Source.objects.update(due_time=time(9))
    assert states()[TODAY - 4 * ONE] == "late"


def test_late_by_the_hour(dialer: Source) -> None:
    Source.objects.update(due_time=time(9))
    bring(dialer, TODAY - 5 * ONE)
    bring(dialer, TODAY - 4 * ONE, hour=9)
    bring(dialer, TODAY - 3 * ONE, hour=10)
    found = states()
    assert [found[TODAY - n * ONE] for n in (4, 3)] == ["ok", "late"]


def test_the_days_before_the_first_file_came_are_not_late(dialer: Source) -> None:
    bring(dialer, TODAY - 9 * ONE, days_later=8)
    assert states()[TODAY - 9 * ONE] == "ok"


@pytest.mark.parametrize(("rows", "state"), [(5, "ok"), (4, "partial")])
def test_few_rows_against_the_same_weekday(dialer: Source, rows: int, state: str) -> None:
    for week in range(1, 4):
        bring(dialer, TODAY - ONE - week * 7 * ONE, rows=10)
        bring(dialer, TODAY - 2 * ONE - week * 7 * ONE, rows=2)
    bring(dialer, TODAY - ONE, rows=rows)
    assert states()[TODAY - ONE] == state


def test_few_rows_of_few_are_chance(dialer: Source) -> None:
    for week in range(1, 4):
        bring(dialer, TODAY - ONE - week * 7 * ONE, rows=9)
    bring(dialer, TODAY - ONE, rows=1)
    assert states()[TODAY - ONE] == "ok"


def test_nothing_is_usual_of_two_days(dialer: Source) -> None:
    for week in (1, 2):
        bring(dialer, TODAY - ONE - week * 7 * ONE, rows=10)
    bring(dialer, TODAY - ONE, rows=1)
    assert states()[TODAY - ONE] == "ok"


def test_a_day_of_which_somebody_said_that_nothing_happened(dialer: Source) -> None:
    bring(dialer, TODAY - 5 * ONE)
    bring(dialer, TODAY - 3 * ONE)
    by = User.objects.create_user("steward")
    operations.say_empty(source=dialer, day=TODAY - 4 * ONE, reason="Typhoon", by=by, at=d.AT)
    assert states()[TODAY - 4 * ONE] == "empty"


def test_a_holiday_of_a_source_that_skips_them(dialer: Source) -> None:
    bring(dialer, TODAY - 5 * ONE)
    bring(dialer, TODAY - 3 * ONE)
    CalendarException.objects.create(day=TODAY - 4 * ONE, kind=CalendarKind.HOLIDAY, name="Day")
    assert states()[TODAY - 4 * ONE] == "missing"
    Source.objects.update(skips_holidays=True)
    assert states()[TODAY - 4 * ONE] == "none"
