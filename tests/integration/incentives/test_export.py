"""The payroll file: exact, safe, and the same to the byte whenever it is fetched."""

import csv
import hashlib
import io
import zipfile
from datetime import date

import pytest

from apps.incentives import operations, refusals
from apps.incentives.payroll import (
    DEFAULT,
    PayrollRow,
    csv_bytes,
    decimal_amount,
    read_mapping,
    safe_text,
    xlsx_bytes,
)
from apps.people.models import EmployeeNumber, Employment
from tests import bonus
from tests.bonus import AT, OCT, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return bonus.scene()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_who_is_paid_is_in_the_file_with_what_payroll_needs(scene: Scene) -> None:
    amy = scene.agent("Amy Lau", 105)
    scene.agent("Ben Ho", 79)
    run = scene.exported(scene.plan())
    file = run.files.get(format="csv")
    assert rows(bytes(file.content)) == [
        {
            "employee_number": f"E{amy.pk:04}",
            "name": "Amy Lau",
            "legal_entity": "HK01",
            "payroll_group": "Sales",
            "cost_centre": "4100",
            "plan": "sales",
            "wage_type": "BONUS",
            "period_earned": "2026-10",
            "period_paid": "2026-11",
            "amount": "9200.00",
            "currency": "HKD",
        }
    ]
    assert (file.rows, file.total_minor, file.filename) == (
        1,
        920_000,
        "payroll-sales-2026-10-1-HK01-HKD.csv",
    )


def test_the_hash_is_that_of_the_bytes(scene: Scene) -> None:
    scene.agent("Amy Lau", 105)
    for file in scene.exported(scene.plan()).files.all():
        assert hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256


def test_the_workbook_holds_the_same_rows_and_control_totals(scene: Scene) -> None:
    scene.agent("Amy Lau", 105)
    scene.agent("Ben Ho", 100)
    content = bytes(scene.exported(scene.plan()).files.get(format="xlsx").content)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        people = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<v>9200</v>" in people
    assert "<v>8000</v>" in people
    assert "17200.00" in texts


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "-2", "@x", "\t=1", "\r=1", "＝1+1"])
def test_a_name_is_never_a_formula(scene: Scene, name: str) -> None:
    amy = scene.agent("Amy Lau", 105)
    type(amy).objects.filter(pk=amy.pk).update(name=name)
    run = scene.exported(scene.plan())
    assert rows(bytes(run.files.get(format="csv").content))[0]["name"] == f"'{name}"
    with zipfile.ZipFile(io.BytesIO(bytes(run.files.get(format="xlsx").content))) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("name", ["Amy Lau", "陳大文", "O'Neil", ""])
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    assert safe_text(name) == name


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1, "HKD", "0.01"),
        (123_456, "HKD", "1234.56"),
        (123_450, "HKD", "1234.50"),
        (-5, "HKD", "-0.05"),
        (123_456, "JPY", "123456"),
        (1_234, "KWD", "1.234"),
        (12_345_678_901_234, "HKD", "123456789012.34"),
    ],
)
def test_amounts_are_exact(minor: int, currency: str, text: str) -> None:
    assert decimal_amount(minor, currency) == text


def test_the_same_rows_make_the_same_bytes() -> None:
    row = PayrollRow(
        number="E1",
        name="Amy",
        legal_entity="",
        payroll_group="",
        cost_centre="",
        plan="sales",
        month=OCT,
        minor=1,
        currency="HKD",
    )
    mapped = read_mapping(DEFAULT)
    assert csv_bytes([row], mapped) == csv_bytes([row], mapped)
    assert xlsx_bytes([row], mapped, made_at=AT)[:2] == b"PK"


def test_without_employee_number_there_is_no_file(scene: Scene) -> None:
    scene.agent("Amy Lau", 105)
    run = scene.locked(scene.plan())
    EmployeeNumber.objects.all().delete()
    with pytest.raises(refusals.ExportBroken) as refusal:
        operations.export_run(run=run, by=scene.hr, at=AT)
    assert "Amy Lau" in refusal.value.message
    assert not run.files.exists()


def test_a_leaver_has_the_entity_of_the_last_employment(scene: Scene) -> None:
    lee = scene.agent("Lee Ma", 100, ends=date(2026, 10, 20))
    Employment.objects.create(person=lee, starts=bonus.NOV, legal_entity="CN02")
    run = scene.exported(scene.plan({"units": [{"key": "c", "kpi": "outbound_calls", "minor": 100}]}))
    assert rows(bytes(run.files.get(format="csv").content))[0]["legal_entity"] == "HK01"


