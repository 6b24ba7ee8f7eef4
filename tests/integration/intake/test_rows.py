"""What becomes of each row: every kind of bad input with its row, column, value and reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.intake.models import Call, Customer, HeldRow, Opportunity, Order, SurveyResponse
from apps.intake.reasons import row_reason, warning_text
from tests import deliveries as d

pytestmark = pytest.mark.django_db

GOOD = "c1,7,2026-11-02 10:00:00,out,61234567,Y,60,5"


@pytest.fixture(autouse=True)
def _company() -> None:
    d.organisation()
    d.agent("Ada", "7")
    d.agent("Bo", "8", ends=date(2026, 6, 1))
    d.agent("Twin", "21")
    d.agent("Twin", "22")


@pytest.mark.parametrize(
    ("row", "held"),
    [
        ("c2,99,2026-11-02 10:00:00,out,,Y,1,1", ("parked", "Agent No", "99", "unknown_agent")),
        ("c2,8,2026-06-01 10:00:00,out,,Y,1,1", ("parked", "Agent No", "8", "unknown_agent")),
        ("c2,7,2025-12-31 10:00:00,out,,Y,1,1", ("parked", "Agent No", "7", "unknown_agent")),
        ("c2,,2026-11-02 10:00:00,out,,Y,1,1", ("rejected", "Agent No", "", "blank")),
        (",7,2026-11-02 10:00:00,out,,Y,1,1", ("rejected", "Call ID", "", "blank")),
        ("c2,7,2026-02-30 10:00:00,out,,Y,1,1",
         ("rejected", "Start time", "2026-02-30 10:00:00", "impossible_date")),
        ("c2,7,2026-11-25 10:00:00,out,,Y,1,1",
         ("rejected", "Start time", "2026-11-25 10:00:00", "future_day")),
        ("c2,7,,out,,Y,1,1", ("rejected", "Start time", "", "blank")),
        ("c2,7,2026-11-02 10:00:00,sideways,,Y,1,1", ("rejected", "Direction", "sideways", "unknown_value")),
        ("c2,7,2026-11-02 10:00:00,,,Y,1,1", ("rejected", "Direction", "", "blank")),
        ("c2,7,2026-11-02 10:00:00,out,,perhaps,1,1", ("rejected", "Answered", "perhaps", "not_yes_or_no")),
        ("c2,7,2026-11-02 10:00:00,out,,Y,long,1", ("rejected", "Talk seconds", "long", "not_a_number")),
        ("c2,7,2026-11-02 10:00:00,out,,Y,-1,1", ("rejected", "Talk seconds", "-1", "negative")),
        ("c2,7,2026-11-02 10:00:00,out,,Y,1,86401", ("rejected", "Wait seconds", "86401", "over_24_hours")),
        ("c2,7,2026-11-02 10:00:00,out,,Y,1", ("rejected", "", "", "ragged")),
        ("c2,7,2026-11-02 10:00:00,out,,Y,1,1,9", ("rejected", "", "", "ragged")),
        ("c\x002,7,2026-11-02 10:00:00,out,,Y,1,1", ("rejected", "", "", "nul")),
        ("c\u200b2,7,2026-11-02 10:00:00,out,,Y,1,1",
         ("rejected", "Call ID", "c\u200b2", "hidden_characters")),
        ("Total,,,,,,61,", ("skipped", "", "Total", "footer")),
        (",,,,,,,", ("skipped", "", "", "blank_row")),
        (GOOD, ("skipped", "", "", "duplicate_row")),
    ],
)  # fmt: skip
def test_a_bad_row_is_kept_with_its_reason_and_the_good_one_counts(
    row: str, held: tuple[str, str, str, str]
) -> None:
    batch = d.deliver(d.source(), d.lines(d.CALLS, GOOD, row))
    assert batch.state == "imported"
    assert d.reasons(batch) == [(3, *held)]
    assert d.counts(batch) == {"accepted": 1, held[0]: 1}
    assert Call.objects.count() == 1
    line = HeldRow.objects.get()
    sentence, _ = row_reason(line.code, line.values, column=line.column, value=line.value)
    assert sentence


def test_a_good_row_is_a_fact_with_everything_it_said() -> None:
    batch = d.deliver(d.source(), d.lines(d.CALLS, GOOD))
    call = Call.objects.select_related("customer", "agent").get()
    assert (call.key, call.batch_id, call.row, call.agent.name) == ("c1", batch.pk, 2, "Ada")
    assert (call.day, call.started_at and call.started_at.isoformat()) == (
        date(2026, 11, 2),
        "2026-11-02T10:00:00+00:00",
    )
    assert (call.direction, call.answered, call.resolved) == ("out", True, None)
    assert (call.talk_seconds, call.wait_seconds, call.campaign) == (60, 5, "")
    assert call.customer is not None
    assert call.customer.label == "••••4567"


def test_a_held_row_keeps_all_its_texts() -> None:
    batch = d.deliver(d.source(), d.lines(d.CALLS + ",Mood", 'c1,7,2026-11-02 10:00:00,out,,Y,x,1,"a ""b"""'))
    assert HeldRow.objects.get(batch=batch).raw == {
        "Call ID": "c1",
        "Agent No": "7",
        "Start time": "2026-11-02 10:00:00",
        "Direction": "out",
        "Customer phone": "",
        "Answered": "Y",
        "Talk seconds": "x",
        "Wait seconds": "1",
        "Mood": 'a "b"',
    }


