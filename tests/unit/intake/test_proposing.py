"""What headers and texts alone say of a file, and what they leave to a person."""

from typing import Any

import polars as pl
import pytest

from apps.intake.mapping.spec import AgentBy, DateOrder
from apps.intake.proposing import Sample, propose, questions, sample_of, settle
from apps.intake.proposing.dates import date_orders, day_read
from apps.intake.proposing.durations import duration_units
from apps.intake.proposing.editing import give, rule_of, set_key, set_meanings, take
from apps.intake.proposing.keys import key_choices
from apps.intake.proposing.looks import Look, look_of
from apps.intake.proposing.numbers import number_signs
from apps.intake.proposing.slots import filled_slots, slot_of


def sample(headers: str, *rows: str) -> Sample:
    cells = [row.split(",") for row in rows]
    names = headers.split(",")
    frame = pl.DataFrame(cells, schema={str(n): pl.String for n in range(len(names))}, orient="row")
    return sample_of(names, frame, pl.Series("row", range(2, len(rows) + 2)), whole=True)


def orders(*texts: str) -> Any:
    return date_orders([("Date", pl.Series("text", texts), pl.Series("n", [1] * len(texts)))])


@pytest.mark.parametrize(
    ("texts", "allowed", "shown"),
    [
        (["2026-04-03"], ["ymd"], "2026-04-03"),
        (["2026/4/3 9:00", "2026年4月3日"], ["ymd"], "2026/4/3 9:00"),
        (["03/04/2026", "13/04/2026"], ["dmy"], "13/04/2026"),
        (["03/04/2026", "04/13/2026"], ["mdy"], "04/13/2026"),
        (["03/04/2026", "05/05/2026"], ["dmy", "mdy"], "03/04/2026"),
        (["13/04/2026", "04/13/2026", "01/02/2026"], ["dmy", "mdy"], "01/02/2026"),  # mixed: a person decides
        (["05/05/2026"], ["dmy", "mdy"], "05/05/2026"),
    ],
)
def test_an_order_of_dates_is_settled_by_a_text_or_not_at_all(
    texts: list[str], allowed: list[str], shown: str
) -> None:
    found = orders(*texts)
    assert [order.value for order in found.allowed] == allowed
    assert (found.proof or found.open_text) == shown


def test_no_date_is_no_question() -> None:
    assert orders("hello", "12", "") is None


def test_rows_that_would_fall_on_another_day_are_counted() -> None:
    found = orders("03/04/2026", "03/03/2026", "04/03/2026 09:00:00")
    assert (found.differ, found.same) == (2, 1)
    assert sorted(map(str, found.days(DateOrder.MDY))) == ["2026-03-03", "2026-03-04", "2026-04-03"]
    assert str(day_read("03/04/2026 09:10", DateOrder.DMY)) == "2026-04-03"
    assert day_read("31/02/2026", DateOrder.DMY) is None


@pytest.mark.parametrize(
    ("texts", "allowed"),
    [
        (["1,234"], [(".", ","), (",", "")]),
        (["1.234"], [(".", ""), (",", ".")]),
        (["1,234.56"], [(".", ",")]),
        (["1.234,56"], [(",", ".")]),
        (["1,234", "12.5"], [(".", ",")]),
        (["12,5"], [(",", "")]),
        (["12.50"], [(".", "")]),
        (["1 234"], [(".", " ")]),
        (["1'234.5"], [(".", "'")]),
        (["1,234.56", "1.234,56"], []),  # mixed
    ],
)
def test_signs_of_numbers(texts: list[str], allowed: list[tuple[str, str]]) -> None:
    found = number_signs({"Amount": texts})
    assert found is not None
    assert list(found.allowed) == allowed
    assert found.is_open == (len(allowed) != 1)


def test_numbers_without_a_sign_ask_nothing() -> None:
    assert number_signs({"Amount": ["1234", "5"]}) is None


