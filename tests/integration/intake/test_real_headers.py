"""The headers that real exports carry, each in a file of its own encoding, from the file to the facts."""

from datetime import date
from typing import Final

import pytest

from apps.intake.models import (
    AgentAlias,
    Batch,
    Call,
    FollowUp,
    Measurement,
    Opportunity,
    Order,
    SurveyResponse,
)
from apps.intake.original import original_row
from apps.intake.queries.traces import trace
from apps.people.models import Person
from tests.deliveries import START, agent, counts, deliver, lines, organisation, reasons, source

pytestmark = pytest.mark.django_db

OUTBOUND: Final = (
    "主叫号码,客户号码,坐席姓名,坐席工号,开始时间,通话时长,项目名称,任务名称,客户姓名,客户状态,录音地址"
)
EXTENSIONS: Final = "分机号,被叫号码,主叫号码,通话开始时间,通话时长,状态"
TELEMARKETING: Final = (
    "活動類型名稱,活動名單名稱,專員代號,專員姓名,最後撥打號碼,狀態名稱,撥打結果名稱,客戶代號,追蹤日期,撥打時間,"
    "名單分配日期,最後通話時間,建立時間"
)
CLOUD: Final = "企业id,话单id,显号号码,主叫,被叫,坐席,技能组,创建时间,振铃时间,结束时间,呼叫类型,呼叫方向"
TOTALS: Final = "姓名,工号,岗位,工作时长,分配名单数,拨打名单量,拨打次数,线上成交量,线上成交金额,通话时长"
RATED: Final = (
    "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,"
    "Satisfaction rating"
)
PIPELINE: Final = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"


@pytest.fixture
def chen() -> Person:
    organisation("Asia/Shanghai", "CNY")
    return agent("陈晨", "1001")


def unused(batch: Batch) -> list[str]:
    """The columns of which the preview warns that nothing reads them."""
    return [
        warning["values"]["column"]
        for warning in batch.profile["warnings"]
        if warning["code"] == "extra_column"
    ]


class TestOutboundDialer:
    @pytest.mark.parametrize(
        ("text", "key_time", "day"),
        [
            ("2026-11-02 09:05:00", "2026-11-02T01:05:00Z", date(2026, 11, 2)),
            ("2026/11/2 9:05", "2026-11-02T01:05:00Z", date(2026, 11, 2)),
            ("2026-11-02", "2026-11-02", date(2026, 11, 2)),
        ],
    )
    def test_its_three_ways_to_write_a_time(self, chen: Person, text: str, key_time: str, day: date) -> None:
        content = "\ufeff" + lines(
            OUTBOUND,
            f"02888880000,13812345678,陈晨,1001,{text},22.0,电销一部,名单A,王女士,意向客户,http://r/1",
        )
        batch = deliver(source("outbound", region="CN"), content)
        assert counts(batch) == {"accepted": 1}
        call = Call.objects.get()
        assert (call.agent, call.day, call.talk_seconds, call.answered) == (chen, day, 22, True)
        assert (call.direction, call.campaign, call.list_code) == ("out", "电销一部", "名单A")
        assert (call.disposition, call.outcome) == ("意向客户", "connected")
        assert call.key == f"1001|13812345678|{key_time}"
        assert unused(batch) == ["主叫号码", "坐席姓名", "客户姓名", "录音地址"]

    def test_the_same_calls_in_another_spelling_of_time_are_the_same_calls(self, chen: Person) -> None:
        dialer = source("outbound")
        row = "02888880000,13812345678,陈晨,1001,{},{},电销一部,名单A,王女士,意向客户,"
        deliver(dialer, lines(OUTBOUND, row.format("2026-11-02 09:05:00", "22")))
        again = deliver(dialer, lines(OUTBOUND, row.format("2026/11/2 9:05", "22.0")))
        assert counts(again) == {"unchanged": 1}

    def test_nobody_talked_is_not_answered(self, chen: Person) -> None:
        rows = [
            f"028,1381234567{n},陈晨,1001,2026-11-02 09:0{n}:00,{talk},P,T,,无人接听,"
            for n, talk in enumerate(("0", "", "35"))
        ]
        deliver(source("outbound"), lines(OUTBOUND, *rows))
        assert [call.answered for call in Call.objects.order_by("started_at")] == [False, False, True]

    def test_its_other_names_for_the_same_columns(self, chen: Person) -> None:
        header = "主叫,客户手机号,客服姓名,工号,通话开始时间,通话时长(秒),项目,任务,客户姓名,状态,录音地址"
        row = "028,13812345678,陈晨,1001,2026-11-02 09:05:00,22,P,T,,已接通,"
        batch = deliver(source("outbound"), lines(header, row))
        assert counts(batch) == {"accepted": 1}
        assert Call.objects.get().outcome == "connected"


