"""What a mapping can say, each from a file to the facts; and what the newer record types hold."""

import copy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.intake import operations
from apps.intake.models import (
    AgentSession,
    Call,
    Credit,
    FollowUp,
    Measurement,
    Order,
    OrderLine,
    Refund,
    Source,
)
from apps.intake.presets import preset_spec
from apps.people.models import Change, Person, Team, User
from tests.deliveries import AT, agent, counts, deliver, lines, organisation, reasons, source

pytestmark = pytest.mark.django_db

COLUMNS: dict[str, Any] = {
    "id": {"headers": ["id"]},
    "agent": {"headers": ["agent"]},
    "day": {"headers": ["day"]},
    "x": {"headers": ["x"], "required": False},
    "y": {"headers": ["y"], "required": False},
}
ORDER: dict[str, Any] = {
    "type": "order",
    "key": ["id"],
    "agent": {"column": "agent", "by": "number"},
    "fields": {"day": "day", "amount": "x"},
}


@pytest.fixture(autouse=True)
def amy() -> Person:
    organisation()
    return agent("Amy Lau", "7")


def mapped(*records: dict[str, Any], code: str = "own", **top: Any) -> Source:
    """A source with a mapping of its own."""
    spec = {"columns": COLUMNS, "records": list(records), **top}
    return operations.create_source(code=code, kind="crm", spec=copy.deepcopy(spec), by=None, at=AT)


def order(**fields: Any) -> dict[str, Any]:
    return {**ORDER, "fields": {**ORDER["fields"], **fields}}


class TestTables:
    PRICES = {
        "prices": {"columns": ["product", "price", "family"], "rows": [["GTX", 550, "G"], ["MG", 55, ""]]}
    }
    RULE = {"column": "x", "table": "prices", "take": "price"}

    def test_a_product_gives_its_price(self) -> None:
        family = {"column": "x", "table": "prices", "take": "family"}
        shop = mapped(order(amount=self.RULE, product="x", market=family), tables=self.PRICES)
        assert counts(
            deliver(shop, lines("id,agent,day,x", "1,7,2026-11-02, gtx ", "2,7,2026-11-02,MG"))
        ) == {"accepted": 2}
        found = Order.objects.order_by("key").values_list("amount", "product", "market")
        assert list(found) == [(55_000, "gtx", "G"), (5_500, "MG", "")]

    def test_what_is_not_in_the_table_is_named(self) -> None:
        shop = mapped(order(amount=self.RULE), tables=self.PRICES)
        batch = deliver(shop, lines("id,agent,day,x", "1,7,2026-11-02,RTX"))
        assert reasons(batch) == [(2, "rejected", "x", "RTX", "not_in_table")]

    def test_or_has_the_value_that_is_said_for_the_rest(self) -> None:
        shop = mapped(order(amount={**self.RULE, "else": "1"}), tables=self.PRICES)
        deliver(shop, lines("id,agent,day,x", "1,7,2026-11-02,RTX"))
        assert Order.objects.get().amount == 100

    def test_an_agent_by_a_table(self, amy: Person) -> None:
        logins = {"logins": {"columns": ["login", "number"], "rows": [["al", "7"]]}}
        rule = {"column": "agent", "table": "logins", "by": "number"}
        shop = mapped({**ORDER, "agent": rule}, tables=logins)
        batch = deliver(shop, lines("id,agent,day,x", "1,AL,2026-11-02,5", "2,zz,2026-11-02,5"))
        assert Order.objects.get().agent == amy
        assert reasons(batch) == [(3, "rejected", "agent", "zz", "not_in_table")]


