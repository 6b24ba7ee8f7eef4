"""The wallboard: open by its link alone, without amounts or hidden names, dark once it is revoked or over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import Entry
from apps.people.clock import now, today
from apps.people.days import first_of_month
from apps.performance import operations
from apps.performance.choices import BoardBasis, BoardShow
from apps.performance.models import Wallboard
from apps.performance.refusals import WallboardTooLong, WallboardUnnamed
from tests import floor, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> tuple[floor.Team, object]:
    floor.organisation()
    division = floor.team("Sales floor")
    team = floor.team("Outbound A", division)
    month = first_of_month(today())
    floor.delivered(today())
    floor.published(
        division, floor.line("sales_amount", 50, 100_000), floor.line("outbound_calls", 50, 100), starts=month
    )
    amy = floor.agent("Amy Lau", team)
    for who in (amy, team, division):
        floor.cell("sales_amount", who, 7_777_700, starts=month)
        floor.cell("outbound_calls", who, 321, grain="day", starts=today())
        floor.cell("outbound_calls", who, 321, starts=month)
    records.call(amy, f"{today():%Y-%m-%d}", started_at=now())
    return division, floor.leader("Dora", division)


def link(team: floor.Team, by: object, *, days: int = 30) -> tuple[Wallboard, str]:
    last = today() + timedelta(days=days)
    row, secret = operations.make_wallboard(team=team, name="Floor", last_day=last, by=by, at=now())  # type: ignore[arg-type]
    return row, reverse("wall", args=[secret])


def test_whoever_has_the_link_sees_the_day_and_no_persons_amount(scene: tuple[floor.Team, object]) -> None:
    team, by = scene
    _row, address = link(team, by)
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "321" in page
    assert "Outbound A" in page
    assert "Amy Lau" not in page  # the setting a team comes with hides names
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    operations.set_board(team=team, show=BoardShow.NAMES, basis=BoardBasis.SCORE, by=by, at=now())  # type: ignore[arg-type]
    named = Client().get(address).content.decode()
    assert "Amy Lau" in named
    assert "77,777" in named  # all together; nobody's own
    assert named.count("77,777") == 1


def test_the_number_of_queries_does_not_grow_with_people(scene: tuple[floor.Team, object]) -> None:
    team, by = scene
    _row, address = link(team, by)
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(12):
        floor.agent(f"More {number}", team)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few)


def test_a_link_ends_by_a_word_or_by_its_day(scene: tuple[floor.Team, object]) -> None:
    team, by = scene
    row, address = link(team, by)
    assert operations.revoke_wallboard(wallboard=row, by=by, at=now())  # type: ignore[arg-type]
    assert not operations.revoke_wallboard(wallboard=row, by=by, at=now())  # type: ignore[arg-type]
    assert Client().get(address).status_code == 404
    other, address = link(team, by, days=0)
    assert Client().get(address).status_code == 200
    Wallboard.objects.filter(pk=other.pk).update(last_day=today() - timedelta(days=1))
    assert Client().get(address).status_code == 404
    assert Entry.objects.filter(verb__startswith="wallboard.").count() == 3
    assert not Wallboard.objects.filter(sha256__contains=address.split("/")[-2]).exists()


def test_what_is_refused(scene: tuple[floor.Team, object]) -> None:
    team, by = scene
    for name, days, refusal in (
        (" ", 1, WallboardUnnamed),
        ("x", -1, WallboardTooLong),
        ("x", 400, WallboardTooLong),
    ):
        with pytest.raises(refusal):
            operations.make_wallboard(
                team=team,
                name=name,
                last_day=today() + timedelta(days=days),
                by=by,
                at=now(),  # type: ignore[arg-type]
            )


def test_the_list_shows_the_new_link_once_and_who_made_it(scene: tuple[floor.Team, object]) -> None:
    team, by = scene
    client = Client()
    client.force_login(by)  # type: ignore[arg-type]
    typed = {"name": "Screen 1", "team": team.pk, "last_day": f"{today():%Y-%m-%d}"}
    page = client.post(reverse("wallboards"), typed).content.decode()
    assert "/wall/" in page
    again = client.get(reverse("wallboards")).content.decode()
    assert "/wall/" not in again
    assert "Screen 1" in again
    assert "dora" in again.casefold()
    assert client.post(reverse("wallboards"), {**typed, "last_day": "1999-01-01"}).status_code == 422