@pytest.mark.parametrize(
    ("header", "texts", "is_open", "allowed"),
    [
        ("Talk seconds", ["186"], False, ["seconds"]),
        ("通话时长(秒)", ["186", "22.0"], False, ["seconds"]),
        ("通话时长", ["186"], True, ["seconds", "minutes"]),
        ("AvgTalkDuration", ["0:02:23"], False, ["clock"]),
        ("Talk", ["1900-01-01 00:02:23"], False, ["clock_1900"]),
        ("Talk", ["1:30"], False, ["minutes_seconds"]),
        ("Talk minutes", ["2.5"], False, ["minutes"]),
        ("Talk", ["soon"], True, []),
    ],
)
def test_units_of_durations(header: str, texts: list[str], is_open: bool, allowed: list[str]) -> None:
    found = duration_units(header, texts)
    assert found.is_open == is_open
    assert list(found.allowed) == allowed


@pytest.mark.parametrize(
    ("texts", "look"),
    [
        (["", ""], Look.BLANK),
        (["Y", "N"], Look.YES_NO),
        (["0", "1"], Look.WHOLE),
        (["amy@example.com"], Look.EMAIL),
        (["2026-01-02", "3/4/2026"], Look.DAY),
        (["2026-01-02 09:00:00"], Look.MOMENT),
        (["9:12:58"], Look.TIME),
        (["1700000000000"], Look.EPOCH),
        (["+852 6123 4567"], Look.PHONE),
        (["12.5", "7"], Look.NUMBER),
        (["成交", "未接通"], Look.TEXT),
    ],
)
def test_what_texts_look_like(texts: list[str], look: Look) -> None:
    assert look_of(texts) is look


TAIWAN = (
    "活動類型名稱,活動名單名稱,專員代號,專員姓名,最後撥打號碼,狀態名稱,撥打結果名稱,客戶代號,追蹤日期,撥打時間,"
    "名單分配日期,最後通話時間,建立時間"
)
RATED = (
    "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,"
    "Satisfaction rating"
)
HEADERS = [
    (
        "主叫号码,客户号码,坐席姓名,坐席工号,开始时间,通话时长,项目名称,任务名称,客户姓名,客户状态,录音地址",
        "02,91230001,潘海伦,0802,2026-04-03 09:00:04,186,到期续保,A,陈,成交,http://a",
        "call",
        {"agent.number": "坐席工号", "customer.phone": "客户号码", "call.started_at": "开始时间"},
    ),
    (
        "分机号,被叫号码,主叫号码,通话开始时间,通话时长,状态",
        "8001,91230001,37218800,2026-04-03 09:00:04,186,接通",
        "call",
        {"agent.extension": "分机号", "customer.phone": "被叫号码", "call.started_at": "通话开始时间"},
    ),
    (
        TAIWAN,
        "a,b,A01,王,0912345678,完成,接通,C9,2026/4/9,2026/4/3 9:00,2026/4/1,2026/4/3 9:00,2026/4/1 8:00",
        "call",
        {"agent.number": "專員代號", "call.started_at": "撥打時間", "call.disposition": "撥打結果名稱"},
    ),
    (
        "企业id,话单id,显号号码,主叫,被叫,坐席,技能组,创建时间,振铃时间,结束时间,呼叫类型,呼叫方向",
        "1,77,3721,3721,91230001,潘海伦,A,1700000000000,1700000001000,1700000009000,x,呼出",
        "call",
        {"key": "话单id", "call.started_at": "创建时间", "call.direction": "呼叫方向"},
    ),
    (
        RATED,
        "ID1,Diane,2021-01-01,9:12:58,Contract,Y,Y,109,0:02:23,3",
        "call",
        {
            "key": "Call Id",
            "agent.name": "Agent",
            "call.started_at.time": "Time",
            "survey.score": "Satisfaction rating",
        },
    ),
    (
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        "1C1,Moses Frase,GTX,Cancity,Won,10/20/2016,3/1/2017,1054.0",
        "opportunity",
        {
            "key": "opportunity_id",
            "agent.name": "sales_agent",
            "opportunity.amount": "close_value",
            "order.day": "close_date",
        },
    ),
]


@pytest.mark.parametrize(
    ("headers", "row", "record_type", "places"), HEADERS, ids=[h[0][:20] for h in HEADERS]
)
def test_a_header_line_is_understood_without_a_hand(
    headers: str, row: str, record_type: str, places: dict[str, str]
) -> None:
    found = sample(headers, row, row.replace("91230001", "91230002"))
    _kind, spec = propose(found, {})
    assert spec["records"][0]["type"] == record_type
    filled = {code: spec["columns"][name].get("headers", [name])[0] for code, name in filled_slots(spec)}
    assert {code: filled.get(code) for code in places} == places