class TestMadeColumns:
    def test_columns_joined_skip_what_is_blank(self) -> None:
        columns = {**COLUMNS, "both": {"join": ["x", "y"], "between": " · "}}
        shop = mapped(order(amount={"const": "1"}, product="both"), columns=columns)
        deliver(
            shop, lines("id,agent,day,x,y", "1,7,2026-11-02,A,B", "2,7,2026-11-02,,B", "3,7,2026-11-02,,")
        )
        assert list(Order.objects.order_by("key").values_list("product", flat=True)) == ["A · B", "B", ""]

    def test_the_first_choice_that_holds_is_taken(self) -> None:
        made = {"choose": [{"column": "y", "when": [{"column": "y", "not_blank": True}]}, "x"]}
        shop = mapped(order(amount="net"), columns={**COLUMNS, "net": made})
        deliver(shop, lines("id,agent,day,x,y", "1,7,2026-11-02,9,8", "2,7,2026-11-02,9,"))
        assert list(Order.objects.order_by("key").values_list("amount", flat=True)) == [800, 900]


@pytest.mark.parametrize(
    ("test", "kept"),
    [
        ({"in": ["Won", " WON "]}, {"a"}),
        ({"not_in": ["won"]}, {"b", "c"}),
        ({"blank": True}, {"c"}),
        ({"not_blank": True}, {"a", "b"}),
        ({"column": "x", "above": 10}, {"b"}),
        ({"column": "x", "above": "9.99", "below": 20}, {"a"}),
        ({"column": "x", "below": 0}, {"c"}),
    ],
)
def test_rows_are_filtered(test: dict[str, Any], kept: set[str]) -> None:
    when = {"when": [{"column": "y", **test}]}
    shop = mapped({**order(amount={"const": "1"}), **when})
    content = lines(
        "id,agent,day,x,y", "a,7,2026-11-02,10,won", "b,7,2026-11-02,20,lost", "c,7,2026-11-02,-1,"
    )
    batch = deliver(shop, content)
    assert set(Order.objects.values_list("key", flat=True)) == kept
    assert batch.skipped == 3 - len(kept)


@pytest.mark.parametrize("text", ["n/a", "", "1,5"])
def test_what_is_no_number_is_neither_above_nor_below(text: str) -> None:
    for n, bound in enumerate(("above", "below")):
        shop = mapped({**order(amount={"const": "1"}), "when": [{"column": "x", bound: 0}]}, code=f"s{n}")
        assert counts(deliver(shop, lines("id;agent;day;x", f"1;7;2026-11-02;{text}"))) == {"skipped": 1}


class TestCalls:
    CALL: dict[str, Any] = {
        "type": "call",
        "key": ["id"],
        "agent": {"column": "agent", "by": "number"},
        "fields": {"started_at": "x", "direction": {"const": "out"}},
    }

    def test_seconds_between_two_times(self) -> None:
        fields = {**self.CALL["fields"], "talk_seconds": {"column": "x", "until": "y"}}
        dialer = mapped({**self.CALL, "fields": fields})
        rows = (
            "1,7,,2026-11-02 09:00:00,2026-11-02 09:01:30",
            "2,7,,2026-11-02 09:00:00,",
            "3,7,,2026-11-02 09:00:00,2026-11-02 08:00:00",
            "4,7,,2026-11-02 09:00:00,2026-11-04 08:00:00",
        )
        batch = deliver(dialer, lines("id,agent,day,x,y", *rows))
        assert list(Call.objects.order_by("key").values_list("talk_seconds", flat=True)) == [90, None]
        assert [code for *_, code in reasons(batch)] == ["ends_before_start", "over_24_hours"]

    def test_a_field_whose_dates_are_written_otherwise(self) -> None:
        fields = {**self.CALL["fields"], "started_at": {"column": "x", "dates": "dmy"}}
        dialer = mapped({**self.CALL, "fields": fields}, dates="mdy")
        deliver(dialer, lines("id,agent,day,x", "1,7,,03/11/2026 10:00:00"))
        assert Call.objects.get().day == date(2026, 11, 3)

    def test_dimensions_are_kept_as_the_source_says_them(self) -> None:
        header = (
            "Call ID,Agent No,Start time,Direction,Answered,Campaign,Product,Segment,Scenario,Queue,List,"
            "Script,ACW,Abandoned,Disposition"
        )
        row = "C1,7,2026-11-02 09:00:00,out,Y,Q4,Gold,VIP,Renewal,Sales,L1,v3,30,N,Call back"
        deliver(source(), lines(header, row))
        call = Call.objects.get()
        assert (call.campaign, call.product, call.market, call.scenario) == ("Q4", "Gold", "VIP", "Renewal")
        assert (call.queue, call.list_code, call.script_version) == ("Sales", "L1", "v3")
        assert (call.wrap_up_seconds, call.abandoned, call.outcome) == (30, False, "callback")

    def test_agents_by_email(self, amy: Person) -> None:
        Person.objects.filter(pk=amy.pk).update(user=User.objects.create_user("amy", "Amy.Lau@example.org"))
        dialer = mapped({**self.CALL, "agent": {"column": "agent", "by": "email"}})
        batch = deliver(
            dialer,
            lines(
                "id,agent,day,x",
                "1,amy.lau@EXAMPLE.org,,2026-11-02 09:00:00",
                "2,no.one@example.org,,2026-11-02 09:00:00",
            ),
        )
        assert counts(batch) == {"accepted": 1, "parked": 1}
        assert Call.objects.get().agent == amy