class TestSwitchboard:
    def _bring(self, *rows: str) -> Batch:
        content = (EXTENSIONS + "\r\n" + "\r\n".join(rows) + "\r\n").encode("gb2312")
        switchboard = source("extensions", region="CN")
        person = Person.objects.get()
        AgentAlias.objects.create(source=switchboard, ref="8001", person=person, starts=START)
        return deliver(switchboard, content)

    def test_gb2312_with_crlf_and_agents_by_extension(self, chen: Person) -> None:
        batch = self._bring(
            "8001,13812345678,02888880000,2026-11-02 09:05:00,35,已接",
            "8001,13812345679,02888880000,2026-11-02 09:07:00,0,无人接听",
        )
        assert counts(batch) == {"accepted": 2}
        found = Call.objects.order_by("started_at").values_list("agent", "answered", "outcome", "disposition")
        assert list(found) == [
            (chen.pk, True, "connected", "已接"),
            (chen.pk, False, "not_reached", "无人接听"),
        ]

    def test_a_word_nobody_knows_is_named_and_not_guessed(self, chen: Person) -> None:
        batch = self._bring("8001,13812345678,02888880000,2026-11-02 09:05:00,35,甩单")
        assert reasons(batch) == [(2, "rejected", "状态", "甩单", "not_in_table")]

    def test_an_extension_nobody_has_waits_for_its_agent(self, chen: Person) -> None:
        batch = self._bring("8002,13812345678,02888880000,2026-11-02 09:05:00,35,已接")
        assert counts(batch) == {"parked": 1}


class TestTelemarketing:
    ROW: Final = (
        "保險,十月名單,1001,陳晨,0912345678,{status},{result},C77,{follow},2026/11/02 09:30:00,2026/11/01,"
        "2026/11/02 09:33:00,2026/10/30 12:00:00"
    )

    @pytest.mark.parametrize("encoding", ["big5", "utf-8"])
    def test_calls_with_their_results_and_follow_ups(self, chen: Person, encoding: str) -> None:
        content = lines(
            TELEMARKETING,
            self.ROW.format(status="追蹤", result="約回撥", follow="2026/12/05"),
            self.ROW.format(status="結案", result="成交", follow="").replace("09:30", "10:30"),
        )
        batch = deliver(source("telemarketing", encoding=encoding), content.encode(encoding))
        assert counts(batch) == {"accepted": 2}
        first, second = Call.objects.order_by("started_at")
        assert (first.outcome, first.answered, first.disposition) == ("callback", True, "約回撥")
        assert (second.outcome, second.topic) == ("sale", "結案")
        assert (first.campaign, first.list_code) == ("保險", "十月名單")
        follow_up = FollowUp.objects.get()
        assert (follow_up.day, follow_up.due_day) == (date(2026, 11, 2), date(2026, 12, 5))
        assert follow_up.customer_id == first.customer_id

    def test_a_name_on_the_list_that_nobody_dialled_is_no_call(self, chen: Person) -> None:
        row = self.ROW.format(status="未撥", result="", follow="").replace("2026/11/02 09:30:00", "")
        batch = deliver(source("telemarketing"), lines(TELEMARKETING, row))
        assert reasons(batch) == [(2, "skipped", "", "", "filtered")]


class TestCloudCallCentre:
    def _row(self, number: str, caller: str, callee: str, direction: str, *, who: str = "陈晨") -> str:
        times = "1793581500000,1793581505000,1793581600000"  # 2026-11-02 09:05 in Shanghai
        return f"70001,{number},02888880000,{caller},{callee},{who},售后组,{times},普通呼叫,{direction}"

    def test_the_customer_is_at_the_other_end(self, chen: Person) -> None:
        content = lines(
            CLOUD,
            self._row("h1", "02888880000", "13812345678", "呼出"),
            self._row("h2", "13812345678", "02888880000", "呼入"),
        )
        batch = deliver(source("cloud_calls", region="CN"), content)
        assert counts(batch) == {"accepted": 2}
        out, inbound = Call.objects.order_by("key")
        assert (out.direction, inbound.direction) == ("out", "in")
        assert out.customer_id == inbound.customer_id
        assert out.started_at is not None
        assert out.started_at.isoformat() == "2026-11-02T01:05:00+00:00"
        assert (out.day, out.queue, out.scenario) == (date(2026, 11, 2), "售后组", "普通呼叫")
        assert out.answered is None  # the export does not say it, and nothing is guessed

    def test_a_call_that_reached_no_agent_is_left_out_and_counted(self, chen: Person) -> None:
        content = lines(CLOUD, self._row("h1", "13812345678", "02888880000", "呼入", who=""))
        assert counts(deliver(source("cloud_calls"), content)) == {"skipped": 1}


