"""Files that are refused as a whole: nothing is written, and the sentence says what to do."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from apps.intake.models import Call, HeldRow
from apps.intake.operations import run_batch
from apps.intake.reasons import FILE, file_reason
from tests import deliveries as d

pytestmark = pytest.mark.django_db

ROW = "c1,7,2026-11-02 10:00:00,out,61234567,Y,60,5"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(*rows: list[str], sheets: int = 1) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for _ in range(sheets):
        sheet = book.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    book.close()
    return buffer.getvalue()


def zipped(**files: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.csv", b"", "empty_file"),
        ("x.csv", b"\n \n", "empty_file"),
        ("x.csv", d.CALLS.encode(), "header_only"),
        ("x.csv", d.CALLS.encode() + b"\r\n\r\n", "header_only"),
        ("x.xlsx", workbook(d.CALLS.split(",")), "header_only"),
        ("x.xlsx", workbook(), "empty_file"),
        ("x.pdf", b"%PDF-1.7 x", "unknown_kind"),
        ("x", b"a,b\n1,2\n", "unknown_kind"),
        ("x.csv", b"%PDF-1.7 x", "not_what_it_says"),
        ("x.csv", workbook(["a"], ["b"]), "not_what_it_says"),
        ("x.csv", b"<!DOCTYPE html><table><tr><td>1", "not_what_it_says"),
        ("x.csv", b"\x1f\x8b\x08 gzip", "not_what_it_says"),
        ("x.xlsx", b"a,b\n1,2\n", "not_what_it_says"),
        ("x.xlsx", b"<html><table>", "not_what_it_says"),
        ("x.xlsx", zipped(readme=b"x"), "not_what_it_says"),
        ("x.xlsx", zipped(xl__workbook=b"x", **{"xl/workbook.xml": b"<broken"}), "broken_workbook"),
        ("x.xlsx", zipped(**{"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}), "macros"),
        ("x.xlsx", b"PK\x03\x04 torn", "broken_workbook"),
        ("x.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("x.xlsx", OLE + b" old", "not_what_it_says"),
        ("x.xlsx", workbook(["a"], ["b"], sheets=2), "several_sheets"),
        ("x.csv", (d.CALLS + "\n").encode("utf-16-le"), "encoding_utf16"),
        ("x.csv", d.lines(d.CALLS, ROW, "c2,é").encode("latin-1"), "encoding"),
        ("x.csv", d.lines(d.CALLS + ',"open', ROW).encode(), "unterminated_quote"),
        ("x.csv", d.lines(d.CALLS + ",call id", ROW + ",c1").encode(), "duplicate_header"),
        ("x.csv", d.lines(d.CALLS.replace("Agent No,", ""), ROW).encode(), "missing_column"),
        ("x.csv", d.lines(d.CALLS, ROW.replace("c1", "1.23E+15")).encode(), "scientific_id"),
    ],
)
def test_a_file_that_cannot_be_is_refused_whole(name: str, content: bytes, code: str) -> None:
    d.organisation()
    d.agent("Ada", "7")
    batch = d.deliver(d.source(), content, name)
    assert (batch.state, batch.error_code) == ("refused", code)
    assert (batch.read, batch.lease_until) == (0, None)
    assert not Call.objects.exists()
    assert not HeldRow.objects.exists()
    sentence, remedy = file_reason(batch.error_code, batch.error_values)
    assert sentence
    assert remedy


def test_a_missing_column_is_named_as_a_person_would_look_for_it() -> None:
    batch = d.deliver(d.source(), d.lines("Call ID,Start time,Direction", "1,2026-11-02,out"))
    assert file_reason(batch.error_code, batch.error_values)[0] == "The file lacks: Agent No, Answered."


def test_a_workbook_beyond_the_limit_is_refused_before_it_is_opened(settings: object) -> None:
    settings.INTAKE_UNPACKED_BYTES = 1000  # type: ignore[attr-defined]
    batch = d.deliver(d.source(), workbook(["a"] * 500), "x.xlsx")
    assert batch.error_code == "too_large_unpacked"


def test_a_workbook_says_what_a_text_file_says() -> None:
    d.organisation()
    d.agent("Ada", "7")
    to = d.source()
    text = d.deliver(to, d.lines(d.CALLS, ROW))
    book = d.deliver(to, workbook(d.CALLS.split(","), ROW.split(",")), "x.xlsx")
    assert d.counts(text) == {"accepted": 1}
    assert d.counts(book) == {"unchanged": 1}


def test_a_file_that_is_gone_is_said_so(settings: object) -> None:
    batch = d.bring(d.source(), d.lines(d.CALLS, ROW))
    settings.MEDIA_ROOT = "/nowhere"  # type: ignore[attr-defined]
    run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    assert d.fresh(batch).error_code == "file_gone"


def test_every_code_has_its_sentence() -> None:
    assert all(str(reason.sentence) for reason in FILE.values())
