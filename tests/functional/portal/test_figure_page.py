"""One number opened: its parts in words, and the records of each part, on the page and as files."""

import csv
import io

import fastexcel
import pytest
from django.urls import reverse

from apps.intake.models import Customer
from tests import records
from tests.functional.portal.visiting import Floor, make, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_24th")]


@pytest.fixture
def scene() -> Floor:
    """Amy reached customers 1 and 2, and 1 bought."""
    scene = make()
    amy = scene.person("Amy Lau")
    for number in (1, 2):
        Customer.objects.create(pk=number, label=f"••••{number:04}")
        records.call(amy, "11-02", number, key=f"call-{number}")
    records.order(amy, "11-02", 1, key="order-1")
    return scene


def page(scene: Floor, query: str = "", *, status: int = 200) -> str:
    amy = scene.person("Amy Lau").pk
    return text(
        signed_in(scene.daniel),
        "figure",
        "conversion_rate",
        "agent",
        amy,
        "2026-11",
        query=query,
        status=status,
    )


def test_the_parts_are_said_in_words_and_customers_stand_masked(scene: Floor) -> None:
    shown = page(scene)
    for words in ("customers who bought after a contact", "customers reached", "3 records", "••••0002"):
        assert words in shown, words
    assert "contacted_buyers" not in shown


@pytest.mark.parametrize(
    ("part", "there", "gone"),
    [
        ("numerator", ["order-1"], ["call-1", "call-2"]),
        ("denominator", ["order-1", "call-1", "call-2"], []),
    ],
)
def test_each_part_lists_its_own_records(scene: Floor, part: str, there: list[str], gone: list[str]) -> None:
    shown = page(scene, f"?part={part}")
    assert [key for key in there if key not in shown] == []
    assert [key for key in gone if key in shown] == []


def test_a_part_that_is_none_is_not_found(scene: Floor) -> None:
    page(scene, "?part=both", status=404)
    amy = scene.person("Amy Lau").pk
    client = signed_in(scene.daniel)
    text(client, "figure", "sales_amount", "agent", amy, "2026-11", query="?part=numerator", status=404)


def test_the_files_hold_the_records_of_the_part(scene: Floor) -> None:
    client, amy = signed_in(scene.daniel), scene.person("Amy Lau").pk
    arguments = ["conversion_rate", "agent", amy, "2026-11"]
    file = client.get(reverse("figure-records", args=[*arguments, "csv"]), {"part": "numerator"})
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["Key"], row["Customer"], row["Agent"]) for row in rows] == [
        ("order-1", "••••0001", "Amy Lau")
    ]
    book = client.get(reverse("figure-records", args=[*arguments, "xlsx"])).content
    sheet = fastexcel.read_excel(book).load_sheet(0).to_polars()
    assert sorted(sheet["Key"]) == ["call-1", "call-2", "order-1"]
    stranger = signed_in(scene.user("Ben Ho"))
    assert stranger.get(reverse("figure-records", args=[*arguments, "csv"])).status_code == 404
