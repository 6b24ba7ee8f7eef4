"""Formats: gzip and zip of one file, JSON Lines; and which archives are refused."""

import gzip
import json
from typing import Any

import pytest
from pytest_django import Settings

from apps.intake.models import Call
from tests import deliveries as d
from tests.cases import CALL, Refused, Rejected, check, company, declared
from tests.files import xlsx, zipped

pytestmark = pytest.mark.django_db
TEXT = d.lines(d.CALLS, CALL).encode()
HEADERS = d.CALLS.split(",")


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(TEXT, "x.txt", id="txt"),
        pytest.param(TEXT.replace(b",", b"\t"), "x.tsv", id="tsv"),
        pytest.param(gzip.compress(TEXT), "x.csv.gz", id="gzip"),
        pytest.param(
            gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:]), "x.csv.gz", id="gzip in two members"
        ),
        pytest.param(zipped(**{"x.csv": TEXT}), "x.zip", id="zip"),
        pytest.param(zipped(**{"2026/11/x.csv": TEXT, "2026/": b""}), "x.zip", id="zip with folders"),
        pytest.param(
            zipped(**{"x.csv": TEXT, "__MACOSX/._x.csv": b"x", ".DS_Store": b"x"}), "x.zip", id="zip of a Mac"
        ),
        pytest.param(zipped(**{"x.xlsx": xlsx(HEADERS, CALL.split(","))}), "x.zip", id="workbook in a zip"),
        pytest.param(zipped(**{"x.csv": TEXT.decode().encode("utf-16")}), "x.zip", id="UTF-16 in a zip"),
    ],
)
def test_a_format_is_accepted(content: bytes, name: str) -> None:
    check(d.deliver(declared("dialer"), content, name), None)
    assert Call.objects.get().row == 2


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (
            zipped(**{"a.csv": TEXT, "b.csv": TEXT}),
            "x.zip",
            Refused(code="archive_several", words=("2", "a.csv")),
        ),
        (zipped(), "x.zip", Refused(code="archive_several", words=("0",))),
        (zipped(**{"x.zip": zipped()}), "x.zip", Refused(code="archive_nested", words=("x.zip",))),
        (
            gzip.compress(gzip.compress(TEXT)),
            "x.csv.gz.gz",
            Refused(code="archive_nested", words=("x.csv.gz",)),
        ),
        (zipped(**{"../../x.csv": TEXT}), "x.zip", Refused(code="archive_path", words=("../../x.csv",))),
        (zipped(**{"/etc/x.csv": TEXT}), "x.zip", Refused(code="archive_path")),
        (zipped(**{"C:\\x.csv": TEXT}), "x.zip", Refused(code="archive_path")),
        (zipped(**{"x.csv": b""}), "x.zip", Refused(code="empty_file")),
        (zipped(**{"x.exe": b"MZ"}), "x.zip", Refused(code="unknown_kind", words=(".exe",))),
        (
            zipped(**{"x.csv": gzip.compress(TEXT)}),
            "x.zip",
            Refused(code="not_what_it_says", words=("gzip",)),
        ),
        (xlsx(HEADERS), "x.zip", Refused(code="not_what_it_says", words=("XLSX",))),
        (TEXT, "x.zip", Refused(code="not_what_it_says")),
        (TEXT, "x.csv.gz", Refused(code="not_what_it_says")),
        (b"", "x.zip", Refused(code="empty_file")),
        (zipped(**{"x.csv": TEXT})[:-30], "x.zip", Refused(code="archive_broken")),
        (gzip.compress(TEXT)[:-9], "x.csv.gz", Refused(code="archive_broken")),
        (gzip.compress(TEXT)[:-8] + b"\x00" * 8, "x.csv.gz", Refused(code="archive_broken")),
        (gzip.compress(TEXT), "x.gz", Refused(code="unknown_kind")),
    ],
)
def test_an_archive_that_is_not_one_file_is_refused(content: bytes, name: str, expected: Refused) -> None:
    check(d.deliver(declared("dialer"), content, name), expected)


def test_an_archive_with_a_password_is_refused() -> None:
    content = bytearray(zipped(**{"x.csv": TEXT}))
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1  # the flag of the directory, which is what readers go by
    check(d.deliver(declared("dialer"), bytes(content), "x.zip"), Refused(code="archive_encrypted"))