class TestOrderAndRefund:
    HEADER = "Order ID,Agent No,Order date,Amount,Refund amount,Refund date"

    def test_one_row_is_both(self) -> None:
        shop = source("orders_and_refunds")
        batch = deliver(
            shop,
            lines(
                self.HEADER,
                "O1,7,2026-11-02,100,25,2026-11-05",
                "O2,7,2026-11-02,80,,",
                "O3,7,2026-11-02,5,0,",
            ),
        )
        assert counts(batch) == {"accepted": 3}
        refund = Refund.objects.select_related("order").get()
        assert refund.order is not None
        assert (refund.order.key, refund.amount, refund.day) == ("O1", 2_500, date(2026, 11, 5))
        assert Change.objects.filter(topic="refund", first_day=date(2026, 11, 5)).exists()

    def test_a_later_file_moves_an_order_on_and_says_the_whole_of_it(self) -> None:
        shop = source("crm_orders")
        header = "Order ID,Agent No,Order date,Amount,Verified,Paid,Cancelled"
        deliver(shop, lines(header, "O1,7,2026-11-02,100,2026-11-03,,"))
        deliver(shop, lines(header, "O1,7,2026-11-02,100,2026-11-03,2026-11-10,"))
        assert Order.objects.get().paid_day == date(2026, 11, 10)
        deliver(shop, lines(header, "O1,7,2026-11-02,100,,2026-11-10,"))
        assert Order.objects.get().verified_day is None


