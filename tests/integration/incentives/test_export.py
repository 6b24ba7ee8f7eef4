"""The payroll file: exact, safe, and the same to the byte whenever it is fetched."""

import csv
import hashlib
import io
import zipfile
from datetime import date

import pytest

from apps.incentives import operations, refusals
from apps.incentives.payroll import PayrollRow, csv_bytes, decimal_amount, safe_text, xlsx_bytes
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
            "period_earned": "2026-10",
            "amount": "9200.00",
            "currency": "HKD",
        }
    ]
    assert (file.rows, file.total_minor, file.filename) == (1, 920_000, "payroll-sales-2026-10-1.csv")


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
    assert csv_bytes([row]) == csv_bytes([row])
    assert xlsx_bytes([row], made_at=AT)[:2] == b"PK"


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
