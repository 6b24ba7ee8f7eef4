"""Roster files as they come.

What is read, what a cell means, and what is refused before anything is written.
"""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from apps.people.choices import Role
from apps.people.refusals import Refusal
from apps.people.roster.cells import read_date, read_number, read_roles, read_share
from apps.people.roster.columns import ColumnMissing, ColumnTwice, match_columns
from apps.people.roster.errors import BadCell
from apps.people.roster.reading import (
    FileEmpty,
    NotARoster,
    NotUtf8,
    QuoteOpen,
    SeveralSheets,
    WorkbookProtected,
    read_roster,
)
from apps.people.roster.rows import made_number, read_rows


def workbook(*sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(
    "headers",
    [
        ["number", "name", "team", "leader", "site", "role", "from", "to"],
        [
            " Employee No. ",
            "FULL NAME",
            "Team",
            "Team Leader",
            "Office",
            "Job Title",
            "Start Date",
            "Last day",
        ],
        ["工号", "姓名", "团队", "主管", "地点", "职位", "入职", "离职"],
        ["工號", "姓名", "團隊", "組長", "據點", "職位", "從", "至"],
        ["ｎｕｍｂｅｒ", "name", "小组", "组长", "site", "角色", "开始日期", "结束日期"],
    ],
)
def test_headers_are_known_in_three_languages(headers: list[str]) -> None:
    places, unknown = match_columns(headers)
    assert list(places) == ["number", "name", "team", "leader", "site", "role", "from", "to"]
    assert unknown == []


def test_headers_of_a_crm_export_are_known_and_others_named() -> None:
    places, unknown = match_columns(["sales_agent", "manager", "regional_office", "shoe size", ""])
    assert places == {"name": 0, "leader": 1, "site": 2}
    assert unknown == ["shoe size"]


def test_two_headers_of_one_meaning_and_a_file_without_names_are_refused() -> None:
    with pytest.raises(ColumnTwice, match="工号 and number"):
        match_columns(["工号", "name", "number"])
    with pytest.raises(ColumnMissing, match="team, site"):
        match_columns(["team", "site"])


@pytest.mark.parametrize(
    "content",
    [
        b"number,name\n1,Ann\n2,Bob\n",
        "number,name\r\n1,Ann\r\n\r\n,\r\n2,Bob".encode("utf-8-sig"),
        b"number;name\n1;Ann\n2;Bob",
        "number,name\n1,Ann\n2,Bob\n".encode("utf-16"),
        b"number\tname\n1\tAnn\n2\tBob\n",
        b'number,name\n1,"Ann"\n2,"Bob"\n',
        workbook([["number", "name"], [1, "Ann"], [], [2, "Bob"]]),
        workbook([["number", "name"], ["1", "Ann"], ["2", "Bob"]], []),
    ],
)
def test_csv_and_xlsx_are_read_by_what_they_are(content: bytes) -> None:
    file = read_roster(content)
    assert [(row.cells["number"], row.cells["name"]) for row in file.rows] == [("1", "Ann"), ("2", "Bob")]


def test_rows_keep_their_line_in_the_file() -> None:
    assert [row.number for row in read_roster(b'name\n"Ann\nLee"\n\nBob\n').rows] == [2, 5]
    assert [row.number for row in read_roster(workbook([["name"], ["Ann"], [], ["Bob"]])).rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"number,name\n", FileEmpty),
        (b"number,name\n,\n", FileEmpty),
        (workbook([]), FileEmpty),
        (b"number,name\n1,Z\xfcrich\n", NotUtf8),
        ("工号,姓名\n1,陈伟\n".encode("gb18030"), NotUtf8),
        (b"number,name\n1,A\x00nn\n", NotARoster),
        (b"<html><table><tr><td>name</td></tr></table></html>", NotARoster),
        (b"PK\x03\x04 not a workbook", NotARoster),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", WorkbookProtected),
        (b'number,name\n1,"Ann\n2,Bob\n', QuoteOpen),
        (workbook([["name"], ["Ann"]], [["name"], ["Bob"]]), SeveralSheets),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_remedy(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        read_roster(content)
    assert refused.value.field == "file"
    assert "%(" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026.03.01", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("２０２６-０３-０１", date(2026, 3, 1)),
        ("2026-03-31 00:00:00", date(2026, 3, 31)),
        ("2010-01-01", date(2010, 1, 1)),
        ("2040-12-31", date(2040, 12, 31)),
        ("  ", None),
    ],
)
def test_dates_with_the_year_first_are_read(text: str, day: date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2026", "date_order"),
        ("31.12.2026", "date_order"),
        ("26-03-31", "short_year"),
        ("2026-02-29", "not_a_date"),
        ("2026-13-01", "not_a_date"),
        ("March 2026", "not_a_date"),
        ("46112", "not_a_date"),
        ("2026-03-31 08:30:00", "not_a_date"),
        ("2009-12-31", "outside_calendar"),
        ("2041-01-01", "outside_calendar"),
    ],
)
def test_a_date_that_could_mean_something_else_is_not_guessed(text: str, code: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_date(text)
    assert bad.value.code == code


@pytest.mark.parametrize(
    ("text", "permille"),
    [
        ("", 1000),
        ("50 %", 500),
        ("50", 500),
        ("0.5", 500),
        ("1", 1000),
        ("100", 1000),
        ("62.5%", 625),
        ("0.001", 1),
    ],
)
def test_shares_are_thousandths(text: str, permille: int) -> None:
    assert read_share(text) == permille


@pytest.mark.parametrize(
    "text", ["0", "-50", "101", "100.1%", "half", "NaN", "Infinity", "1e9", "0.0005", "33.33%"]
)
def test_a_share_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_share(text)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("", {Role.AGENT}),
        ("Team Leader", {Role.MANAGER}),
        ("坐席", {Role.AGENT}),
        ("經理", {Role.MANAGER}),
        ("manager; HR", {Role.MANAGER, Role.HR}),
        ("agent、主管", {Role.AGENT, Role.MANAGER}),
    ],
)
def test_roles_are_known_in_three_languages(text: str, roles: set[Role]) -> None:
    assert read_roles(text) == roles