class TestLinesAndCredits:
    def test_lines_of_an_order(self) -> None:
        deliver(source("crm_orders"), lines("Order ID,Agent No,Order date,Amount", "O1,7,2026-11-02,100"))
        detail = source("order_lines")
        header = "Order ID,Line,Product,Qty,Line amount,Date"
        first = deliver(detail, lines(header, "O1,1,GTX,1.5,60,2026-11-02", "O1,2,MG,,,"))
        assert counts(first) == {"accepted": 2}
        found = OrderLine.objects.order_by("key").values_list("key", "quantity", "amount", "currency", "day")
        assert list(found) == [
            ("O1|1", 1_500, 6_000, "USD", date(2026, 11, 2)),
            ("O1|2", None, None, "", None),
        ]
        assert Change.objects.filter(topic="order_line", person__name="Amy Lau").exists()

    @pytest.mark.parametrize(
        ("share", "scale", "expected"),
        [("50", 1, 5_000), ("33.33", 1, 3_333), ("100%", 1, 10_000), ("0.5", 100, 5_000), ("1", 100, 10_000)],
    )
    def test_a_share_of_an_order(self, share: str, scale: int, expected: int, amy: Person) -> None:
        spec = preset_spec("order_credits")
        spec["records"][0]["fields"]["share"] = {"column": "share", "scale": scale}
        credits_ = operations.create_source(code="credits", kind="crm", spec=spec, by=None, at=AT)
        deliver(credits_, lines("Order ID,Agent No,Share", f"O1,7,{share}"))
        credit = Credit.objects.get()
        assert (credit.share, credit.agent, credit.order_key, credit.day) == (expected, amy, "O1", None)

    @pytest.mark.parametrize(
        ("share", "code"),
        [
            ("100.01", "over_the_whole"),
            ("0", "not_above_zero"),
            ("33.333", "too_many_decimals"),
            ("", "blank"),
        ],
    )
    def test_a_share_that_is_none(self, share: str, code: str) -> None:
        batch = deliver(source("order_credits"), lines("Order ID,Agent No,Share", f"O1,7,{share}"))
        assert [reason for *_, reason in reasons(batch)] == [code]

    def test_credits_that_are_not_the_whole_together_are_said(self) -> None:
        rows = ("O1,7,60", "O1,8,40", "O2,7,50", "O2,8,40")
        batch = deliver(source("order_credits"), lines("Order ID,Agent No,Share", *rows))
        values = {"orders": 1, "order": "O2", "total": "90.0\u00a0%"}
        assert {"code": "credits_total", "values": values} in batch.profile["warnings"]

    def test_two_credits_of_one_row(self) -> None:
        agent("Bo Chan", "8")
        share = {"type": "credit", "agent": {"column": "agent", "by": "number"}, "key": ["id"]}
        second = {**share, "name": "second", "agent": {"column": "y", "by": "number"}}
        fields = {"order_key": "id", "share": "x"}
        other = {"order_key": "id", "share": {"const": "50"}}
        shop = mapped({**share, "name": "first", "fields": fields}, {**second, "fields": other})
        row = "O1,7,2026-11-02,50,8"
        batch = deliver(shop, lines("id,agent,day,x,y", row))
        assert counts(batch) == {"accepted": 1}
        assert set(Credit.objects.values_list("key", "agent__name")) == {
            ("O1|first", "Amy Lau"),
            ("O1|second", "Bo Chan"),
        }
        again = deliver(shop, lines("id,agent,day,x,y", row, "O2,7,2026-11-02,50,8"))
        assert counts(again) == {"accepted": 1, "unchanged": 1}

    def test_two_records_of_a_type_never_share_a_key_whatever_the_ids_are(self) -> None:
        agent("Bo Chan", "8")
        share = {"type": "credit", "key": ["id"], "fields": {"order_key": "id", "share": "x"}}
        shop = mapped(
            {**share, "name": "a", "agent": {"column": "agent", "by": "number"}},
            {**share, "name": "b", "agent": {"column": "y", "by": "number"}},
        )
        ids = ("O1", "O1|a", "O1|b", "O1|a|b", "O1|b|a")
        batch = deliver(shop, lines("id,agent,day,x,y", *(f"{one},7,2026-11-02,50,8" for one in ids)))
        assert counts(batch) == {"accepted": len(ids)}
        assert set(Credit.objects.values_list("key", flat=True)) == {
            f"{one}|{name}" for one in ids for name in "ab"
        }

    def test_two_rows_that_say_one_record_of_them_otherwise_are_both_rejected(self) -> None:
        agent("Bo Chan", "8")
        share = {"type": "credit", "key": ["id"], "fields": {"order_key": "id", "share": "x"}}
        shop = mapped(
            {**share, "name": "a", "agent": {"column": "agent", "by": "number"}},
            {**share, "name": "b", "agent": {"column": "y", "by": "number"}},
        )
        rows = (
            "O1,7,2026-11-02,50,8",
            "O1,7,2026-11-02,50,7",
            "O2,7,2026-11-02,50,8",
            "O2,7,2026-11-02,50,8",
        )
        batch = deliver(shop, lines("id,agent,day,x,y", *rows))
        assert counts(batch) == {"accepted": 1, "rejected": 2, "skipped": 1}
        assert {reason for *_, reason in reasons(batch)} == {"two_values_one_key", "duplicate_row"}
        assert set(Credit.objects.values_list("key", flat=True)) == {"O2|a", "O2|b"}


