"""The team page, its panels, the overview, and the leaderboard as a file."""

import csv
import io
import re

import fastexcel
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import floor
from tests.functional.portal.test_person_page import hire
from tests.functional.portal.visiting import Floor, make, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_24th")]


@pytest.fixture
def scene() -> Floor:
    return make()


def names(page: str) -> list[str]:
    return re.findall(r'class="fw-semibold text-reset">([^<]+)</a>', page)


def test_the_leaderboard_ranks_and_names_who_falls_behind(scene: Floor) -> None:
    page = text(signed_in(scene.daniel), "team", scene.team.pk)
    assert names(page) == ["Amy Lau", "Ben Ho", "Cat So"]
    for words in (
        "108.40",
        "112.0",
        "n 110",
        "43.00",
        "At risk: score 43.0 %",
        "own figures",
        "3 ranked, 0 not",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Amy Lau", "Ben Ho", "Cat So"]),
        ("-name", ["Cat So", "Ben Ho", "Amy Lau"]),
        ("score", ["Cat So", "Ben Ho", "Amy Lau"]),
        ("-outbound_calls", ["Amy Lau", "Ben Ho", "Cat So"]),
        ("conversion_rate", ["Cat So", "Ben Ho", "Amy Lau"]),
        ("no_such_kpi", ["Amy Lau", "Ben Ho", "Cat So"]),
    ],
)
def test_it_is_sorted_as_asked(scene: Floor, sort: str, order: list[str]) -> None:
    assert names(text(signed_in(scene.daniel), "team", scene.team.pk, query=f"?sort={sort}")) == order


def test_what_waits_is_listed(scene: Floor) -> None:
    floor.draft(scene.team, starts=floor.DEC)
    page = text(signed_in(scene.daniel), "team-tasks", scene.team.pk)
    assert "3 of 3 have not acknowledged their targets" in page
    assert "The scorecard is a draft" in page


def test_bonuses_are_for_those_who_may_see_pay(scene: Floor) -> None:
    page = text(signed_in(scene.daniel), "team-pay", scene.team.pk)
    assert "10,016.00" in page
    assert page.index("Amy Lau") < page.index("Ben Ho") < page.index("Cat So")
    assert "10,016" not in text(signed_in(scene.steward), "team-pay", scene.team.pk)


def test_the_pace_stands_beside_the_path(scene: Floor) -> None:
    page = text(signed_in(scene.daniel), "team-course", scene.team.pk)
    # HK$18,000 on the second of 21 days, of a path to 30,000
    assert '"actual": [0.0, 6.3' in page
    assert "HK$18,000" in page


def test_the_files_hold_the_same_exact_figures(scene: Floor) -> None:
    client = signed_in(scene.daniel)
    address = reverse("team-export", args=[scene.team.pk, "csv"])
    rows = list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))
    assert [row["agent"] for row in rows] == ["Amy Lau", "Ben Ho", "Cat So", ""]
    amy = rows[0]
    assert (amy["place"], amy["score"], amy["state"]) == ("1", "1.0840", "provisional")
    assert (amy["sales_amount.actual"], amy["sales_amount.achievement"]) == ("8000.0000", "1.1200")
    assert (amy["bonus"], amy["currency"]) == ("10016.0000", "HKD")
    content = client.get(reverse("team-export", args=[scene.team.pk, "xlsx"])).content
    sheet = fastexcel.read_excel(content).load_sheet(0).to_polars()
    assert sheet["score"][0] == pytest.approx(1.084)
    assert sheet["agent"].to_list()[:3] == ["Amy Lau", "Ben Ho", "Cat So"]
    text(client, "team-export", scene.team.pk, "pdf", status=404)


def test_a_steward_s_file_has_no_pay(scene: Floor) -> None:
    client = signed_in(scene.steward)
    content = client.get(reverse("team-export", args=[scene.team.pk, "csv"])).content.decode("utf-8-sig")
    assert "bonus" not in content.splitlines()[0]
    assert "10016" not in content


def test_names_are_no_formulas_in_the_file(scene: Floor) -> None:
    floor.Person.objects.filter(pk=scene.person("Amy Lau").pk).update(name="=1+1")
    content = (
        signed_in(scene.daniel).get(reverse("team-export", args=[scene.team.pk, "csv"])).content.decode()
    )
    assert ",'=1+1," in content


def test_the_overview_sets_teams_side_by_side(scene: Floor) -> None:
    page = text(signed_in(scene.scene.director), "teams")
    assert "Outbound A" in page
    assert "What it costs" in page
    assert "Without a scorecard in this month" in page  # Outbound B
    assert "Outbound B" not in text(signed_in(scene.daniel), "teams")
    text(signed_in(scene.user("Amy Lau")), "teams", status=404)
    text(signed_in(scene.administrator), "teams", status=404)


@pytest.mark.parametrize("name", ["team", "team-tasks", "team-pay", "team-course"])
def test_strangers_do_not_find_the_team(scene: Floor, name: str) -> None:
    for user in (scene.user("Amy Lau"), scene.administrator, floor.leader("Eve Fu", scene.other)):
        text(signed_in(user), name, scene.team.pk, status=404)
    text(signed_in(scene.daniel), name, 99_999, status=404)


def test_a_team_without_scorecard_says_what_to_do(scene: Floor) -> None:
    page = text(signed_in(scene.scene.director), "team", scene.other.pk)
    assert "No scorecard for this month" in page


def test_the_number_of_queries_does_not_grow_with_people(scene: Floor) -> None:
    client = signed_in(scene.daniel)
    floor.clock.organisation()

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=[scene.team.pk])).status_code == 200
        return len(captured)

    panels = ("team", "team-tasks", "team-pay", "team-course")
    few = [queries(name) for name in panels]
    hire(scene, 30)
    assert [queries(name) for name in panels] == few
    assert few[0] <= 15