def test_numbers_stay_text() -> None:
    assert read_number(" ００１２３\u3000") == "00123"
    for text, code in (
        ("1.23E+15", "spoiled_number"),
        ("12\u200b3", "hidden_characters"),
        ("9" * 41, "too_long"),
    ):
        with pytest.raises(BadCell) as bad:
            read_number(text)
        assert bad.value.code == code


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",Ann,E,,", "number", "missing"),
        ("1,,E,,", "name", "missing"),
        ("1,Ann,E,2026-03-02,2026-03-01", "to", "to_before_from"),
        ("1,Ann,E,2026-03-02,2026-03-02,extra", "", "row_too_long"),
        ("1,Ann,E,soon,", "from", "not_a_date"),
        (f"1,{'A' * 121},E,,", "name", "too_long"),
    ],
)
def test_a_bad_row_names_column_value_and_reason(row: str, column: str, code: str) -> None:
    rows, errors = read_rows(read_roster(f"number,name,team,from,to\n{row}\n2,Bob,E,,\n".encode()))
    assert [(error.row, error.column, error.code) for error in errors] == [(2, column, code)]
    assert [good.name for good in rows] == ["Bob"]
    assert "%(" not in errors[0].message


def test_every_bad_cell_of_a_row_is_named() -> None:
    _, errors = read_rows(read_roster(b"number,name,from,to,share\n1E+9,Ann,x,y,z\n"))
    assert [error.column for error in errors] == ["number", "from", "to", "share"]


def test_excel_dates_and_numbers_arrive_as_written() -> None:
    content = workbook([["number", "name", "from"], [1001, "Ann", datetime(2026, 3, 1)]])  # noqa: DTZ001
    rows, errors = read_rows(read_roster(content))
    assert not errors
    assert (rows[0].number, rows[0].starts) == ("1001", date(2026, 3, 1))


def test_a_name_always_makes_the_same_number() -> None:
    assert (
        made_number("Anna  Snelling")
        == made_number("anna snelling")
        == "N-" + made_number("Anna Snelling")[2:]
    )
    assert made_number("Anna Snelling") != made_number("Anna Snellin")
    assert len(made_number("A")) == 10