class TestSessionsAndFollowUps:
    def test_time_by_agent_and_day(self) -> None:
        header = "Agent No,Date,Logged in seconds,Break seconds"
        deliver(source("sessions"), lines(header, "7,2026-11-02,28800,1800"))
        session = AgentSession.objects.get()
        assert (session.key, session.logged_in_seconds, session.break_seconds) == (
            "7|2026-11-02",
            28_800,
            1_800,
        )

    def test_from_login_to_logout(self) -> None:
        fields = {
            "logged_in_at": "x",
            "logged_out_at": "y",
            "logged_in_seconds": {"column": "x", "until": "y"},
        }
        record = {"type": "session", "key": ["id"], "agent": ORDER["agent"], "fields": fields}
        batch = deliver(
            mapped(record),
            lines(
                "id,agent,day,x,y",
                "1,7,,2026-11-02 09:00:00,2026-11-02 17:30:00",
                "2,7,,2026-11-03 09:00:00,2026-11-03 08:00:00",
            ),
        )
        session = AgentSession.objects.get()
        assert (session.day, session.logged_in_seconds) == (date(2026, 11, 2), 30_600)
        assert session.logged_out_at == datetime(2026, 11, 2, 17, 30, tzinfo=UTC)
        assert reasons(batch)[0][2:] == ("y", "2026-11-03 08:00:00", "ends_before_start")

    def test_a_promise_may_be_due_in_the_future_but_not_be_done_there(self) -> None:
        header = "Follow-up ID,Agent No,Customer phone,Promised on,Due date,Done on"
        batch = deliver(
            source("follow_ups"),
            lines(
                header,
                "F1,7,61234567,2026-11-02,2026-12-24,",
                "F2,7,61234567,2026-11-02,2026-11-09,2026-11-08",
                "F3,7,61234567,2026-11-02,2026-11-09,2026-12-08",
            ),
        )
        found = FollowUp.objects.order_by("key").values_list("due_day", "done_day")
        assert list(found) == [(date(2026, 12, 24), None), (date(2026, 11, 9), date(2026, 11, 8))]
        assert reasons(batch) == [(4, "rejected", "Done on", "2026-12-08", "future_day")]


class TestMeasurements:
    RECORD: dict[str, Any] = {
        "type": "measurement",
        "key": ["id"],
        "team": {"column": "agent"},
        "fields": {"day": "day", "code": {"const": "occupancy"}, "value": "x", "unit": {"const": "%"}},
    }

    def test_of_a_team(self) -> None:
        team = Team.objects.create(code="T1", name="Sales 1")
        batch = deliver(
            mapped(self.RECORD), lines("id,agent,day,x", "1,t1,2026-11-02,-81.5", "2,T9,2026-11-02,1")
        )
        value = Measurement.objects.get()
        assert (value.team, value.agent, value.value) == (team, None, -81_500_000)
        assert reasons(batch) == [(3, "rejected", "agent", "T9", "unknown_team")]

    def test_a_team_by_its_name(self) -> None:
        Team.objects.create(code="T1", name="Sales 1")
        Team.objects.create(code="T2", name="Twice")
        Team.objects.create(code="T3", name="twice")
        record = {**self.RECORD, "team": {"column": "agent", "by": "name"}}
        batch = deliver(
            mapped(record), lines("id,agent,day,x", "1,SALES  1,2026-11-02,1", "2,Twice,2026-11-02,1")
        )
        assert Measurement.objects.get().team.code == "T1"
        assert [code for *_, code in reasons(batch)] == ["unknown_team"]

    def test_a_value_that_does_not_fit_is_refused_and_never_wraps(self) -> None:
        Team.objects.create(code="T1", name="Sales 1")
        values = ("999999999999.999999", "1000000000000", "0.0000001")
        rows = [f"{n},T1,2026-11-02,{value}" for n, value in enumerate(values)]
        batch = deliver(mapped(self.RECORD), lines("id,agent,day,x", *rows))
        assert Measurement.objects.get().value == 999_999_999_999_999_999
        assert [code for *_, code in reasons(batch)] == ["too_large", "too_many_decimals"]