class TestDailyTotals:
    ROW: Final = "陈晨,1001,电销专员,8,120,110,150,3,5970.50,7260"

    def test_one_row_is_a_measurement_for_each_column(self, chen: Person) -> None:
        batch = deliver(source("daily_totals"), lines(TOTALS, self.ROW), "坐席日报_20261102.csv")
        assert counts(batch) == {"accepted": 1}
        values = dict(Measurement.objects.values_list("code", "value"))
        assert values == {
            "hours_worked": 8_000_000,
            "leads_assigned": 120_000_000,
            "leads_dialled": 110_000_000,
            "calls_made": 150_000_000,
            "orders_won": 3_000_000,
            "sales": 5_970_500_000,
            "talk_time": 7_260_000_000,
        }
        assert set(Measurement.objects.values_list("agent", "team", "day")) == {
            (chen.pk, None, date(2026, 11, 2))
        }
        assert Measurement.objects.filter(key="1001|2026-11-02|sales").exists()

    def test_a_corrected_report_changes_only_what_it_corrects(self, chen: Person) -> None:
        report = source("daily_totals")
        deliver(report, lines(TOTALS, self.ROW), "2026-11-02.csv")
        again = deliver(report, lines(TOTALS, self.ROW.replace("5970.50", "6000")), "2026-11-02 neu.csv")
        assert counts(again) == {"accepted": 1, "changed": 1}
        assert Measurement.objects.filter(batch=again).get().code == "sales"

    def test_the_declared_day_comes_before_the_name(self, chen: Person) -> None:
        deliver(
            source("daily_totals"),
            lines(TOTALS, self.ROW),
            "2026-11-02.csv",
            covers_first=date(2026, 11, 3),
            covers_last=date(2026, 11, 3),
        )
        assert set(Measurement.objects.values_list("day", flat=True)) == {date(2026, 11, 3)}

    @pytest.mark.parametrize("name", ["日报.csv", "2026-11-02_2026-11-03.csv", "2026-13-02.csv"])
    def test_a_file_that_does_not_say_its_day_is_refused(self, chen: Person, name: str) -> None:
        batch = deliver(source("daily_totals"), lines(TOTALS, self.ROW), name)
        assert (batch.state, batch.error_code) == ("refused", "no_day_of_file")

    def test_a_day_to_come_is_refused_row_by_row(self, chen: Person) -> None:
        batch = deliver(source("daily_totals"), lines(TOTALS, self.ROW), "20261225.csv")
        assert [code for *_, code in reasons(batch)] == ["future_day"]


def test_a_call_and_a_survey_answer_of_one_row() -> None:
    organisation()
    diane = agent("Diane", "1")
    rows = (
        "ID0001,Diane,2026-11-02,09:12:58,Contract,Y,Y,109,0:02:23,3",
        "ID0002,Diane,2026-11-02,09:12:59,Contract,N,N,,,",
    )
    batch = deliver(source("call_and_survey"), lines(RATED, *rows))
    assert counts(batch) == {"accepted": 2}
    assert [call.talk_seconds for call in Call.objects.order_by("key")] == [143, None]
    assert SurveyResponse.objects.get().agent == diane
    assert unused(batch) == []


def test_a_won_deal_is_an_order() -> None:
    organisation()
    agent("Moses Frase", "1")
    rows = (
        "1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2026-10-20,2026-11-01,1054",
        "EC4QE1BX,Moses Frase,MG Special,Cancity,Lost,2026-11-03,2026-11-11,0",
        "MV1LWRNH,Moses Frase,GTX Basic,,Engaging,2026-10-20,,",
    )
    batch = deliver(source("crm_opportunities"), lines(PIPELINE, *rows))
    assert counts(batch) == {"accepted": 3}
    assert set(Opportunity.objects.values_list("stage", flat=True)) == {"won", "lost", "open"}
    assert Order.objects.get().amount == 105_400
    assert unused(batch) == []


class TestCustomersStayPrivate:
    """A customer that a made column finds, or a region spells out, is masked and found like any other."""

    def test_both_ends_that_may_be_the_customer_are_masked(self, chen: Person) -> None:
        row = "70001,h1,028,13812345678,02888880000,陈晨,Q,1793581500000,,,P,呼入"
        batch = deliver(source("cloud_calls", region="CN"), lines(CLOUD, row))
        cells = {cell.header: cell.text for cell in original_row(batch, 2) or []}
        assert cells["主叫"] == "••••5678"
        assert cells["被叫"] == "••••0000"

    @pytest.mark.parametrize("said", ["13812345678", "+86 138 1234 5678", "008613812345678"])
    def test_a_number_is_found_with_or_without_its_countrys_code(self, chen: Person, said: str) -> None:
        row = "028,13812345678,陈晨,1001,2026-11-02 09:05:00,22,P,T,,,"
        held = row.replace("1001", "404").replace("09:05", "10:05")
        deliver(source("outbound", region="CN"), lines(OUTBOUND, row, held))
        found = trace(said)
        assert found.records == {"call": 1}
        assert len(found.held) == 1
