"""The schema describes every route of the API, without a warning, and the page reads from it."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from apps.portal.api.reference import routes
from tests import floor
from tests.functional.matrix.routes import all_routes


def test_the_schema_is_whole_and_valid(tmp_path: pytest.TempPathFactory) -> None:
    target = f"{tmp_path}/api.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", target)


def test_every_route_is_described_with_its_fields() -> None:
    known = {route.pattern for route in all_routes() if route.name.startswith("api:")}
    described = {route.path for route in routes()}
    assert len(described) == len(known) - 2  # the schema and its page
    assert all(route.summary for route in routes())
    assert all(route.fields for route in routes() if route.verb == "GET")


def test_every_parameter_has_its_meaning() -> None:
    said = {
        one.name: one.description for route in routes() for one in route.parameters if one.place == "query"
    }
    assert [name for name, description in said.items() if not description] == []


def test_the_page_is_in_the_reader_s_language() -> None:
    with translation.override("en"):
        english = [route.summary for route in routes()]
    assert "Targets of a person in a month" in english


@pytest.mark.django_db
def test_the_page_names_routes_and_fields() -> None:
    client = Client()
    floor.organisation()
    client.force_login(floor.leader("Marcus Yeung", floor.team("Outbound A")))
    page = client.get("/api/v1/docs/").content.decode()
    for words in (
        "GET /api/v1/people/{who}/targets/",
        "lines[].kpi.code",
        "complete_through",
        "POST /api/v1/token/",
    ):
        assert words in page
    assert "<script" not in page.split("<main", 1)[-1]
