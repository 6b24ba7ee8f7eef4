"""The page of one KPI: definition, history and scope."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.metrics.operations import consume_all
from apps.people import changes, clock
from apps.people.changes import ChangeRow
from apps.people.choices import Role, Topic
from apps.people.models import Person, Team, User
from tests import floor, records

pytestmark = pytest.mark.django_db


def page(user: User | None, code: str = "outbound_calls", **query: str) -> str:
    assert user is not None
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("kpi", kwargs={"code": code}), query)
    assert answer.status_code == 200
    return answer.content.decode()


def mark(who: Person, when: date) -> None:
    row = ChangeRow(topic=Topic.CALL, person_id=who.pk, team_id=None, first_day=when, last_day=when)
    changes.write(rows=[row], cause="test", at=records.AT)


@pytest.fixture
def team() -> Team:
    floor.organisation()
    return records.team("Outbound A")


@pytest.fixture
def amy(team: Team) -> Person:
    amy = floor.agent("Amy Lau", team, sign_in=True)
    for _ in range(3):
        records.call(amy, clock.today().isoformat(), talk_seconds=61)
    mark(amy, clock.today())
    consume_all()
    return amy


def test_a_manager_sees_led_teams_with_their_figures(team: Team, amy: Person) -> None:
    records.team("Outbound B")
    text = page(floor.leader("Marcus Yeung", team))
    assert "Outbound calls made, connected or not." in text
    assert "Outbound A" in text
    assert "Outbound B" not in text
    assert '<td class="num">3<div class="cell-2">n 3</div></td>' in text
    assert 'data-chart="lines"' in text


def test_an_agent_sees_only_oneself(team: Team, amy: Person) -> None:
    text = page(amy.user)
    assert "Myself" in text
    assert '<th scope="row">Outbound A' not in text
    assert "team-" not in text
    assert '<td class="num">3<div class="cell-2">n 3</div></td>' in text


def test_a_small_sample_is_grey(team: Team, amy: Person) -> None:
    assert '<td class="num c-mut">61.0\N{NO-BREAK SPACE}s' in page(amy.user, "talk_time")


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "hour", ""])
def test_every_grain_and_nonsense(team: Team, amy: Person, grain: str) -> None:
    text = page(floor.person("Dora", Role.DIRECTOR, sign_in=True).user, grain=grain, who="team-0")
    assert 'data-chart="lines"' in text


def test_nothing_imported_is_no_data(team: Team) -> None:
    text = page(floor.leader("Marcus Yeung", team))
    assert "No data yet" in text
    assert 'data-chart="lines"' not in text


def test_it_says_that_it_is_updating(team: Team, amy: Person) -> None:
    user = floor.leader("Marcus Yeung", team)
    assert "Updating" not in page(user)
    mark(amy, clock.today())
    assert "Updating" in page(user)
    assert "Updating" not in page(user, "customer_satisfaction")


def test_the_number_of_queries_does_not_follow_the_teams(team: Team, amy: Person) -> None:
    user = floor.person("Dora", Role.DIRECTOR, sign_in=True).user
    assert user is not None
    client = Client()
    client.force_login(user)
    address = reverse("kpi", kwargs={"code": "conversion_rate"})
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(10):
        records.team(f"Team {n}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 10
