"""`manage.py export_kpis`: which rows, which digits, what is blank and what is 0."""

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.metrics.catalogue import CATALOGUE
from apps.metrics.exporting import exact_decimal
from apps.people.models import EmployeeNumber, Person
from tests import floor, records
from tests.records import call, day, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def amy() -> Person:
    records.organisation("HKD")
    hong_kong = records.site("Hong Kong")
    person = records.person("Amy", records.team("outbound", parent=records.team("floor", site=hong_kong)))
    EmployeeNumber.objects.create(person=person, number="0017", starts=day("2025-01-01"))
    return person


def export(capsys: pytest.CaptureFixture[str], *kpis: str, **options: str) -> list[dict[str, Any]]:
    chosen = {"from": "2026-11-01", "to": "2026-11-30", "grain": "month", "by": "agent", **options}
    arguments = [f"--{name}={value}" for name, value in chosen.items()]
    call_command("export_kpis", *arguments, *(["--kpi", *kpis] if kpis else []))
    text = capsys.readouterr().out
    if options.get("format") == "json":
        found: list[dict[str, Any]] = json.loads(text, parse_float=Decimal)
        return found
    return list(csv.DictReader(io.StringIO(text)))


def test_figures_are_in_the_unit_and_not_rounded(amy: Person, capsys: pytest.CaptureFixture[str]) -> None:
    for amount in (10_001, 10_002, 10_002):
        order(amy, "11-02", 1, amount)
    rows = export(capsys, "average_order_value", "sales_amount")
    assert rows == [
        {
            "agent": "Amy",
            "number": "0017",
            "period": "2026-11",
            "kpi": "average_order_value",
            "numerator": "300.05",
            "denominator": "3",
            "n": "3",
            "value": "100.01666666666666666",
        },
        {
            "agent": "Amy",
            "number": "0017",
            "period": "2026-11",
            "kpi": "sales_amount",
            "numerator": "300.05",
            "denominator": "",
            "n": "3",
            "value": "300.05",
        },
    ]


def test_no_data_is_blank_and_a_complete_day_without_records_is_zero(
    amy: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    call(amy, "11-02")
    floor.delivered(day("11-03"), ["call"], first=day("11-01"))
    rows = export(capsys, "outbound_calls", "talk_time", "sales_amount", grain="day", to="2026-11-04")
    found = {(row["period"][8:], row["kpi"]): (row["numerator"], row["value"]) for row in rows}
    covered = {"outbound_calls": ("0", "0"), "talk_time": ("0", ""), "sales_amount": ("", "")}
    called = {"outbound_calls": ("1", "1"), "talk_time": ("60", "60"), "sales_amount": ("", "")}
    unknown = dict.fromkeys(covered, ("", ""))
    days = {"01": covered, "02": called, "03": covered, "04": unknown}
    assert found == {(when, kpi): parts for when, kpis in days.items() for kpi, parts in kpis.items()}


def test_whoever_was_not_placed_has_no_zero(amy: Person, capsys: pytest.CaptureFixture[str]) -> None:
    amy.placements.update(ends=day("11-02"))
    floor.delivered(day("11-30"), ["call"], first=day("11-01"))
    rows = export(capsys, "outbound_calls", grain="day", to="2026-11-03")
    assert [row["value"] for row in rows] == ["0", "", ""]


def test_periods_count_only_the_days_of_the_range(amy: Person, capsys: pytest.CaptureFixture[str]) -> None:
    for when in ("10-31", "11-01", "11-30", "12-01"):
        call(amy, when)
    rows = export(capsys, "outbound_calls", grain="week")
    assert {row["period"]: row["value"] for row in rows if row["value"]} == {"2026-W44": "1", "2026-W49": "1"}
    assert [row["value"] for row in export(capsys, "outbound_calls", grain="total")] == ["2"]


@pytest.mark.parametrize(
    ("by", "names"),
    [("team", ["floor", "outbound"]), ("site", ["Hong Kong"]), ("company", ["Test"])],
)
def test_groups(amy: Person, capsys: pytest.CaptureFixture[str], by: str, names: list[str]) -> None:
    """A team without a site is at that of the team above."""
    call(amy, "11-02")
    rows = export(capsys, "outbound_calls", by=by)
    assert [(row[by], row["value"]) for row in rows] == [(name, "1") for name in names]


def test_json_has_numbers_and_nulls(amy: Person, capsys: pytest.CaptureFixture[str]) -> None:
    call(amy, "11-02", talk_seconds=7)
    call(amy, "11-02", talk_seconds=8)
    call(amy, "11-02", talk_seconds=8)
    rows = export(capsys, "talk_time", "sales_amount", format="json")
    figures = [(row["kpi"], row["numerator"], row["n"], row["value"]) for row in rows]
    assert figures == [
        ("talk_time", 23, 3, Decimal("7.6666666666666666666")),
        ("sales_amount", None, None, None),
    ]


def test_nobody_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    records.organisation("HKD")
    assert export(capsys, format="json") == []
    assert export(capsys) == []


def test_all_kpis_unless_named(amy: Person, capsys: pytest.CaptureFixture[str]) -> None:
    assert len({row["kpi"] for row in export(capsys)}) == len([entry for entry in CATALOGUE if entry.active])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"to": "2026-10-31"}, "--to must not lie before --from"),
        ({"from": "2026-13-01"}, "invalid fromisoformat value"),
        ({"grain": "minute"}, "invalid choice"),
        ({"by": "nobody"}, "invalid choice"),
    ],
)
def test_wrong_options_are_refused(
    wrong: dict[str, str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match=message):
        export(capsys, **wrong)


def test_an_unknown_kpi_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"Unknown KPI: no_such\. Known are: sales_amount, "):
        export(capsys, "no_such")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(5, 4), "1.25"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(1_000_000_000), "1000000000"),
        (Fraction(2, 3), "0.66666666666666666666"),
        (Fraction(0), "0"),
        (Fraction(1, 10**12), "0.000000000001"),
        # cut, never rounded: what lies below a half stays below it
        (Fraction(10**25 // 2 - 1, 10**25), "0.49999999999999999999"),
    ],
)
def test_digits(value: Fraction, text: str) -> None:
    assert f"{exact_decimal(value):f}" == text
