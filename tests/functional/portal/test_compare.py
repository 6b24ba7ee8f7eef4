"""Compare: n and interval beside ratios, references, campaigns, scripts; nobody outside one's scope."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.metrics.operations.rebuild import rebuild_cells
from apps.people.clock import today
from apps.people.days import first_of_month, months_before
from apps.people.models import Person
from tests import floor, records

pytestmark = pytest.mark.django_db


def month() -> date:
    return months_before(first_of_month(today()), 1)


@pytest.fixture
def scene() -> tuple[floor.Team, Client]:
    floor.organisation()
    floor.delivered(month() + timedelta(days=27))
    team, other = floor.team("Outbound A"), floor.team("Outbound B")
    people = [floor.agent(name, team) for name in ("Amy", "Ben", "Cy", "Di")]
    floor.agent("Elsewhere", other)
    for number, who in enumerate(people):
        for buyer in range(40):
            day = f"{month() + timedelta(days=buyer % 20):%Y-%m-%d}"
            script = "v2" if buyer < 20 else "v1"
            campaign = "X" if buyer < 10 else "Y"
            records.call(who, day, 1000 * number + buyer, campaign=campaign, script_version=script)
            if buyer < 4 + number * 4:
                records.order(who, day, 1000 * number + buyer, campaign=campaign)
    rebuild_cells()
    before = months_before(month(), 1)
    floor.cell("conversion_rate", people[0], 3, 60, starts=before)
    client = Client()
    client.force_login(floor.leader("Dora", team))
    return team, client


def address(name: str, *who: str, kind: str = "", months: int = 1) -> str:
    chosen = "".join(f"&who={one}" for one in who)
    shown = "".join(f"&month={months_before(month(), number):%Y-%m}" for number in range(months))
    return f"{reverse(name, args=[kind] if kind else [])}?kpi=conversion_rate{chosen}{shown}"


def test_side_by_side_with_n_interval_and_references(scene: tuple[floor.Team, Client]) -> None:
    team, client = scene
    amy, di = (f"agent-{Person.objects.get(name=name).pk}" for name in ("Amy", "Di"))
    page = client.get(address("compare", amy, di, f"team-{team.pk}", months=2)).content.decode()
    text = page.replace("\N{NO-BREAK SPACE}", " ")
    for figure in ("10.0 %", "40.0 %", "25.0 %", "4.0 % – 23.1 %", "5.0 %"):
        assert figure in text
    for words in ("own three months before", "best quarter from", "the whole company", "Over the months"):
        assert words in text
    for group in (">X<", ">Y<", ">v1<", ">v2<"):
        assert group in text
    sheet = client.get(address("compare-export", amy, kind="csv")).content.decode("utf-8-sig").splitlines()
    assert sheet[1].split(",")[1:7] == ["Amy", f"{month():%Y-%m}", "0.1", "4", "40", "40"]


def test_nobody_outside_ones_scope_can_be_compared(scene: tuple[floor.Team, Client]) -> None:
    _team, client = scene
    outside = Person.objects.get(name="Elsewhere")
    page = client.get(address("compare", f"agent-{outside.pk}", "team-999", "nonsense")).content.decode()
    assert "Elsewhere" not in page
    assert "Nobody is chosen" in page


@pytest.mark.parametrize("kpi", ["sales_amount", "talk_time", "complaint_rate", "no_such"])
def test_any_kpi_can_be_compared_in_constant_queries(scene: tuple[floor.Team, Client], kpi: str) -> None:
    team, client = scene
    where = f"{reverse('compare')}?kpi={kpi}&who=team-{team.pk}&month={month():%Y-%m}&month=2026-99"
    with CaptureQueriesContext(connection) as few:
        assert client.get(where).status_code == 200
    for number in range(6):
        floor.agent(f"More {number}", team)
    with CaptureQueriesContext(connection) as more:
        client.get(where)
    assert len(more) == len(few)
