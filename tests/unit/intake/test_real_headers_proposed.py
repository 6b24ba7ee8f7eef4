"""The header lines of real exports, and their other spellings: each is recognised for what it is."""

import pytest

from apps.intake.mapping import bind, parse
from apps.intake.mapping.aliases import ALIASES
from apps.intake.mapping.texts import header_key
from apps.intake.proposing.choosing import candidates, fitted

LINES = [
    (
        "outbound",
        "主叫号码,客户号码,坐席姓名,坐席工号,开始时间,通话时长,项目名称,任务名称,客户姓名,客户状态,录音地址",
    ),
    ("extensions", "分机号,被叫号码,主叫号码,通话开始时间,通话时长,状态"),
    (
        "telemarketing",
        (
            "活動類型名稱,活動名單名稱,專員代號,專員姓名,最後撥打號碼,狀態名稱,撥打結果名稱,客戶代號,追蹤日期,撥打時間,"
            "名單分配日期,最後通話時間,建立時間"
        ),
    ),
    (
        "cloud_calls",
        "企业id,话单id,显号号码,主叫,被叫,坐席,技能组,创建时间,振铃时间,结束时间,呼叫类型,呼叫方向",
    ),
    (
        "daily_totals",
        "姓名,工号,岗位,工作时长,分配名单数,拨打名单量,拨打次数,线上成交量,线上成交金额,通话时长",
    ),
    (
        "call_and_survey",
        (
            "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,"
            "AvgTalkDuration,Satisfaction rating"
        ),
    ),
    (
        "crm_opportunities",
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
    ),
]


@pytest.mark.parametrize(("code", "line"), LINES)
def test_a_header_line_is_recognised_and_maps_without_a_hand(code: str, line: str) -> None:
    headers = line.split(",")
    best = candidates(headers)[0]
    assert (best.code, best.missing) == (code, ())
    binding = bind(parse(fitted(code, headers)), headers)
    assert not binding.missing


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("caller", "主叫/主叫号"),
        ("customer.phone", "客户手机号/客户电话/被叫号码"),
        ("agent.name", "客服姓名/员工姓名"),
        ("agent.number", "工号/坐席ID"),
        ("started_at", "通话开始时间"),
        ("talk_seconds", "通话时长(秒)/时长"),
        ("disposition", "客户状态/状态"),
        ("campaign", "项目"),
        ("list_code", "任务"),
    ],
)
def test_its_other_spellings_are_known(target: str, headers: str) -> None:
    known = {header_key(header) for header in ALIASES["call"][target]}
    assert {header_key(header) for header in headers.split("/")} <= known