def test_an_archive_is_stopped_at_the_limit(settings: Settings) -> None:
    settings.INTAKE_UNPACKED_TEXT_BYTES = 100
    batch = d.deliver(declared("dialer"), gzip.compress(TEXT), "x.csv.gz")
    check(batch, Refused(code="too_large_packed"))


def lines_of(*records: Any) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


RECORD: dict[str, Any] = {
    "Call ID": "c1",
    "Agent No": 7,
    "Start time": "2026-11-02 10:00:00",
    "Direction": "out",
    "Answered": True,
    "Talk seconds": 60,
    "Topic": "王",
}


@pytest.mark.parametrize("name", ["x.jsonl", "x.ndjson", "x.jsonl.gz"])
def test_json_lines_are_rows(name: str) -> None:
    second = {"Wait seconds": 5.0, **RECORD, "Call ID": "c2", "Answered": False, "Talk seconds": None}
    content = lines_of(RECORD, second)
    batch = d.deliver(declared("dialer"), gzip.compress(content) if name.endswith("gz") else content, name)
    check(batch, None, good=2)
    found = Call.objects.order_by("key").values_list(
        "row", "answered", "talk_seconds", "wait_seconds", "topic"
    )
    assert list(found) == [(1, True, 60, None, "王"), (2, False, None, 5, "王")]


def test_a_wrong_line_is_named_as_it_is_counted() -> None:
    content = lines_of(RECORD, {**RECORD, "Call ID": "c2", "Talk seconds": "long"})
    batch = d.deliver(declared("dialer"), content, "x.jsonl")
    check(batch, Rejected(row=2, column="Talk seconds", value="long", code="not_a_number"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (lines_of(RECORD) + b"{broken\n", Refused(code="json_line", words=("Line 2",))),
        (lines_of(RECORD, [1]), Refused(code="json_line", words=("Line 2",))),
        (lines_of(RECORD, {**RECORD, "Tags": ["a"]}), Refused(code="json_nested", words=("Line 2", "Tags"))),
        (lines_of({"Call ID": {"id": 1}}), Refused(code="json_nested", words=("Line 1", "Call ID"))),
        (lines_of(RECORD) + b'{"Call ID": "\xff"}\n', Refused(code="encoding", words=("Row 2",))),
        (b"[" * 100_000 + b"\n", Refused(code="json_line", words=("Line 1",))),
        (lines_of({f"k{n}": n for n in range(1001)}), Refused(code="too_many_columns", words=("1001",))),
        (b"{}\n", Refused(code="header_only")),
        (lines_of({"Call ID": "c1"}), Refused(code="missing_column", words=("Agent No",))),
    ],
)
def test_lines_that_are_no_flat_objects_refuse_the_file(content: bytes, expected: Refused) -> None:
    check(d.deliver(declared("dialer"), content, "x.jsonl"), expected)


def test_a_number_of_json_keeps_every_digit() -> None:
    content = lines_of(RECORD).replace(b'"c1"', b"12345678901234567890123")
    check(d.deliver(declared("dialer"), content, "x.jsonl"), None)
    assert Call.objects.get().key == "12345678901234567890123"


def test_reading_goes_on_from_a_checkpoint_in_any_format(settings: Settings) -> None:
    """Small blocks: each starts where the one before has ended, whatever was made of the stored file."""
    settings.INTAKE_BLOCK_BYTES = 200
    settings.INTAKE_BLOCK_ROWS = 3
    rows = [CALL.replace("c1", f"c{n}") for n in range(20)]
    text = d.lines(f"{d.CALLS},Topic", *(f"{row},王小明" for row in rows))
    records = [dict(zip(HEADERS, row.split(","), strict=True)) for row in rows]
    for name, content in {
        "a.csv": text.encode("gb18030"),
        "b.csv.gz": gzip.compress(text.encode("gb18030")),
        "c.xlsx": xlsx(HEADERS, *(row.split(",") for row in rows)),
        "d.jsonl": lines_of(*records),
    }.items():
        source = d.source("dialer", code=name[0], encoding="gb18030" if name[0] in "ab" else "utf-8")
        batch = d.deliver(source, content, name)
        assert (batch.state, batch.read, batch.accepted) == ("imported", 20, 20)
        assert batch.checkpoint_row == 20
