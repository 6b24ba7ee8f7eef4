"""Cases 47 to 54: what workbooks hold, in XLSX, XLS and ODS."""

from typing import Any

import pytest

from apps.intake.models import Call, Order
from tests import deliveries as d
from tests.cases import CALL, ORDER, Refused, Rejected, check, company, declared
from tests.files import compound, edited, ods, xls, xlsx, zipped

pytestmark = pytest.mark.django_db
HEADERS = d.CALLS.split(",")
GOOD: list[Any] = CALL.split(",")
NEXT: list[Any] = ["c2", *GOOD[1:]]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


def with_talk(cell: Any) -> list[Any]:
    return [*NEXT[:6], cell, "5"]


def with_topic(cell: Any) -> list[Any]:
    return [*NEXT, cell]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(xlsx(HEADERS, GOOD), "x.xlsx", id="XLSX"),
        pytest.param(xls(HEADERS, GOOD), "x.xls", id="XLS"),
        pytest.param(ods(HEADERS, GOOD), "x.ods", id="ODS"),
        pytest.param(xlsx(HEADERS, GOOD, at=(0, 2)), "x.xlsx", id="XLSX from column C on"),
        pytest.param(xls([None, *HEADERS], [None, *GOOD]), "x.xls", id="XLS from column B on"),
        pytest.param(ods([None, *HEADERS], [None, *GOOD]), "x.ods", id="ODS from column B on"),
    ],
)
def test_a_workbook_of_any_kind_is_read(content: bytes, name: str) -> None:
    check(d.deliver(declared("dialer"), content, name), None)
    call = Call.objects.get()
    assert (call.key, call.row, call.talk_seconds, str(call.started_at)) == (
        "c1",
        2,
        60,
        "2026-11-02 10:00:00+00:00",
    )


def test_47_a_formula_as_text_is_stored_as_it_is_and_is_no_number() -> None:
    text = with_topic("=1+1")
    check(d.deliver(declared("dialer"), xlsx([*HEADERS, "Topic"], text), "x.xlsx"), None)
    assert Call.objects.get().topic == "=1+1"
    batch = d.deliver(d.source("dialer", code="b"), xlsx(HEADERS, with_talk("=1+1")), "x.xlsx")
    check(batch, Rejected(row=2, column="Talk seconds", value="=1+1", code="not_a_number"), good=0)


def formula(cell: str, *, at: tuple[int, int] = (0, 0)) -> bytes:
    """A workbook whose second row has a cell of this XML in the column of talk seconds."""
    content = xlsx(HEADERS, GOOD, with_talk(12345678), at=at)
    name = "GHI"[at[1]] + str(at[0] + 3)
    return edited(content, SHEET, f'<c r="{name}"><v>12345678</v></c>', f'<c r="{name}"{cell}</c>')


@pytest.mark.parametrize(
    ("content", "row", "value", "code"),
    [
        pytest.param(formula("><f>30+30</f>"), 3, "=30+30", "formula_without_value", id="48 no value"),
        pytest.param(
            formula("><f>30+30</f><v></v>"), 3, "=30+30", "formula_without_value", id="48 blank value"
        ),
        pytest.param(formula("><f>30+30</f><v/>"), 3, "=30+30", "formula_without_value", id="48 no content"),
        pytest.param(formula(' t="e"><f>NA()</f><v>#N/A</v>'), 3, "#N/A", "cell_error", id="49 #N/A"),
        pytest.param(
            formula(' t="e"><v>#DIV/0!</v>', at=(4, 2)), 7, "#DIV/0!", "cell_error", id="49 elsewhere"
        ),
    ],
)
def test_a_cell_without_a_value_rejects_its_row(content: bytes, row: int, value: str, code: str) -> None:
    source = declared("dialer", reading={"header_row": row - 2})
    batch = d.deliver(source, content, "x.xlsx")
    check(batch, Rejected(row=row, column="Talk seconds", value=value, code=code))


def test_48_a_formula_with_its_value_is_the_value() -> None:
    check(d.deliver(declared("dialer"), formula("><f>30+30</f><v>61</v>"), "x.xlsx"), None, good=2)
    assert Call.objects.get(key="c2").talk_seconds == 61


ODS_ERROR = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
)


def ods_row(cell: str) -> str:
    cells = [
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in NEXT
    ]
    return f"<table:table-row>{''.join([*cells[:6], cell, cells[7]])}</table:table-row>"


@pytest.mark.parametrize(
    ("content", "name", "value", "code"),
    [
        pytest.param(xls(HEADERS, GOOD, with_talk("#N/A")), "x.xls", "#N/A", "cell_error", id="49 XLS"),
        pytest.param(
            xls([None, *HEADERS], [None, *GOOD], [None, *with_talk("#REF!")]),
            "x.xls",
            "#REF!",
            "cell_error",
            id="49 XLS from column B on",
        ),
        pytest.param(ods(HEADERS, GOOD, raw=ods_row(ODS_ERROR)), "x.ods", "#N/A", "cell_error", id="49 ODS"),
        pytest.param(
            ods(HEADERS, GOOD, raw=ods_row('<table:table-cell table:formula="of:=30+30"/>')),
            "x.ods",
            "=30+30",
            "formula_without_value",
            id="48 ODS",
        ),
        pytest.param(
            d.lines(d.CALLS, CALL, ",".join(with_talk("#N/A"))).encode(),
            "x.csv",
            "#N/A",
            "cell_error",
            id="49 CSV",
        ),
    ],
)
def test_so_it_does_in_other_formats(content: bytes, name: str, value: str, code: str) -> None:
    batch = d.deliver(declared("dialer"), content, name)
    check(batch, Rejected(row=3, column="Talk seconds", value=value, code=code))


