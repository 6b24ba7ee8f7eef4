"""The panels of a KPI: what is usual, people with n and interval, shared / mix / own, and the file."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.metrics.operations.rebuild import rebuild_cells
from apps.people.clock import today
from apps.people.days import first_of_month, months_before
from tests import floor, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> tuple[floor.Team, Client]:
    """Two people; the last whole month, and a year of weeks before it."""
    floor.organisation()
    team = floor.team("Outbound A")
    month = months_before(first_of_month(today()), 1)
    last = first_of_month(today()) - timedelta(days=1)
    floor.delivered(last)
    people = [floor.agent(name, team) for name in ("Amy", "Ben")]
    floor.published(
        team,
        floor.line("conversion_rate", 60, "0.10"),
        floor.line("outbound_calls", 40, 100),
        starts=month,
    )
    for number, who in enumerate(people):
        for buyer in range(40):
            day = f"{month + timedelta(days=buyer % 20):%Y-%m-%d}"
            records.call(who, day, 1000 * number + buyer, campaign="X" if buyer < 10 else "Y")
            if buyer < 4 + number * 4:
                records.order(who, day, 1000 * number + buyer)
    rebuild_cells()
    monday = month - timedelta(days=month.weekday())
    for week in range(1, 30):
        start = monday - timedelta(days=7 * week)
        floor.cell("conversion_rate", team, 6 + week % 2, 60, grain="week", starts=start)
    for number in range(1, 13):
        for at, who in enumerate(people):
            when = months_before(month, number)
            floor.cell("conversion_rate", who, 5 + (number + at) % 4, 60, grain="month", starts=when)
    client = Client()
    client.force_login(floor.leader("Dora", team))
    return team, client


def test_the_panels_of_a_ratio(scene: tuple[floor.Team, Client]) -> None:
    team, client = scene
    month = months_before(first_of_month(today()), 1)
    address = reverse("kpi-month", args=["conversion_rate", team.pk]) + f"?month={month:%Y-%m}"
    with CaptureQueriesContext(connection) as few:
        page = client.get(address).content.decode()
    assert "4 / 40" in page
    assert "8 / 40" in page
    assert "Usual range" in page
    assert "Agent-months of the twelve months before" in page
    assert "was reached by" in page
    assert "Gap to the target" in page
    for name in ("X", "Y"):
        assert f'fw-normal">{name}</th>' in page
    for number in range(8):
        floor.agent(f"More {number}", team)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few)
    sheet = client.get(
        reverse("kpi-people", args=["conversion_rate", team.pk, "csv"]) + f"?month={month:%Y-%m}"
    )
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[1].split(",")[1:8] == ["Ben", "Outbound A", "conversion_rate", "0.2", "8", "40", "40"]
    assert client.get(reverse("kpi", args=["conversion_rate"])).status_code == 200


@pytest.mark.parametrize("kpi", ["outbound_calls", "talk_time", "retention_rate", "sales_amount"])
@pytest.mark.parametrize("grain", ["day", "month"])
def test_any_kpi_in_any_month_has_an_answer(scene: tuple[floor.Team, Client], kpi: str, grain: str) -> None:
    team, client = scene
    address = reverse("kpi-month", args=[kpi, team.pk])
    for month in (date(2020, 1, 1), months_before(first_of_month(today()), 1), first_of_month(today())):
        found = client.get(f"{address}?month={month:%Y-%m}&grain={grain}")
        assert found.status_code == 200
        assert "NaN" not in found.content.decode()
