"""Cases 37 to 46, and what of a text file's form is accepted."""

from typing import Any

import pytest

from apps.intake.models import Call, HeldRow
from tests import deliveries as d
from tests.cases import CALL, Refused, Rejected, Warned, check, company, declared

pytestmark = pytest.mark.django_db
NEXT = CALL.replace("c1", "c2")


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            d.lines(f"{d.CALLS},call id", f"{CALL},c1"),
            Refused(code="duplicate_header", words=("Call ID",)),
            id="37 duplicate header",
        ),
        pytest.param(
            d.lines(d.CALLS.replace("Agent No,", ""), CALL),
            Refused(code="missing_column", words=("Agent No",)),
            id="38 required column",
        ),
        pytest.param(d.lines(d.CALLS), Refused(code="header_only"), id="42 header only"),
        pytest.param("", Refused(code="empty_file"), id="42 empty"),
        pytest.param("\n\n  \n", Refused(code="empty_file"), id="42 blank"),
        pytest.param(
            d.lines(d.CALLS, CALL, NEXT.replace("out", '"out')),
            Refused(code="unterminated_quote"),
            id="45 quote",
        ),
    ],
)
def test_a_form_nobody_can_read_refuses_the_file(text: str, expected: Refused) -> None:
    check(d.deliver(declared("dialer"), text), expected)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            d.lines(f"{d.CALLS},Mood", f"{CALL},good"), "The column “Mood” is not used.", id="39 extra column"
        ),
    ],
)
def test_what_is_not_used_is_said(text: str, sentence: str) -> None:
    check(d.deliver(declared("dialer"), text), Warned(sentence=sentence))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            NEXT.removesuffix(",5"), Rejected(row=3, column="", value="", code="ragged"), id="40 short"
        ),
        pytest.param(f"{NEXT},9", Rejected(row=3, column="", value="", code="ragged"), id="40 long"),
    ],
)
def test_a_row_of_another_width_is_rejected(row: str, expected: Rejected) -> None:
    check(d.deliver(declared("dialer"), d.lines(d.CALLS, CALL, row)), expected)
    assert set(HeldRow.objects.get().values) == {"expected", "found"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(
            "call_id , AGENT NO,start-time,DIRECTION,Customer Phone,answered,Talk  Seconds,wait seconds",
            id="41 case and spaces",
        ),
        pytest.param(
            "Ｃａｌｌ　ＩＤ,Agent No,Start time,Direction,Customer phone,Answered,Talk seconds,Wait seconds",
            id="41 full width",
        ),
        pytest.param(
            "通话编号,坐席工号,通话开始时间,呼叫方向,客户号码,是否接通,通话时长(秒),等待时长", id="41 简体"
        ),
        pytest.param("通話編號,工號,開始時間,Direction,客戶號碼,接通,通話時長,等待時長", id="41 繁體"),
    ],
)
def test_41_headers_are_found_in_any_spelling(headers: str) -> None:
    check(d.deliver(declared("dialer"), d.lines(headers, CALL)), None)
    assert Call.objects.get().talk_seconds == 60


@pytest.mark.parametrize("word", ["Total", "Grand Total", "合计", "合計", "总计", "總計"])
def test_43_a_row_of_totals_is_left_out_and_said(word: str) -> None:
    batch = d.deliver(declared("dialer"), d.lines(d.CALLS, CALL, f"{word},,,,,,60,"))
    assert d.counts(batch) == {"accepted": 1, "skipped": 1}
    assert [(each["code"], each["values"]) for each in batch.profile["warnings"]] == [("footer", {"rows": 1})]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(d.lines(d.CALLS + ",Topic", f'{CALL},"two\nlines"'), id="44 newline in a cell"),
        pytest.param(d.lines(d.CALLS, CALL).rstrip("\n"), id="no final newline"),
        pytest.param(d.lines(d.CALLS, CALL).replace("\n", "\r\n"), id="CRLF"),
        pytest.param(d.lines(d.CALLS, CALL).replace(",", ";"), id="semicolons"),
        pytest.param(d.lines(d.CALLS, CALL).replace(",", "\t"), id="tabs"),
        pytest.param(d.lines(f"{d.CALLS},", f"{CALL},"), id="trailing blank column"),
        pytest.param(d.lines(f"{d.CALLS},,", CALL + ",,"), id="two trailing blank columns"),
        pytest.param(d.lines(d.CALLS, f"{CALL},"), id="trailing delimiter in the row alone"),
    ],
)
def test_a_usual_form_is_accepted(content: str) -> None:
    check(d.deliver(declared("dialer"), content), None)
    assert Call.objects.get().wait_seconds == 5


def test_44_rows_are_counted_as_people_count_them_although_a_cell_has_lines() -> None:
    text = d.lines(f"{d.CALLS},Topic", f'{CALL},"two\nlines"', f"{NEXT.replace('60', 'x')},")
    check(
        d.deliver(declared("dialer"), text),
        Rejected(row=3, column="Talk seconds", value="x", code="not_a_number"),
    )
    assert Call.objects.get().topic == "two\nlines"


@pytest.mark.parametrize("column", ["Topic", "Nobody asked"])
def test_46_a_cell_of_ten_million_characters_rejects_its_row(column: str) -> None:
    endless = "x" * 10_000_000
    batch = d.deliver(declared("dialer"), d.lines(f"{d.CALLS},{column}", f"{CALL},y", f"{NEXT},{endless}"))
    (reason,) = d.reasons(batch)
    assert (reason[0], reason[1], reason[4]) == (3, "rejected", "cell_too_long")
    assert reason[2] == (column if column == "Topic" else "#9")
    assert len(reason[3]) < 100
    assert len(HeldRow.objects.get().raw[column]) < 40_000
    assert d.counts(batch) == {"accepted": 1, "rejected": 1}


@pytest.mark.parametrize(
    ("reading", "text", "row"),
    [
        pytest.param(
            {"header_row": 4},
            d.lines("Calls of November", 'made by "Amy', "", d.CALLS, CALL, NEXT.replace("60", "x")),
            6,
            id="header in row 4",
        ),
        pytest.param(
            {"first_column": 3},
            d.lines(f"No,,{d.CALLS}", f"1,,{CALL}", f"2,,{NEXT.replace('60', 'x')}"),
            3,
            id="table from column C on",
        ),
    ],
)
def test_a_table_may_begin_elsewhere(reading: dict[str, Any], text: str, row: int) -> None:
    batch = d.deliver(declared("dialer", reading=reading), text)
    check(batch, Rejected(row=row, column="Talk seconds", value="x", code="not_a_number"))
    assert Call.objects.get().row == row - 1


def test_a_table_that_is_not_where_it_was_declared_is_said_so() -> None:
    batch = d.deliver(declared("dialer", reading={"first_column": 30}), d.lines(d.CALLS, CALL))
    check(batch, Refused(code="no_header", words=("row 1", "column 30")))
