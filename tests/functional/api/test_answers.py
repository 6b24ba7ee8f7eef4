"""What the API answers: exact figures, the pages' scope, parameters checked, constant queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.incentives import operations
from apps.people.models import User
from tests import bonus, floor
from tests.bonus import AT, FULL, OCT, Scene

pytestmark = pytest.mark.django_db
MONTHS = "grain=month&from=2026-10-01&to=2026-10-31"


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene()
    amy = made.agent("Amy Lau", 105, sign_in=True)
    made.agent("Ben Ho", 100, sign_in=True)
    floor.cell("deals_closed", amy, 3, starts=OCT)
    floor.cell("complaint_rate", amy, 3, 70, starts=OCT)
    return made


def get(user: User | None, path: str, **headers: str) -> Any:
    assert user is not None
    client = Client(headers=headers)
    client.force_login(user)
    response = client.get(f"/api/v1/{path}")
    assert response["Content-Type"] == "application/json"
    return {"status": response.status_code, **_json(response.json())}


def _json(body: Any) -> dict[str, Any]:
    return body if isinstance(body, dict) else {"list": body}


def test_a_person_s_performance_is_exact(scene: Scene) -> None:
    answer = get(scene.people["Amy Lau"].user, "people/me/performance/?month=2026-10")
    assert answer["score"] == {"decimal": "1.050000", "exact": "21/20"}
    assert (answer["place"], answer["ranked"], answer["final"], answer["headline"]) == (1, 2, True, "final")
    line = answer["lines"][0]
    assert line["kpi"]["code"] == "outbound_calls"
    assert line["actual"] == {"decimal": "105.000000", "exact": "105/1"}
    assert line["target"]["value"]["exact"] == "100/1"
    assert line["weight"] == "100.00"


def test_targets_are_those_of_the_scorecard(scene: Scene) -> None:
    answer = get(scene.people["Amy Lau"].user, "people/me/targets/?month=2026-10")
    assert [(one["kpi"]["code"], one["target"]["value"]["exact"]) for one in answer["targets"]] == [
        ("outbound_calls", "100/1")
    ]
    assert answer["planned_days"] == answer["worked_days"]


def test_a_month_without_scorecard_says_so(scene: Scene) -> None:
    answer = get(scene.people["Amy Lau"].user, "people/me/targets/?month=2026-03")
    assert (answer["status"], answer["scorecard"], answer["targets"]) == (200, None, [])


def test_a_ratio_without_denominator_is_null_and_a_figure_keeps_its_parts(scene: Scene) -> None:
    floor.cell("conversion_rate", scene.people["Amy Lau"], 0, 0, starts=OCT)
    path = f"figures/?kpi=complaint_rate,conversion_rate&subject=agent&id=me&{MONTHS}"
    answer = get(scene.people["Amy Lau"].user, path)
    found = {row["kpi"]: row for row in answer["results"]}
    complaints = found["complaint_rate"]
    assert (complaints["numerator"], complaints["denominator"], complaints["n"]) == (3, 70, 70)
    assert complaints["value"] == {"decimal": "0.042857", "exact": "3/70"}
    assert complaints["final"] is True
    assert found["conversion_rate"]["value"] is None
    assert answer["complete_through"]["complaint_rate"] == "2026-10-31"


def test_a_payout_adds_up_with_a_sentence_for_each_line(scene: Scene) -> None:
    run = scene.approved(scene.plan())
    amy = scene.people["Amy Lau"]
    listed = get(amy.user, "people/me/payouts/")["results"]
    assert [(row["run"], row["month"], row["state"]) for row in listed] == [(run.pk, "2026-10", "approved")]
    opened = get(amy.user, f"people/me/payouts/{run.pk}/")
    total = opened["payout"]["total"]
    assert total["currency"] == "HKD"
    assert total["minor"] == sum(line["amount"]["minor"] for line in opened["lines"])
    assert total["amount"] == f"{total['minor'] // 100}.{total['minor'] % 100:02}"
    assert all(line["sentence"] for line in opened["lines"])


@pytest.mark.parametrize("step", ["draft", "calculated", "submitted"])
def test_an_agent_sees_no_amount_before_approval(scene: Scene, step: str) -> None:
    run = getattr(scene, step)(scene.plan())
    amy = scene.people["Amy Lau"].user
    assert get(amy, "people/me/payouts/")["count"] == 0
    assert get(amy, f"people/me/payouts/{run.pk}/")["status"] == 404
    assert get(scene.hr, f"runs/{run.pk}/")["state"] == step


def test_the_sentences_are_in_the_reader_s_language(scene: Scene) -> None:
    amy = scene.people["Amy Lau"].user
    english = get(amy, "figures/")
    chinese = get(amy, "figures/", **{"Accept-Language": "zh-hant"})
    assert english["status"] == chinese["status"] == 400
    assert english["kpi"] != chinese["kpi"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("people/?page=0", "page"),
        ("people/?page=2", "page"),
        ("people/?page=x", "page"),
        ("people/?page_size=501", "page_size"),
        ("people/?pgae=1", "pgae"),
        ("people/?month=2026-13", "month"),
        ("people/me/targets/?month=10-2026", "month"),
        ("people/me/performance/?month=0001-01", "month"),
        ("people/me/performance/?month=9999-12", "month"),
        ("people/me/performance/?moth=2026-10", "moth"),
        ("coaching/assignments/?state=lost", "state"),
        ("actions/?state=lost", "state"),
        (f"figures/?kpi=no_such&subject=agent&id=me&{MONTHS}", "kpi"),
        (f"figures/?kpi=,&subject=agent&id=me&{MONTHS}", "kpi"),
        (f"figures/?kpi=talk_time&subject=site&id=1&{MONTHS}", "subject"),
        (f"figures/?kpi=talk_time&subject=team&id=me&{MONTHS}", "id"),
        ("figures/?kpi=talk_time&subject=agent&id=me&grain=hour&from=2026-10-01&to=2026-10-02", "grain"),
        ("figures/?kpi=talk_time&subject=agent&id=me&grain=day&from=2026-10-02&to=2026-10-01", "to"),
        ("figures/?kpi=talk_time&subject=agent&id=me&grain=day&from=2026-01-01&to=2026-10-01", "to"),
        ("figures/?kpi=talk_time&subject=agent&id=me&grain=day&from=2026-02-30&to=2026-10-01", "from"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(scene: Scene, path: str, field: str) -> None:
    answer = get(scene.people["Amy Lau"].user, path)
    assert answer["status"] == 400
    assert list(answer) == ["status", field]


def test_a_leader_s_total_never_holds_days_outside_the_team(scene: Scene) -> None:
    amy, other = scene.people["Amy Lau"], floor.team("Outbound B")
    leader = floor.leader("Joyce Ma", other)
    floor.place(
        amy, (scene.team, floor.START, None), loans=[(other, OCT.replace(day=10), OCT.replace(day=20))]
    )
    asked = (
        f"figures/?kpi=outbound_calls&subject=agent&id={amy.pk}&grain={{}}&from=2026-10-{{}}&to=2026-10-{{}}"
    )
    for day in (9, 10, 19, 20):
        floor.cell("outbound_calls", amy, day, grain="day", starts=OCT.replace(day=day))
    assert get(leader, asked.format("total", "10", "19"))["results"][0]["numerator"] == 29
    assert get(leader, asked.format("total", "09", "19"))["status"] == 404
    assert get(leader, asked.format("total", "10", "20"))["status"] == 404
    days = get(leader, asked.format("day", "01", "31"))["results"]
    assert [row["starts"] for row in days] == ["2026-10-10", "2026-10-19"]
    assert get(leader, asked.format("day", "20", "31"))["status"] == 404


def test_a_team_s_performance_lists_its_people_by_place(scene: Scene) -> None:
    leader = floor.leader("Marcus Yeung", scene.team)
    answer = get(leader, f"teams/{scene.team.pk}/performance/?month=2026-10")
    assert [(one["person"]["name"], one["place"]) for one in answer["people"]] == [
        ("Amy Lau", 1),
        ("Ben Ho", 2),
    ]


def test_a_page_holds_no_more_than_it_should(scene: Scene) -> None:
    answer = get(scene.hr, "people/?page_size=2&page=2")
    assert (len(answer["results"]), answer["page"], answer["pages"]) == (2, 2, -(-answer["count"] // 2))


GROWING = {
    "people": ("hr", "people/"),
    "team": ("hr", "teams/{team}/performance/?month=2026-10"),
    "runs": ("hr", "runs/"),
    "run": ("hr", "runs/{run}/"),
    "amounts": ("hr", "runs/{run}/payouts/"),
    "performance": ("amy", "people/me/performance/?month=2026-10"),
}


@pytest.mark.parametrize("name", GROWING)
def test_queries_do_not_grow_with_people(scene: Scene, name: str) -> None:
    role, path = GROWING[name]
    user = scene.hr if role == "hr" else scene.people["Amy Lau"].user
    run = scene.calculated(scene.plan(FULL))
    path = path.format(team=scene.team.pk, run=run.pk)
    before = queries(user, path)
    for number in range(6):
        scene.agent(f"Agent {number}", 90 + number)
    operations.calculate_run(run=run, by=scene.hr, at=AT)
    assert queries(user, path) == before <= 16


def queries(user: User | None, path: str) -> int:
    """How many an answer takes, without those of signing in."""
    assert user is not None
    client = Client()
    client.force_login(user)
    assert client.get(f"/api/v1/{path}").status_code == 200  # what a process keeps is there
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/api/v1/{path}").status_code == 200
    return len(asked.captured_queries)
