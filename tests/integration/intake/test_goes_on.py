"""A single export owes nothing; one that goes on owes days from the one on which it is expected."""

from datetime import date, datetime, timedelta

import pytest

from apps.audit.models import Entry
from apps.intake import operations, queries
from apps.intake.models import Source
from apps.intake.queries.deliveries import QUARTER, by_week, completeness
from apps.intake.web.todo import reminder
from apps.people.choices import Role
from apps.people.models import Notice, User
from tests import deliveries as d
from tests import floor

pytestmark = pytest.mark.django_db
LONG_AGO, MON, TUE, WED = date(2026, 1, 5), date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
ONE = timedelta(days=1)


def calls(*days: date) -> str:
    rows = (f"c{day},7,{day} 10:00:00,out,61234567,Y,60,5" for day in days)
    return d.lines(d.CALLS, *rows)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=d.AT.tzinfo)


@pytest.fixture
def dialer() -> Source:
    """A dialer that goes on, with Monday and Tuesday."""
    d.organisation()
    d.agent("Ada", "7")
    found = d.source()
    d.deliver(found, calls(MON, TUE))
    return found


def expect(source: Source, **said: object) -> None:
    given = operations.Deliveries(weekdays="1234567", **said)  # type: ignore[arg-type]  # what is said
    user, _made = User.objects.get_or_create(username="albert")
    operations.expect_deliveries(source=source, deliveries=given, by=user, at=d.AT)


def test_a_single_old_export_holds_nobody_back(dialer: Source) -> None:
    old = d.source(code="old")
    d.deliver(old, calls(LONG_AGO))
    assert queries.complete_through(["call"]) == LONG_AGO
    expect(old, goes_on=False)
    assert queries.complete_through(["call"]) == TUE
    assert queries.covered("call", MON, TUE)
    assert [feed.source_id for feed in queries.feeds()] == [dialer.pk]
    assert Entry.objects.filter(verb="source.expected").count() == 1


def test_alone_it_speaks_for_its_own_days_and_for_no_others(dialer: Source) -> None:
    expect(dialer, goes_on=False)
    assert queries.complete_through(["call"]) == TUE
    assert queries.covered("call", MON, TUE)
    assert not queries.covered("call", MON, WED)
    assert queries.missing_days(queries.feeds()[0], MON, WED + ONE) == []
    other = d.source(code="other")
    d.deliver(other, calls(WED))
    expect(other, goes_on=False)
    assert queries.complete_through(["call"]) == WED
    assert queries.covered("call", MON, WED)


def test_a_new_source_is_waited_for_from_its_day_on(dialer: Source) -> None:
    new = d.source(code="new")
    d.deliver(new, calls(LONG_AGO))
    expect(new, expected_from=WED)
    assert queries.complete_through(["call"]) == TUE
    assert queries.covered("call", MON, TUE)
    d.deliver(dialer, calls(WED))
    assert queries.complete_through(["call"]) == TUE
    assert not queries.covered("call", MON, WED)
    d.deliver(new, calls(WED))
    assert queries.complete_through(["call"]) == WED
    assert queries.covered("call", MON, WED)


def test_days_before_it_are_no_zeros_where_nobody_spoke_for_them(dialer: Source) -> None:
    expect(dialer, expected_from=TUE)
    assert queries.covered("call", MON, TUE)
    assert not queries.covered("call", MON - ONE, TUE)
    expect(dialer, expected_from=WED)
    assert queries.complete_through(["call"]) == TUE
    assert not queries.covered("call", MON, WED)


def test_the_days_of_an_ended_system_and_of_its_successor_make_one_row(dialer: Source) -> None:
    operations.end_source(source=dialer, from_day=WED, by=None, at=d.AT)
    new = d.source(code="new")
    d.deliver(new, calls(WED))
    assert not queries.covered("call", MON, WED)
    expect(new, expected_from=WED)
    assert queries.covered("call", MON, WED)


def states(source: Source, on: date) -> tuple[str, str]:
    fresh = next(one for one in queries.sources_freshness(on, moment(on)) if one.source_id == source.pk)
    row = completeness([fresh], [], on=on)[0]
    return fresh.state, next(cell.state for cell in row.cells if cell.day == WED)


def test_freshness_and_calendar_follow(dialer: Source) -> None:
    later = WED + timedelta(days=4)
    assert states(dialer, later) == ("late", "missing")
    expect(dialer, goes_on=False)
    assert states(dialer, later) == ("single", "none")
    expect(dialer, expected_from=later + ONE)
    assert states(dialer, later) == ("fresh", "none")
    silent = d.source(code="silent")
    assert states(silent, later) == ("never", "none")
    expect(silent, expected_from=WED)
    assert states(silent, WED) == ("never", "due")
    assert states(silent, later) == ("late", "missing")


def test_one_that_never_came_is_said_to_the_stewards(dialer: Source) -> None:
    steward = floor.person("Sandy", Role.STEWARD, sign_in=True)
    expect(dialer, goes_on=False)
    expect(d.source(code="silent"), expected_from=WED)
    assert operations.warn_of_late_sources(at=moment(WED)) == 0
    assert operations.warn_of_late_sources(at=moment(WED + timedelta(days=4))) == 1
    notice = Notice.objects.get(person=steward)
    assert (notice.code, notice.values["source"]) == ("intake.never", "silent")


def test_its_sender_is_reminded_by_a_mail_that_the_steward_sends(dialer: Source) -> None:
    later = WED + timedelta(days=4)
    expect(dialer, owner_name="Kim", owner_email="kim@example.org")
    fresh = queries.sources_freshness(later, moment(later))[0]
    mail = reminder(fresh)
    assert mail.startswith("mailto:kim%40example.org?subject=dialer%3A%20data%20up%20to%20")
    assert "Kim%2C%20we%20have%20dialer%20up%20to" in mail
    expect(dialer)
    assert reminder(queries.sources_freshness(later, moment(later))[0]) == ""


def test_a_quarter_is_shown_by_weeks_with_what_asks_most_for_somebody(dialer: Source) -> None:
    d.deliver(dialer, calls(MON + timedelta(days=7)))
    on = MON + timedelta(days=10)
    fresh = queries.sources_freshness(on, moment(on))
    row = by_week(completeness(fresh, [], on=on, shown=QUARTER))[0]
    last = {cell.start: (cell.state, cell.whole, cell.due) for cell in row.cells[-2:]}
    assert last == {MON: ("missing", 2, 7), MON + timedelta(days=7): ("missing", 1, 2)}
    assert len(row.cells) == 14
