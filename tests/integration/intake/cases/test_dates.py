"""Cases 25 to 36: days and times."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.intake.models import Call, Order
from apps.intake.reasons import warning_text
from tests import deliveries as d
from tests.cases import CALL, ORDER, Rejected, check, company, declared
from tests.files import xlsx

pytestmark = pytest.mark.django_db
HEADERS = d.ORDERS.split(",")


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


def call(started: str) -> str:
    return CALL.replace("c1", "c2").replace("2026-11-02 10:00:00", started)


@pytest.mark.parametrize("options", [{}, {"date_1904": True}], ids=["25 1900", "26 1904"])
def test_a_workbooks_dates_are_days(options: dict[str, Any]) -> None:
    content = xlsx(HEADERS, ["o1", "7", "", date(2026, 11, 2), 5, None], **options)
    check(d.deliver(declared("crm_orders"), content, "x.xlsx"), None)
    assert Order.objects.get().day == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("options", "serial"),
    [({}, 46328), ({"date_1904": True}, 44866)],
    ids=["25 bare serial", "26 serial of 1904"],
)
def test_a_day_number_without_a_format_is_a_day(options: dict[str, Any], serial: int) -> None:
    content = xlsx(HEADERS, ["o1", "7", "", serial, 5, None], **options)
    check(d.deliver(declared("crm_orders"), content, "x.xlsx"), None)
    assert Order.objects.get().day == date(2026, 11, 2)


def test_25_a_day_number_in_a_text_file_is_a_day() -> None:
    check(d.deliver(declared("crm_orders"), d.lines(d.ORDERS, ORDER.replace("2026-11-02", "46328"))), None)
    assert Order.objects.get().day == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("60", "not_a_date", id="27 serial 60"),
        pytest.param("03/04/2026", "not_a_date", id="33 undeclared order"),
        pytest.param("26-11-02", "not_a_date", id="34 two digits of year"),
        pytest.param("02/11/26", "not_a_date", id="34 two digits of year at the end"),
        pytest.param("2026-11-25", "future_day", id="35 tomorrow"),
        pytest.param("2026-02-30", "impossible_date", id="30 February"),
    ],
)
def test_a_wrong_day_rejects_its_row(text: str, code: str) -> None:
    batch = d.deliver(
        declared("crm_orders"),
        d.lines(d.ORDERS, ORDER, ORDER.replace("o1", "o2").replace("2026-11-02", text)),
    )
    check(batch, Rejected(row=3, column="Order date", value=text, code=code))


def test_27_serial_60_of_a_workbook_is_no_day() -> None:
    rows = [["o1", "7", "", 46328, 5, None], ["o2", "7", "", 60, 5, None]]
    batch = d.deliver(declared("crm_orders"), xlsx(HEADERS, *rows), "x.xlsx")
    check(batch, Rejected(row=3, column="Order date", value="60", code="not_a_date"))


@pytest.mark.parametrize(
    ("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))], ids=["33 dmy", "33 mdy"]
)
def test_33_the_declared_order_decides(order: str, day: date) -> None:
    source = declared("crm_orders", dates=order)
    check(d.deliver(source, d.lines(d.ORDERS, ORDER.replace("2026-11-02", "03/04/2026"))), None)
    assert Order.objects.get().day == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2026-03-29 02:30:00", "time_skipped", id="28 in the gap"),
        pytest.param("2025-10-26 02:30:00", "time_twice", id="29 in the overlap"),
        pytest.param(
            "2025-10-26 02:30:00+01:00", datetime(2025, 10, 26, 1, 30, tzinfo=UTC), id="29 with its offset"
        ),
        pytest.param("2026-06-01T10:00:00Z", datetime(2026, 6, 1, 10, tzinfo=UTC), id="30 Z"),
        pytest.param("2026-06-01T10:00:00+08:00", datetime(2026, 6, 1, 2, tzinfo=UTC), id="30 offset"),
        pytest.param("2026-06-01 10:00:00", datetime(2026, 6, 1, 8, tzinfo=UTC), id="31 naive"),
        pytest.param("1780308000000", datetime(2026, 6, 1, 10, tzinfo=UTC), id="epoch milliseconds"),
        pytest.param("2026-06-01 24:00", "not_a_time", id="32 24:00"),
        pytest.param("2026-06-01 10:00:60", "not_a_time", id="32 :60"),
    ],
)
def test_times_lie_in_the_sources_zone(text: str, expected: str | datetime) -> None:
    to = declared("dialer", zone="Europe/Berlin")
    d.agent("Old", "70", starts=date(2025, 1, 1))
    batch = d.deliver(to, d.lines(d.CALLS, call(text).replace(",7,", ",70,")))
    if isinstance(expected, datetime):
        check(batch, None)
        assert Call.objects.get().started_at == expected
    else:
        check(batch, Rejected(row=2, column="Start time", value=text, code=expected), good=0)


def test_a_date_and_a_time_cell_of_a_workbook_are_one_moment() -> None:
    moment = datetime(2026, 11, 2, 9, 12, 58)  # noqa: DTZ001 — a cell has no zone
    row = ["1", "Ada", moment.date(), moment.time(), "Bill", "Y", "Y", 109, datetime.min.time(), None]
    check(d.deliver(declared("call_and_survey"), xlsx(d.RATED_CALLS.split(","), row), "x.xlsx"), None)
    found = Call.objects.get()
    assert found.started_at == moment.replace(tzinfo=UTC)
    assert found.talk_seconds == 0


RATED: str = "{id},Ada,{day},{time},Bill,Y,Y,109,0:02:23,3"


@pytest.mark.parametrize(
    ("day", "time", "column", "value", "code"),
    [
        ("2026-11-02", "25:00", "Time", "25:00", "not_a_time"),
        ("2026-11-02", "nine", "Time", "nine", "not_a_time"),
        ("2026-13-02", "09:00:00", "Date", "2026-13-02", "impossible_date"),
        ("yesterday", "09:00:00", "Date", "yesterday", "not_a_date"),
    ],
)
def test_of_a_date_and_a_time_the_one_at_fault_is_named(
    day: str, time: str, column: str, value: str, code: str
) -> None:
    rows = (RATED.format(id=1, day="2026-11-02", time="9:00:00"), RATED.format(id=2, day=day, time=time))
    batch = d.deliver(declared("call_and_survey"), d.lines(d.RATED_CALLS, *rows))
    check(batch, Rejected(row=3, column=column, value=value, code=code))


def test_a_blank_time_is_said_and_not_taken_for_midnight() -> None:
    rows = (RATED.format(id=n, day="2026-11-02", time=time) for n, time in enumerate(("9:00:00", "", "")))
    batch = d.deliver(declared("call_and_survey"), d.lines(d.RATED_CALLS, *rows))
    assert Call.objects.filter(started_at=None, day=date(2026, 11, 2)).count() == 2
    warning = {"code": "no_time", "values": {"column": "Time", "rows": 2}}
    assert [one for one in batch.profile["warnings"] if one["code"] == "no_time"] == [warning]
    assert "not taken for midnight" in warning_text(**warning)[0]
