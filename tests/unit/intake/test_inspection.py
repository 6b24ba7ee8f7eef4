"""A sample file, looked at before anything is declared: format, encodings, delimiter, sheets, first rows."""

import gzip
import json
from pathlib import Path

import pytest
import xlsxwriter

from apps.intake.mapping.spec import Reading
from apps.intake.reading import FileRefused
from apps.intake.reading.inspect import Inspection, inspect_file
from tests.files import xlsx

TEXT = "坐席姓名,工号,通话时长\n王小明,1001,22\n李娜,1002,35\n"


def inspect(folder: Path, content: bytes, name: str = "x.csv", given: Reading | None = None) -> Inspection:
    path = folder / "upload"
    path.write_bytes(content)
    return inspect_file(path, name, given)


def test_utf8_is_not_asked_about(tmp_path: Path) -> None:
    found = inspect(tmp_path, TEXT.encode("utf-8-sig"))
    assert (found.format, found.packed, found.asks, found.reading) == ("csv", "", (), Reading())
    assert [each.encoding for each in found.encodings] == ["utf-8"]
    assert found.headers == ("坐席姓名", "工号", "通话时长")
    assert found.rows == (("王小明", "1001", "22"), ("李娜", "1002", "35"))
    assert found.first_row == 2


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_another_encoding_is_shown_under_each_candidate_and_asked(tmp_path: Path, encoding: str) -> None:
    text = "坐席姓名,工號\n王小明,1001\n" if encoding == "big5" else TEXT
    found = inspect(tmp_path, text.encode(encoding))
    assert found.asks == ("encoding",)
    assert {"gb18030", encoding} <= {each.encoding for each in found.encodings}
    samples = {each.encoding: each.sample for each in found.encodings}
    assert samples[encoding].startswith("坐席姓名")
    assert len(set(samples.values())) == len(samples)
    told = inspect(tmp_path, text.encode(encoding), given=Reading(encoding=encoding))
    assert told.headers[0] == "坐席姓名"
    assert told.asks == ()


def test_a_file_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        inspect(tmp_path, b"a,b\n\x81\xff\x90,\xff\xff\n")
    assert refused.value.code == "encoding_none"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a;b;c\n1,5;2;3\n", ";"), ("a\tb\n1\t2\n", "\t"), ("Report, all, teams\na;b;c;d\n1;2;3;4\n", ";")],
)
def test_the_delimiter_is_the_one_the_rows_agree_on(tmp_path: Path, text: str, delimiter: str) -> None:
    found = inspect(tmp_path, text.encode())
    assert found.delimiters[0] == delimiter
    assert found.headers[0] == "a"


def test_a_table_below_a_title_and_beside_a_margin_is_found(tmp_path: Path) -> None:
    text = 'Calls of November,,\n"Made ""24 Nov"" by Amy",,\n\n,Agent,Date\n,Ada,2026-11-02\n'
    found = inspect(tmp_path, text.encode())
    assert (found.reading.header_row, found.reading.first_column) == (4, 2)
    assert (found.headers, found.rows, found.first_row) == (("Agent", "Date"), (("Ada", "2026-11-02"),), 5)


def test_an_archive_is_looked_into(tmp_path: Path) -> None:
    found = inspect(tmp_path, gzip.compress(TEXT.encode()), "calls.tsv.gz")
    assert (found.format, found.packed, found.delimiters[0]) == ("tsv", "gz", ",")


def test_json_lines_have_their_keys_as_columns(tmp_path: Path) -> None:
    lines = [{"a": 1, "b": None}, {"c": "x", "a": 10.50}]
    found = inspect(tmp_path, "\n".join(json.dumps(line) for line in lines).encode(), "x.jsonl")
    assert (found.headers, found.first_row) == (("a", "b", "c"), 1)
    assert found.rows == (("1", "", ""), ("10.5", "", "x"))


def test_a_workbook_that_begins_elsewhere_is_found_where_it_is_read(tmp_path: Path) -> None:
    content = xlsx(["Agent", "Talk"], ["A1", 5], at=(2, 3))
    found = inspect(tmp_path, content, "x.xlsx")
    assert found.reading == Reading(header_row=3, first_column=4)
    assert (found.headers, found.rows, found.first_row) == (("Agent", "Talk"), (("A1", "5"),), 4)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Notes").write(0, 0, "for Amy")
        calls = made.add_worksheet("Calls")
        calls.write(0, 0, "Calls of November")
        for n in range(5):
            calls.write_row(n + 2, 1, ["Agent", "Talk"] if not n else [f"A{n}", n])
        made.add_worksheet("Old").hide()
    return path


def test_several_or_hidden_sheets_are_asked_about(book: Path) -> None:
    found = inspect_file(book, "book.xlsx")
    assert found.asks == ("sheet",)
    assert [(sheet.name, sheet.hidden) for sheet in found.sheets] == [
        ("Notes", False),
        ("Calls", False),
        ("Old", True),
    ]
    assert found.reading == Reading(sheet="Calls", header_row=3, first_column=2)
    assert (found.headers, found.rows[0], found.first_row) == (("Agent", "Talk"), ("A1", "1"), 4)
    told = inspect_file(book, "book.xlsx", Reading(sheet="Notes"))
    assert (told.asks, told.headers) == ((), ("for Amy",))
