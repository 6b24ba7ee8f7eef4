"""Talk time call by call: the distribution, conversion by length with n, and the band set by hand."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.metrics.choices import Subject
from apps.metrics.queries import kpi_infos
from apps.metrics.talking import classes, talk_bins
from apps.people import clock
from apps.people.models import Person, Team
from tests import floor, records
from tests.records import call, day, order

pytestmark = pytest.mark.django_db
NOVEMBER = (day("11-01"), day("11-30"))


@pytest.fixture
def team() -> Team:
    floor.organisation()
    return records.team("Outbound A")


@pytest.fixture
def amy(team: Team) -> Person:
    """Five answered calls of November, one of them inbound; two buyers, one too late."""
    amy = records.person("Amy", team)
    call(amy, "11-02", 1, talk_seconds=29, scenario="care")
    call(amy, "11-02", 2, talk_seconds=30)
    call(amy, "11-02", 3, talk_seconds=65)
    call(amy, "11-02", 3, talk_seconds=119, out=False)
    call(amy, "11-02", None, talk_seconds=5_000)
    call(amy, "11-02", 4, talk_seconds=90, answered=False)
    call(amy, "10-31", 4, talk_seconds=90)
    order(amy, "11-20", 3)
    order(amy, "12-02", 2)
    order(amy, "12-03", 1)
    return amy


@pytest.mark.parametrize("of", ["agent", "team"])
def test_calls_by_scenario_and_length(amy: Person, team: Team, of: str) -> None:
    who = amy.pk if of == "agent" else team.pk
    bins = talk_bins(Subject(of), who, *NOVEMBER)
    assert [(b.scenario, b.start, b.calls, b.known, b.bought) for b in bins] == [
        ("", 30, 1, 1, 1),
        ("", 60, 1, 1, 1),
        ("", 90, 1, 0, 0),
        ("", 900, 1, 0, 0),
        ("care", 0, 1, 1, 0),
    ]
    assert [(c.start, c.ends, c.calls, c.known, c.bought) for c in classes(bins)] == [
        (0, 60, 2, 2, 1),
        (60, 120, 2, 1, 1),
        (120, 180, 0, 0, 0),
        (180, 300, 0, 0, 0),
        (300, 600, 0, 0, 0),
        (600, None, 1, 0, 0),
    ]


def test_the_page_says_that_length_is_not_the_cause_and_takes_a_band(team: Team) -> None:
    amy = records.person("Amy", team)
    call(amy, clock.today().isoformat(), 1, talk_seconds=200, scenario="renewal")
    client = Client()
    client.force_login(floor.leader("Marcus Yeung", team))
    page = client.get(reverse("talk"), {"scenario": "renewal"}).content.decode()
    assert "Length is not the cause" in page
    assert 'data-chart="histogram"' in page
    typed = {"scenario": "renewal", "bottom": 60, "low": 180, "high": 300, "top": 600}
    upside_down = client.post(reverse("talk-band"), {**typed, "low": 400})
    assert upside_down.status_code == 422
    assert "The band is upside down" in upside_down.content.decode()
    assert client.post(reverse("talk-band"), typed).status_code == 302
    bands = kpi_infos(clock.today())["talk_time"].parameters["bands"]
    assert bands == {"renewal": [60_000_000, 180_000_000, 300_000_000, 600_000_000]}
    client.post(reverse("talk-band"), {**typed, "scenario": ""})
    assert set(kpi_infos(clock.today())["talk_time"].parameters["bands"]) == {"", "renewal"}
    assert "60 · 180 · 300 · 600" in client.get(reverse("talk")).content.decode()