def test_headers_that_nobody_knows_propose_no_column() -> None:
    _kind, spec = propose(sample("foo,bar", "1,2", "3,4"), {})
    assert spec["columns"] == {}
    open_codes = {
        question.code for question in questions(spec, sample("foo,bar", "1,2"), {}) if question.is_open
    }
    assert {"missing.call.day", "missing.call.direction", "missing.agent", "missing.key"} <= open_codes


ROSTER = {AgentBy.NUMBER: frozenset({"0802", "0917"}), AgentBy.NAME: frozenset({"潘海伦"})}
CALLS = sample(
    "客户号码,坐席姓名,坐席工号,开始时间,通话时长,状态",
    "91230001,潘海伦,0802,03/04/2026 09:00:04,186,成交",
    "91230002,谭慧仪,0917,03/04/2026 09:05:00,20,未接",
    "91230002,谭慧仪,0917,03/05/2026 09:05:00,20,未接",
)


def test_agents_are_taken_from_the_column_that_the_roster_knows_best() -> None:
    _kind, spec = propose(CALLS, ROSTER)
    assert spec["records"][0]["agent"]["by"] == "number"
    _kind, spec = propose(CALLS, {AgentBy.NAME: frozenset({"潘海伦", "谭慧仪"})})
    assert spec["records"][0]["agent"]["by"] == "name"


def test_without_an_id_the_first_columns_that_tell_all_rows_apart_are_the_key() -> None:
    _kind, spec = propose(CALLS, ROSTER)
    best, *others = key_choices(spec, CALLS)
    assert best.unique
    assert set(best.headers) == {"坐席工号", "客户号码", "开始时间"}
    assert all(choice.rows == 3 for choice in (best, *others))


def test_what_the_file_settles_is_declared_and_what_it_does_not_is_asked() -> None:
    _kind, spec = propose(CALLS, ROSTER)
    asked = {question.code: question for question in questions(spec, CALLS, {})}
    assert asked["dates"].is_open
    assert "dates" not in spec
    settled = sample(
        "Order ID,Agent No,Order date,Amount", "O1,0802,13/04/2026,12.50", "O2,0802,03/04/2026,7.00"
    )
    _kind, spec = propose(settled, ROSTER)
    assert spec["dates"] == "dmy"
    assert spec["decimal"] == "."
    assert settle(spec, settled, {"dates": "mdy"})["dates"] == "dmy"  # kept as it was: somebody has said it


def test_a_column_moves_from_place_to_place() -> None:
    _kind, spec = propose(CALLS, ROSTER)
    topic, disposition = slot_of(spec, "call.topic"), slot_of(spec, "call.disposition")
    assert topic is not None
    assert disposition is not None
    moved = give(take(spec, "状态", disposition), "状态", topic)
    assert dict(filled_slots(moved))["call.topic"] in moved["columns"]
    assert rule_of(moved, "call.disposition") == {}
    assert rule_of(spec, "call.disposition") != {}  # the old one is as it was


def test_meanings_are_added_to_those_there_were() -> None:
    found = sample("Call ID,Agent No,Start time,Direction,Answered", "C1,1,2026-04-03 09:00:00,打出去,yes")
    _kind, spec = propose(found, {})
    asked = {question.code: question for question in questions(spec, found, {})}
    assert dict(asked["values.call.direction"].values) == {"打出去": 1}
    said = set_meanings(spec, "call.direction", {"打出去": "out"})
    assert rule_of(said, "call.direction")["map"]["打出去"] == "out"
    assert rule_of(said, "call.direction")["map"]["inbound"] == "in"
    assert "values.call.direction" not in {question.code for question in questions(said, found, {})}


def test_a_key_names_the_moment_and_not_how_it_is_written() -> None:
    _kind, spec = propose(CALLS, ROSTER)
    key = set_key(spec, ["坐席工号", "开始时间"])["records"][0]["key"]
    assert key == [spec["records"][0]["agent"]["column"], {"field": "started_at"}]
