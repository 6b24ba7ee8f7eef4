"""Flat tables for Tableau and Power BI: names and units, pages, filters, only what changed, scope."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.metrics import operations
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from apps.people.models import Person
from apps.people.operations.tokens import give_token
from tests import records
from tests.functional.portal.visiting import Floor, make, signed_in
from tests.records import day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_24th")]


def compute() -> None:
    row = ChangeRow(
        topic=Topic.DEFINITION, person_id=None, team_id=None, first_day=day("01-01"), last_day=day("12-31")
    )
    changes.write(rows=[row], cause="test", at=records.AT)
    operations.consume_all()


@pytest.fixture
def scene() -> Floor:
    scene = make()
    for name in ("Amy Lau", "Ben Ho"):
        for when in ("11-02", "11-03"):
            records.call(scene.person(name), when, talk_seconds=90)
    compute()
    return scene


def table(client: Client, name: str, query: str = "", status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1/bi/{name}.json{query}")
    assert response.status_code == status, response.content[:500]
    found: dict[str, Any] = response.json()
    return found


def test_figures_have_names_units_and_exact_parts(scene: Floor) -> None:
    amy = scene.person("Amy Lau")
    query = "?kpi=talk_time&subject=agent&grain=month&from=2026-11-01&to=2026-11-30"
    rows = {row["subject_id"]: row for row in table(signed_in(scene.steward), "figures", query)["results"]}
    row = rows[amy.pk]
    assert (row["subject_name"], row["kpi_name"], row["unit"]) == ("Amy Lau", "Talk time", "seconds")
    assert (row["numerator"], row["denominator"], row["n"], row["value"]) == (180, 2, 2, "90.000000")
    assert (row["starts"], row["ends"], row["final"]) == ("2026-11-01", "2026-12-01", False)


def test_pages_hold_each_row_once_and_csv_says_the_next_page(scene: Floor) -> None:
    client = signed_in(scene.steward)
    whole = table(client, "figures")
    assert whole["next"] is None
    seen, address = [], "/api/v1/bi/figures.json?limit=40"
    while address:
        page = client.get(address).json()
        seen += page["results"]
        address = page["next"]
    assert seen == whole["results"]
    assert len(seen) > 80
    response = client.get("/api/v1/bi/figures.csv?limit=40")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [row["id"] for row in rows] == [str(row["id"]) for row in seen[:40]]
    assert response["Link"] == f'</api/v1/bi/figures.csv?limit=40&after={rows[-1]["id"]}>; rel="next"'
    assert response["X-Watermark"] == str(whole["watermark"])


def test_only_what_changed_since_the_watermark(scene: Floor) -> None:
    client, amy = signed_in(scene.steward), scene.person("Amy Lau")
    mark = table(client, "figures")["watermark"]
    assert table(client, "figures", f"?since={mark}")["results"] == []
    gone = records.call(scene.person("Ben Ho"), "11-05")
    records.call(amy, "11-03", talk_seconds=60)
    compute()
    changed = table(client, "figures", f"?since={mark}")
    assert {row["subject_name"] for row in changed["results"]} >= {"Amy Lau", "Ben Ho"}
    assert {row["starts"] for row in changed["results"] if row["grain"] == "day"} == {
        "2026-11-03",
        "2026-11-05",
    }
    later = changed["watermark"]
    gone.delete()
    compute()
    removed = table(client, "removed", f"?since={later}")["results"]
    assert ("outbound_calls", "agent", "2026-11-05", "day") in {
        (row["kpi"], row["subject"], row["starts"], row["grain"]) for row in removed
    }
    kept = {row["revision"] for row in table(client, "figures", f"?since={later}")["results"]}
    assert min(kept) > later


def test_each_sees_their_own_scope(scene: Floor) -> None:
    def people(client: Client) -> set[str]:
        return {row["subject_name"] for row in table(client, "figures", "?subject=agent")["results"]}

    assert people(signed_in(scene.steward)) == {"Amy Lau", "Ben Ho"}
    assert people(signed_in(scene.user("Amy Lau"))) == {"Amy Lau"}
    assert "Amy Lau" in people(signed_in(scene.daniel))
    teams = {
        row["subject_id"] for row in table(signed_in(scene.daniel), "figures", "?subject=team")["results"]
    }
    assert teams <= {row["id"] for row in table(signed_in(scene.daniel), "teams")["results"]}
    assert table(signed_in(scene.user("Amy Lau")), "figures", "?subject=team")["results"] == []
    table(signed_in(scene.administrator), "figures", status=404)


def test_a_token_opens_them_and_nobody_else(scene: Floor) -> None:
    assert Client().get("/api/v1/bi/figures.csv").status_code == 401
    token = give_token(user=scene.steward, by=scene.steward, at=records.AT)
    headers = {"Authorization": f"Token {token.key}"}
    assert Client(headers=headers).get("/api/v1/bi/figures.csv").status_code == 200


def test_every_table_has_the_columns_it_describes_and_as_many_queries_whatever_its_rows(scene: Floor) -> None:
    client = signed_in(scene.steward)
    counts = []
    for _ in range(2):
        found = {}
        for one in client.get("/api/v1/bi/").json():
            with CaptureQueriesContext(connection) as asked:
                rows = client.get(one["json"]).json()["results"]
            found[one["name"]] = len(asked)
            assert all(list(row) == [column["name"] for column in one["columns"]] for row in rows)
            assert all(column["meaning"] for column in one["columns"])
        counts.append(found)
        for n in range(4):
            person = Person.objects.create(name=f"More {n}", name_key=f"more {n}")
            records.placed(person, scene.scene.team, "2026-01-01")
            records.call(person, "11-02")
        compute()
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "query", ["?limit=0", "?kpi=no_such", "?grain=hour", "?from=soon", "?sinze=4", "?after=-1", "?since=x"]
)
def test_what_cannot_be_read_is_a_sentence(scene: Floor, query: str) -> None:
    table(signed_in(scene.steward), "figures", query, status=400)


def test_a_filter_that_a_table_does_not_know_is_refused(scene: Floor) -> None:
    assert "since" in table(signed_in(scene.steward), "teams", "?since=4", status=400)
    day_rows = table(signed_in(scene.steward), "calendar", "?from=2026-11-02&to=2026-11-03")["results"]
    assert [(row["day"], row["week"], row["weekday"]) for row in day_rows] == [
        ("2026-11-02", "2026-11-02", 1),
        ("2026-11-03", "2026-11-02", 2),
    ]
