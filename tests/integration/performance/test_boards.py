"""Leaderboards: what ranks, who has no place and why, and who sees what of it."""

from datetime import date
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.metrics.models import Kpi
from apps.people.models import Person
from apps.performance import operations
from apps.performance.boards import Board, board_of, board_rows, seen_by_agent, top_quarter
from apps.performance.choices import BoardBasis, BoardShow
from apps.performance.queries import team_performance
from apps.performance.refusals import BoardNeedsKpi, CounterweightIsSame
from apps.performance.rows import ScorePoint
from tests import floor
from tests.floor import NOON, NOV

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 20)
CALLS = {"Amy": 60, "Ben": 120, "Cy": 120, "Di": 150}


@pytest.fixture
def home() -> floor.Team:
    floor.organisation()
    floor.delivered(FRIDAY)
    team = floor.team("Outbound A")
    floor.published(
        team,
        floor.line("outbound_calls", 60, 210),
        floor.line("complaint_rate", 40, "0.02"),
        minimum_days=9,
    )
    for name, calls in CALLS.items():
        who = floor.agent(name, team, sign_in=True)
        floor.cell("outbound_calls", who, calls)
        floor.cell("complaint_rate", who, 4 if name == "Di" else 1, 100)
    late = floor.agent("Late", team, starts=date(2026, 11, 16))
    floor.cell("outbound_calls", late, 90)
    floor.cell("complaint_rate", late, 0, 100)
    return team


def pk(name: str) -> int:
    return Person.objects.get(name=name).pk


def ranked(home: floor.Team, board: Board, history: dict[int, list[ScorePoint]] | None = None) -> list:
    people = team_performance(home.pk, NOV, on=TODAY).people
    return [(row.name, row.place, row.reason) for row in board_rows(people, board, history or {})]


def test_by_one_kpi_with_ties_and_reasons(home: floor.Team) -> None:
    board = Board(basis=BoardBasis.KPI, kpi="outbound_calls", is_volume=True)
    assert board.warns
    assert ranked(home, board) == [
        ("Di", 1, ""),
        ("Ben", 2, ""),
        ("Cy", 2, ""),
        ("Amy", 4, ""),
        ("Late", None, "below_minimum_days"),
    ]
    assert {reason for _, _, reason in ranked(home, Board(basis=BoardBasis.KPI, kpi="talk_time"))} == {
        "not_on_scorecard"
    }


def test_a_counterweight_takes_the_place_of_who_buys_volume_with_quality(home: floor.Team) -> None:
    board = Board(basis=BoardBasis.KPI, kpi="outbound_calls", counterweight="complaint_rate", is_volume=True)
    assert not board.warns
    found = ranked(home, board)
    assert found[:3] == [("Ben", 1, ""), ("Cy", 1, ""), ("Amy", 3, "")]
    assert ("Di", None, "below_counterweight") in found


def test_most_improved_is_against_ones_own_months_before(home: floor.Team) -> None:
    def past(*scores: str) -> list[ScorePoint]:
        return [ScorePoint(month=NOV, score=Fraction(score), place=None) for score in scores]

    people = {one.name: one for one in team_performance(home.pk, NOV, on=TODAY).people}
    history = {
        pk("Amy"): past("0.1", "0.2"),
        pk("Ben"): [*past("1"), ScorePoint(month=NOV, score=None, place=None)],
    }
    rows = board_rows(tuple(people.values()), Board(basis=BoardBasis.IMPROVED), history)
    by_name = {row.name: row for row in rows}
    assert by_name["Amy"].place == 1
    assert by_name["Amy"].value == (people["Amy"].score or 0) - Fraction(15, 100)
    assert by_name["Ben"].value == (people["Ben"].score or 0) - 1
    assert by_name["Cy"].reason == "no_history"


def test_what_is_not_to_be_seen_is_not_in_the_answer(home: floor.Team) -> None:
    people = team_performance(home.pk, NOV, on=TODAY).people
    rows = board_rows(people, Board(), {})
    whole = seen_by_agent(rows, pk("Amy"), BoardShow.NAMES)
    around = seen_by_agent(rows, pk("Ben"), BoardShow.NEIGHBOURS)
    alone = seen_by_agent(rows, pk("Ben"), BoardShow.BENCHMARK)
    assert len(whole.rows) == 5
    assert [row.name for row in around.rows if row.name] == ["Ben"]
    assert {row.person_id for row in around.rows} == {0, pk("Ben")}
    assert [(row.name, row.place) for row in alone.rows] == [("Ben", None)]
    assert (alone.ranked, alone.places) == (0, False)
    assert alone.top_quarter == top_quarter(rows)
    unplaced = seen_by_agent(rows, pk("Late"), BoardShow.NEIGHBOURS)
    assert [row.name for row in unplaced.rows] == ["Late"]


def test_the_setting_is_inherited_recorded_and_checked(home: floor.Team) -> None:
    below = floor.team("Squad", home)
    by = floor.leader("Dora", home)
    kpis = {code: Kpi.objects.get(code=code) for code in ("outbound_calls", "complaint_rate")}
    assert board_of(below.pk) == Board()
    with pytest.raises(BoardNeedsKpi):
        operations.set_board(team=home, show=BoardShow.NAMES, basis=BoardBasis.KPI, by=by, at=NOON)
    for counterweight in kpis.values():
        with pytest.raises(CounterweightIsSame):
            operations.set_board(
                team=home,
                show=BoardShow.NAMES,
                basis=BoardBasis.KPI,
                kpi=kpis["complaint_rate"],
                counterweight=counterweight,
                by=by,
                at=NOON,
            )
    for _twice in range(2):
        operations.set_board(
            team=home,
            show=BoardShow.BENCHMARK,
            basis=BoardBasis.KPI,
            kpi=kpis["outbound_calls"],
            counterweight=kpis["complaint_rate"],
            by=by,
            at=NOON,
        )
    found = board_of(below.pk)
    assert (found.show, found.kpi, found.own) == (BoardShow.BENCHMARK, "outbound_calls", False)
    assert board_of(home.pk).own
    assert Entry.objects.filter(verb="board.set").count() == 1


@pytest.mark.parametrize("show", list(BoardShow))
def test_pages_files_and_the_api_obey_the_setting(home: floor.Team, show: BoardShow) -> None:
    by = floor.leader("Dora", home)
    operations.set_board(team=home, show=show, basis=BoardBasis.SCORE, by=by, at=NOON)
    client, month = Client(), "?month=2026-11"
    client.force_login(Person.objects.get(name="Ben").user)
    page = client.get(reverse("my-board") + month).content.decode()
    sheet = client.get(reverse("my-board-export", args=["csv"]) + month).content.decode("utf-8-sig")
    own = client.get(reverse("agent") + month).content.decode()
    api = client.get(f"/api/v1/people/me/performance/{month}").json()
    for text in (page, sheet, own):
        assert ("Cy" in text) is (show is BoardShow.NAMES)
    assert (api["place"] is None) is (show is BoardShow.BENCHMARK)
    assert ("Place" in own) is (show is not BoardShow.BENCHMARK)
    assert len(sheet.splitlines()) == 1 + {"names": 5, "neighbours": 2, "benchmark": 1}[show.value]
    assert client.get(reverse("board", args=[home.pk])).status_code == 404
    client.force_login(by)
    staff = client.get(reverse("board", args=[home.pk]) + f"{month}&by=outbound_calls").content.decode()
    assert all(name in staff for name in CALLS)
    assert "A volume without a counterweight" in staff
