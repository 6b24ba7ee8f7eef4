"""One number opened as JSON: parts, what was left out, records, and that they make the stored figure."""

from typing import Any

import pytest
from django.test import Client

from apps.metrics import operations
from apps.metrics.models import Cell, CellCheck
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from tests import records
from tests.functional.portal.visiting import Floor, make, signed_in
from tests.records import day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_24th")]


@pytest.fixture
def scene() -> Floor:
    """Amy reached customers 1 and 2, dialled 3 in vain, and 1 bought; one order never was."""
    scene = make()
    amy = scene.person("Amy Lau")
    for number in (1, 2):
        records.call(amy, "11-02", number, key=f"call-{number}")
    records.call(amy, "11-03", 3, answered=False, talk_seconds=None)
    records.call(amy, "11-03", talk_seconds=None)
    records.order(amy, "11-02", 1, 20_000, key="order-1")
    records.order(amy, "11-05", 2, cancelled="11-04")
    row = ChangeRow(
        topic=Topic.DEFINITION, person_id=None, team_id=None, first_day=day("01-01"), last_day=day("12-31")
    )
    changes.write(rows=[row], cause="test", at=records.AT)
    operations.consume_all()
    return scene


def opened(client: Client, kpi: str, pk: int, query: str = "", subject: str = "agent") -> dict[str, Any]:
    response = client.get(f"/api/v1/figures/{subject}/{pk}/{kpi}/2026-11/{query}")
    return {"status": response.status_code, **response.json()}


def test_a_ratio_with_everything_it_rests_on(scene: Floor) -> None:
    amy = scene.person("Amy Lau").pk
    found = opened(signed_in(scene.daniel), "conversion_rate", amy, "?part=numerator")
    assert found["figure"] == found["recomputed"]
    assert (found["figure"]["numerator"], found["figure"]["denominator"], found["equal"]) == (1, 2, True)
    assert found["figure"]["value"] == {"decimal": "0.500000", "exact": "1/2"}
    assert found["formula"] == "customers who bought after a contact (1) ÷ customers reached (2)"
    assert {one["code"]: one["count"] for one in found["left_out"]} == {
        "not_reached": 1,
        "no_customer": 1,
        "never_booked": 1,
    }
    assert [(one["type"], one["key"], one["file"], one["agent_name"]) for one in found["results"]] == [
        ("order", "order-1", "test.csv", "Amy Lau")
    ]
    assert (found["final"], found["updating"], found["kpi"]["version"]) == (False, False, 1)


def test_the_values_of_the_records_are_the_sum(scene: Floor) -> None:
    amy = scene.person("Amy Lau").pk
    found = opened(signed_in(scene.daniel), "sales_amount", amy)
    assert [one["value"]["exact"] for one in found["results"]] == ["200/1"]
    assert found["figure"]["value"]["exact"] == "200/1"
    assert [one["words"] for one in found["left_out"]] == ["order cancelled before it was booked"]


def test_pages_days_and_what_is_wrong(scene: Floor) -> None:
    client, amy = signed_in(scene.daniel), scene.person("Amy Lau").pk
    found = opened(client, "outbound_calls", amy, "?page_size=3&page=2")
    assert (found["count"], found["pages"], len(found["results"])) == (4, 2, 1)
    assert opened(client, "outbound_calls", amy, "?to=2026-11-02")["figure"]["n"] == 2
    assert opened(client, "outbound_calls", amy, "?to=2026-12-02")["status"] == 400
    assert opened(client, "outbound_calls", amy, "?part=both")["status"] == 400
    assert opened(signed_in(scene.user("Ben Ho")), "outbound_calls", amy)["status"] == 404


def test_a_damaged_cell_is_told_on_the_page_and_in_json(scene: Floor) -> None:
    client, amy = signed_in(scene.daniel), scene.person("Amy Lau").pk
    check = operations.begin_check(at=records.AT)
    assert isinstance(check, CellCheck)
    operations.finish_check(check=check, found=operations.verify_cells(), at=records.AT)
    address = f"/figures/conversion_rate/agent/{amy}/2026-11/"
    assert "the stored figure is the same" in client.get(address).content.decode()
    Cell.objects.filter(kpi__code="conversion_rate", grain="month", subject="agent").update(numerator=2)
    found = opened(client, "conversion_rate", amy)
    assert (found["equal"], found["recomputed"]["numerator"]) == (False, 1)
    assert (found["checked"]["different"], found["checked"]["compared"] > 50) == (0, True)
    assert "Recomputed from its records just now: 1 / 2" in client.get(address).content.decode()
