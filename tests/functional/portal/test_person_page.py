"""The agent's own page and a person's page: figures, pay, neighbours, and who may see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.people.models import Change
from tests import floor
from tests.functional.portal.visiting import Floor, make, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_24th")]


@pytest.fixture
def scene() -> Floor:
    return make()


def test_an_agent_reads_score_pace_and_bonus(scene: Floor) -> None:
    # 120 of 150 calls and HK$8,000 of 10,000 after 15 of 21 days: both at 112 % of target at this pace;
    # 5 of 100 bought: 100 %. Score 0.3 × 112 + 0.4 × 112 + 0.3 × 100 = 108.4; pay rate 100 + 8.4 × 3.
    page = text(signed_in(scene.user("Amy Lau")), "agent")
    for words in (
        "My targets &amp; rewards",
        "Provisional",
        "November 2026 · data complete to Fri 20 Nov, working day 15 of 21",
        "108.40 %",
        "Projected HK$11,200 · 112.0 %",
        "needs HK$333 a day, so far HK$533",
        "HK$10,016",
        "score 108.40 %",
        "HK$8,000.00 × 125.2",
        "10,016.00",
        "no promise",
    ):
        assert words in page, words


def test_colleagues_have_no_names_for_an_agent_and_have_them_for_the_leader(scene: Floor) -> None:
    page = text(signed_in(scene.user("Amy Lau")), "agent")
    assert page.count("Colleague</td>") == 2
    assert "Ben Ho" not in page
    page = text(signed_in(scene.daniel), "person", scene.person("Amy Lau").pk)
    assert "Ben Ho" in page
    assert "Colleague" not in page


def test_a_closed_month_is_final_and_shows_what_was_approved(scene: Floor) -> None:
    page = text(signed_in(scene.user("Amy Lau")), "agent", query="?month=2026-10")
    assert "Final" in page
    assert "Bonus, gross, approved" in page
    assert "HK$9,200" in page
    assert "Projected (volumes)" not in page


def test_a_month_without_scorecard_says_who_does_what_next(scene: Floor) -> None:
    page = text(signed_in(scene.user("Amy Lau")), "agent", query="?month=2026-08")
    assert "No targets for this month" in page
    assert "Your manager publishes a scorecard" in page


def test_waiting_changes_say_updating(scene: Floor) -> None:
    client = signed_in(scene.user("Amy Lau"))
    assert "Updating" not in text(client, "agent")
    day = floor.date(2026, 11, 3)
    values = {"topic": "call", "first_day": day, "last_day": day, "cause": "test", "at": floor.NOON}
    Change.objects.create(person=scene.person("Ben Ho"), **values)
    assert "Updating" not in text(client, "agent")
    Change.objects.create(person=scene.person("Amy Lau"), **values)
    assert "Updating" in text(client, "agent")


def test_beside_the_figures_stand_agreement_and_months_before(scene: Floor) -> None:
    amy = scene.person("Amy Lau")
    client = signed_in(scene.user("Amy Lau"))
    card = floor.Scorecard.objects.get(starts=floor.NOV).pk
    page = text(client, "person-beside", amy.pk, query=f"?card={card}")
    for words in ("Your targets wait for you", "October 2026", "105.00 %", "HK$9,200.00"):
        assert words in page, words
    page = text(signed_in(scene.steward), "person-beside", amy.pk, query=f"?card={card}")
    assert "105.00 %" in page
    assert "9,200" not in page


def test_the_course_ends_at_the_projection(scene: Floor) -> None:
    page = text(signed_in(scene.user("Amy Lau")), "person-course", scene.person("Amy Lau").pk)
    assert "Sales amount against the target path" in page
    assert '"actual": [0.0, 8000.0, 8000.0' in page
    assert "11200.0]" in page
    assert "HK$10,000" in page
    assert "Outbound calls" in page


@pytest.mark.parametrize(
    ("reader", "status"),
    [
        ("self", 200),
        ("Ben Ho", 404),
        ("daniel", 200),
        ("steward", 200),
        ("hr", 200),
        ("director", 200),
        ("administrator", 404),
        ("other leader", 404),
    ],
)
@pytest.mark.parametrize("name", ["person", "person-course", "person-beside"])
def test_who_may_see_a_person(scene: Floor, name: str, reader: str, status: int) -> None:
    readers = {
        "self": scene.user("Amy Lau"),
        "Ben Ho": scene.user("Ben Ho"),
        "daniel": scene.daniel,
        "steward": scene.steward,
        "hr": scene.scene.hr,
        "director": scene.scene.director,
        "administrator": scene.administrator,
        "other leader": floor.leader("Eve Fu", scene.other),
    }
    text(signed_in(readers[reader]), name, scene.person("Amy Lau").pk, status=status)


def test_a_steward_sees_figures_and_no_pay(scene: Floor) -> None:
    page = text(signed_in(scene.steward), "person", scene.person("Amy Lau").pk)
    assert "108.40 %" in page
    assert "10,016" not in page
    assert "bonus" not in page.lower().replace("bonus plan", "bonus")


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "november", "2026-12", "0000-01", "2026-1", "٢٠٢٦-11"]
)
def test_a_month_that_is_none_is_not_found(scene: Floor, month: str) -> None:
    text(signed_in(scene.user("Amy Lau")), "agent", query=f"?month={month}", status=404)


def test_the_page_of_someone_without_a_person_does_not_exist() -> None:
    floor.organisation()
    user = floor.User.objects.create_user("nobody", password="secret")
    text(signed_in(user), "agent", status=404)


def hire(scene: Floor, count: int) -> None:
    for number in range(count):
        row = floor.agent(f"Agent {number:02d}", scene.team)
        floor.cell("outbound_calls", row, 80 + number)
        floor.cell("conversion_rate", row, 4, 90)


def test_the_number_of_queries_does_not_grow_with_people(scene: Floor) -> None:
    client = signed_in(scene.user("Amy Lau"))
    floor.clock.organisation()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("agent")).status_code == 200
        return len(captured)

    few = queries()
    hire(scene, 30)
    assert queries() == few <= 15