MAPPED = {
    "columns": [["Pers.No.", "number"], ["Wage", "wage_type"], ["Amount", "amount"], ["Co", "legal_entity"]],
    "codes": {"wage_type": {"": "4700", "sales": "4711"}, "legal_entity": {"HK01": "1001"}},
    "separator": ";",
}


def test_payrolls_own_columns_and_codes_one_file_for_each_entity(scene: Scene) -> None:
    amy, ben = scene.agent("Amy Lau", 105), scene.agent("Ben Ho", 100)
    Employment.objects.filter(person=ben).update(legal_entity="CN02")
    operations.change_mapping(spec=MAPPED, seen=0, by=scene.hr, at=AT)
    with pytest.raises(refusals.DraftChanged):
        operations.change_mapping(spec=MAPPED, seen=0, by=scene.hr, at=AT)
    run = scene.exported(scene.plan())
    files = {file.legal_entity: file for file in run.files.filter(format="csv")}
    assert {entity: bytes(file.content).decode("utf-8-sig") for entity, file in files.items()} == {
        "HK01": f"Pers.No.;Wage;Amount;Co\r\nE{amy.pk:04};4711;9200.00;1001\r\n",
        "CN02": f"Pers.No.;Wage;Amount;Co\r\nE{ben.pk:04};4711;8000.00;CN02\r\n",
    }
    assert sum(file.total_minor for file in files.values()) == run.total_minor
    run = operations.reverse_run(run=run, reason="Paid twice by the bank", by=scene.hr, at=AT)
    back = run.files.filter(format="csv", kind="reversal")
    assert sum(file.total_minor for file in back) == -run.total_minor
    assert b";-9200.00;" in bytes(back.get(legal_entity="HK01").content)
    with pytest.raises(refusals.Reversed):
        operations.reverse_run(run=run, reason="Again", by=scene.hr, at=AT)
    again = scene.calculated(run.plan_version.plan)
    assert (again.number, again.total_minor) == (2, run.total_minor)


@pytest.mark.parametrize(
    "change",
    [
        {"columns": [["Pers.No.", "number"]]},
        {"columns": [["Amount", "amount"]]},
        {"columns": [["A", "number"], ["A", "amount"]]},
        {"columns": [["A", "number"], ["B", "salary"]]},
        {"columns": [["", "number"], ["B", "amount"]]},
        {"columns": "all"},
        {"codes": {"amount": {"": "1"}}},
        {"separator": "|"},
    ],
)
def test_a_mapping_that_payroll_cannot_use_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(refusals.MappingWrong):
        read_mapping({**MAPPED, **change})


def test_payrolls_answer_is_laid_beside_the_file(scene: Scene) -> None:
    amy, ben = scene.agent("Amy Lau", 105), scene.agent("Ben Ho", 100)
    run = scene.exported(scene.plan())
    differing = f"employee_number,amount\r\nE{amy.pk:04},9200.00\r\nE9999,1.00\r\n".encode()
    answer = operations.receive_answer(run=run, filename="a.csv", content=differing, by=scene.hr, at=AT)
    assert answer.differences == [
        {"number": f"E{ben.pk:04}", "ours": 800_000, "theirs": None},
        {"number": "E9999", "ours": None, "theirs": 100},
    ]
    with pytest.raises(refusals.AnswerDiffers):
        operations.acknowledge_run(run=run, by=scene.hr, at=AT)
    ours = bytes(run.files.get(format="csv").content)
    answer = operations.receive_answer(run=run, filename="b.csv", content=ours, by=scene.hr, at=AT)
    assert (answer.differences, answer.total_minor) == ([], 1_720_000)
    assert operations.acknowledge_run(run=run, by=scene.hr, at=AT).state == "acknowledged"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"", b"a,b\n1,2\n", b"employee_number,amount\nE1,ten\n", b"x" * 5_000_001]
)
def test_an_answer_that_cannot_be_read_is_refused(scene: Scene, content: bytes) -> None:
    scene.agent("Amy Lau", 105)
    run = scene.exported(scene.plan())
    with pytest.raises(refusals.AnswerUnreadable):
        operations.receive_answer(run=run, filename="a.csv", content=content, by=scene.hr, at=AT)