def test_49_an_error_in_a_column_nobody_asks_for_harms_nothing() -> None:
    content = d.lines(f"{d.CALLS},Mood", f"{CALL},#N/A")
    assert d.counts(d.deliver(declared("dialer"), content)) == {"accepted": 1}


def test_49_an_error_in_a_column_of_texts_is_no_text() -> None:
    batch = d.deliver(declared("dialer"), d.lines(f"{d.CALLS},Topic", f"{CALL},#REF!"))
    check(batch, Rejected(row=2, column="Topic", value="#REF!", code="cell_error"), good=0)


@pytest.mark.parametrize("said", ["A1", "A1:B2", "A1:XFD1048576"])
def test_50_all_rows_are_read_whatever_the_dimension_says(said: str) -> None:
    rows = [[f"c{n}", *GOOD[1:]] for n in range(50)]
    content = edited(xlsx(HEADERS, *rows), SHEET, '<dimension ref="A1:H51"/>', f'<dimension ref="{said}"/>')
    check(d.deliver(declared("dialer"), content, "x.xlsx"), None, good=50)


PASSWORD = "EncryptedPackage".encode("utf-16-le")
MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        pytest.param(
            zipped(**{"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}),
            "x.xlsx",
            "macros",
            id="53 macro",
        ),
        pytest.param(xlsx(HEADERS, GOOD), "x.xlsm", "macros", id="53 macro by name"),
        pytest.param(
            compound({"Workbook": b"x", "_VBA_PROJECT_CUR": MACROS}), "x.xls", "macros", id="53 macro in XLS"
        ),
        pytest.param(compound({"EncryptedPackage": PASSWORD}), "x.xlsx", "encrypted", id="53 encrypted"),
        pytest.param(xls(HEADERS, GOOD, encrypted=True), "x.xls", "encrypted", id="53 encrypted XLS"),
        pytest.param(xls(HEADERS, GOOD), "x.xlsx", "not_what_it_says", id="53 XLS renamed"),
        pytest.param(xlsx(HEADERS, GOOD), "x.xls", "not_what_it_says", id="53 XLSX renamed"),
        pytest.param(ods(HEADERS, GOOD), "x.xlsx", "not_what_it_says", id="53 ODS renamed"),
        pytest.param(d.CALLS.encode(), "x.xls", "not_what_it_says", id="53 text renamed"),
        pytest.param(b"<html><table><tr><td>1", "x.xls", "not_what_it_says", id="53 HTML as XLS"),
        pytest.param(
            b'<?xml version="1.0"?><html xmlns:x="urn"><table>',
            "x.xls",
            "not_what_it_says",
            id="53 XHTML as XLS",
        ),
        pytest.param(compound({"Workbook": b"nothing"}), "x.xls", "broken_workbook", id="53 broken XLS"),
        pytest.param(xlsx(HEADERS, GOOD)[:-2000], "x.xlsx", "broken_workbook", id="53 torn XLSX"),
        pytest.param(xlsx(HEADERS, GOOD, sheets=2), "x.xlsx", "several_sheets", id="54 several sheets"),
        pytest.param(xlsx(HEADERS, GOOD, hidden=1), "x.xlsx", "several_sheets", id="54 a hidden sheet"),
        pytest.param(
            ods(HEADERS, GOOD, sheets=("A", "B")), "x.ods", "several_sheets", id="54 several in ODS"
        ),
    ],
)
def test_a_workbook_that_is_not_what_it_says_is_refused(content: bytes, name: str, code: str) -> None:
    check(d.deliver(declared("dialer"), content, name), Refused(code=code))


def test_54_the_sheet_is_the_one_that_is_declared() -> None:
    source = declared("dialer", reading={"sheet": "Sheet2"})
    check(d.deliver(source, xlsx(HEADERS, GOOD, sheets=3), "x.xlsx"), None)
    missing = d.deliver(source, xlsx(HEADERS, NEXT, sheets=1), "x.xlsx")
    check(missing, Refused(code="no_such_sheet", words=("Sheet2", "Sheet1")))


def test_56_a_long_number_of_a_workbook_is_no_id() -> None:
    batch = d.deliver(declared("dialer"), xlsx(HEADERS, [1.23e15, *GOOD[1:]]), "x.xlsx")
    check(batch, Refused(code="scientific_id", words=("Row 2", "1.23E+15", "Call ID")))


def test_a_blank_cell_with_a_format_does_not_shift_the_columns() -> None:
    content = edited(xlsx(HEADERS, GOOD, at=(0, 1)), SHEET, '<c r="B1"', '<c r="A1" s="0"/><c r="B1"')
    check(d.deliver(declared("dialer"), content, "x.xlsx"), None)


def test_12_a_number_that_may_be_a_cell_or_a_text_with_thousands_is_not_guessed() -> None:
    source = declared("crm_orders", decimal=",", thousands=".")
    batch = d.deliver(source, xlsx(d.ORDERS.split(","), [*ORDER.split(",")[:4], 1.234, None]), "x.xlsx")
    check(batch, Refused(code="ambiguous_number", words=("Row 2", "Amount", "1234 or 1.234")))


def test_an_amount_in_a_cell_is_what_the_cell_shows() -> None:
    rows = ([*ORDER.split(",")[:4], 0.1 + 0.2, None], ["o2", *ORDER.split(",")[1:4], 1054.5, None])
    check(d.deliver(declared("crm_orders"), xlsx(d.ORDERS.split(","), *rows), "x.xlsx"), None, good=2)
    assert list(Order.objects.order_by("key").values_list("amount", flat=True)) == [30, 105_450]
