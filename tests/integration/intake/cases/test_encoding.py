"""Cases 1 to 9: how the file's bytes are letters."""

import unicodedata

import pytest

from apps.intake.models import Call
from tests import deliveries as d
from tests.cases import CALL, Refused, Rejected, check, company, declared

pytestmark = pytest.mark.django_db
NAMED = f"{CALL},項目王".replace("c1", "c0")
HEADER = f"{d.CALLS},Topic"
TEXT = d.lines(HEADER, f"{CALL},王小明 – 测试")


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode("utf-8-sig"), id="01 UTF-8 with BOM"),
        pytest.param(TEXT.encode("utf-16"), id="02 UTF-16 with BOM"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="02 UTF-16 big endian with BOM"),
    ],
)
def test_a_byte_order_mark_is_believed(content: bytes) -> None:
    check(d.deliver(declared("dialer"), content), None)
    assert Call.objects.get().topic == "王小明 – 测试"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_03_utf16_without_a_mark_is_refused(encoding: str) -> None:
    ascii_ = d.lines(HEADER, f"{CALL},x")
    check(d.deliver(declared("dialer"), ascii_.encode(encoding)), Refused(code="encoding_utf16"))


@pytest.mark.parametrize(
    ("encoding", "topic"),
    [("gb18030", "王小明 – 㐀"), ("gb2312", "王小明"), ("big5", "項目名稱"), ("cp1252", "Zoë’s")],
)
def test_04_05_another_encoding_is_declared_never_guessed(encoding: str, topic: str) -> None:
    content = d.lines(HEADER, f"{CALL},{topic}").encode(encoding)
    undeclared = d.deliver(declared("dialer"), content)
    check(undeclared, Refused(code="encoding", words=("Row 2",)))
    to = d.source("dialer", code="declared", encoding=encoding)
    check(d.deliver(to, content), None)
    assert Call.objects.get().topic == topic


def test_04_they_decode_as_each_other_so_the_declaration_alone_decides() -> None:
    content = d.lines(HEADER, f"{CALL},項目名稱").encode("big5")
    to = d.source("dialer", encoding="gb18030")
    check(d.deliver(to, content), None)
    assert Call.objects.get().topic == content.splitlines()[1].decode("gb18030").rpartition(",")[2]


@pytest.mark.parametrize(
    ("encoding", "bad", "expected"),
    [
        pytest.param("utf-8", b"\xff", Refused(code="encoding", words=("Row 3",)), id="06 UTF-8"),
        pytest.param(
            "gb18030", b"\xff", Refused(code="encoding_declared", words=("Row 3", "gb18030")), id="06 GB18030"
        ),
        pytest.param(
            "cp1252", b"\x81", Refused(code="encoding_declared", words=("Row 3", "cp1252")), id="06 cp1252"
        ),
    ],
)
def test_06_an_invalid_byte_refuses_the_file(encoding: str, bad: bytes, expected: Refused) -> None:
    content = d.lines(HEADER, f"{CALL},x").encode() + CALL.replace("c1", "c2").encode() + b"," + bad + b"\n"
    check(d.deliver(d.source("dialer", encoding=encoding), content), expected)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("c\x002", Rejected(row=3, column="", value="", code="nul"), id="07 NUL"),
        pytest.param(
            "c\u200b2",
            Rejected(row=3, column="Call ID", value="c\u200b2", code="hidden_characters"),
            id="08 zero width",
        ),
        pytest.param(
            "c2\u202e",
            Rejected(row=3, column="Call ID", value="c2\u202e", code="hidden_characters"),
            id="08 bidi",
        ),
    ],
)
def test_characters_nobody_can_see_reject_the_row(row: str, expected: Rejected) -> None:
    check(d.deliver(declared("dialer"), d.lines(d.CALLS, CALL, CALL.replace("c1", row))), expected)


def test_08_an_ideographic_space_after_an_id_is_trimmed() -> None:
    check(d.deliver(declared("dialer"), d.lines(d.CALLS, CALL.replace("c1", "c1\u3000"))), None)
    assert Call.objects.get().key == "c1"


def test_09_names_in_decomposed_letters_are_the_same_names() -> None:
    row = "1,José,2026-10-01,9:12:58,Crédit,Y,Y,109,0:02:23,"
    content = d.lines(d.RATED_CALLS, unicodedata.normalize("NFD", row))
    check(d.deliver(declared("call_and_survey"), content), None)
    call = Call.objects.select_related("agent").get()
    assert (call.agent.name, call.topic) == ("José", unicodedata.normalize("NFC", "Crédit"))