def test_one_key_with_two_values_rejects_both_rows_and_names_the_other() -> None:
    other = GOOD.replace("Y,60", "Y,61")
    batch = d.deliver(d.source(), d.lines(d.CALLS, GOOD, "c9,7,2026-11-02 10:00:00,in,,N,,", other))
    assert d.counts(batch) == {"accepted": 1, "rejected": 2}
    assert d.reasons(batch) == [
        (2, "rejected", "Call ID", "c1", "two_values_one_key"),
        (4, "rejected", "Call ID", "c1", "two_values_one_key"),
    ]
    assert [row.values for row in HeldRow.objects.order_by("row")] == [{"other_row": 4}, {"other_row": 2}]


def test_a_name_two_people_share_parks_the_row() -> None:
    batch = d.deliver(
        d.source("crm_opportunities"), d.lines(d.DEALS, "o1,twin,P,Acme,Won,2026-10-01,2026-10-02,5")
    )
    assert d.reasons(batch) == [(2, "parked", "sales_agent", "twin", "ambiguous_agent")]
    assert not Opportunity.objects.exists()
    assert not Order.objects.exists()


def test_one_row_may_be_a_call_and_an_answer_and_blank_is_no_data() -> None:
    batch = d.deliver(
        d.source("call_and_survey"),
        d.lines(
            d.RATED_CALLS,
            "1,ada,2026-10-01,9:12:58,Bill,Y,Y,109,0:02:23,3",
            "2,ADA,2026-10-01,9:20:00,Bill,N,N,,,",
            "3,Ada,2026-10-01,9:30:00,Bill,Y,N,5,0:00:10,great",
        ),
    )
    assert d.counts(batch) == {"accepted": 2, "rejected": 1}
    assert list(Call.objects.order_by("key").values_list("key", "talk_seconds", "wait_seconds")) == [
        ("1", 143, 109),
        ("2", None, None),
    ]
    assert list(SurveyResponse.objects.values_list("key", "score")) == [("1", 300)]


def test_a_won_deal_is_an_order_on_its_closing_day() -> None:
    d.deliver(
        d.source("crm_opportunities", dates="mdy"),
        d.lines(
            d.DEALS,
            "o1,Ada,P,Acme,Won,3/1/2026,10/2/2026,1054.50",
            "o2,Ada,P,Acme,Lost,3/1/2026,10/3/2026,0",
            "o3,Ada,P,,Prospecting,,,",
        ),
    )
    assert list(
        Opportunity.objects.order_by("key").values_list("key", "stage", "day", "closed_day", "amount")
    ) == [
        ("o1", "won", date(2026, 3, 1), date(2026, 10, 2), 105_450),
        ("o2", "lost", date(2026, 3, 1), date(2026, 10, 3), 0),
        ("o3", "open", None, None, None),
    ]
    assert list(Order.objects.values_list("key", "day", "amount", "currency")) == [
        ("o1", date(2026, 10, 2), 105_450, "USD")
    ]
    assert list(Customer.objects.values_list("label", flat=True)) == ["Acme"]


def test_what_is_not_used_or_left_out_is_said() -> None:
    batch = d.deliver(d.source(), d.lines(d.CALLS + ",Mood", GOOD + ",x", GOOD + ",y", "Total,,,,,,,,"))
    texts = [warning_text(warning["code"], warning["values"])[0] for warning in batch.profile["warnings"]]
    assert texts == [
        "The column “Mood” is not used.",
        "1 row of totals is left out.",
        "1 row comes twice; it counts once.",
    ]
    assert warning_text("blank_row", {"rows": 1})[0] == "1 blank row is left out."
    assert warning_text("blank_row", {"rows": 2})[0] == "2 blank rows are left out."


def test_the_days_of_a_file_are_those_of_its_rows_unless_said() -> None:
    rows = d.lines(d.CALLS, GOOD, GOOD.replace("c1", "c2").replace("11-02", "11-05"))
    batch = d.deliver(d.source(), rows)
    assert (batch.covers_first, batch.covers_last) == (date(2026, 11, 2), date(2026, 11, 5))
    said = d.deliver(d.source(code="b"), rows, covers_last=date(2026, 11, 23))
    assert (said.covers_first, said.covers_last) == (date(2026, 11, 2), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("newest", "said", "last"),
    [
        (22, {}, 22),
        (23, {}, 23),  # the day before it came
        (24, {}, 23),  # the day it came is not over
        (22, {"covers_last": date(2026, 11, 24)}, 24),  # a person says that it is
        (22, {"covers_last": date(2026, 11, 25)}, 24),
        (24, {"covers_first": date(2026, 11, 24)}, None),
        (22, {"covers_first": date(2026, 11, 23)}, None),
    ],
)
def test_a_file_does_not_complete_a_day_that_is_not_over(
    newest: int, said: dict[str, Any], last: int | None
) -> None:
    """It came on 24 November at 09:00."""
    rows = d.lines(d.CALLS, GOOD, f"c2,7,2026-11-{newest} 08:00:00,out,,Y,60,5")
    batch = d.deliver(d.source(), rows, **said)
    assert batch.covers_last == (last and date(2026, 11, last))
    assert (batch.state, Call.objects.count()) == ("imported", 2)


@pytest.mark.parametrize(("zone", "last"), [("Asia/Hong_Kong", 24), ("UTC", 23)])
def test_the_day_a_file_came_is_the_organisations(zone: str, last: int) -> None:
    d.organisation(zone)
    rows = d.lines(d.CALLS, GOOD, "c2,7,2026-11-24 08:00:00,out,,Y,60,5")
    at = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 00:30 of the 25th in Hong Kong
    assert d.deliver(d.source(), rows, at=at).covers_last == date(2026, 11, last)
