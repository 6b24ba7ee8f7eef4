"""Pages of plans, runs, payouts and honours, as each role meets them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.incentives import operations
from apps.incentives.models import HonourRule, PayoutRun, Plan
from apps.intake.models import Batch, Source
from apps.metrics.models import Cell
from apps.people.choices import Role
from apps.people.models import User
from apps.performance.operations import snapshot_month
from tests import bonus, floor
from tests.bonus import AT, FULL, OCT, Scene

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene()
    amy = made.agent("Amy Lau", 105, sign_in=True)
    made.agent("Ben Ho", 100, sign_in=True)
    floor.cell("deals_closed", amy, 3, starts=OCT)
    floor.cell("complaint_rate", amy, 1, 100, starts=OCT)
    floor.cell("complaint_rate", made.people["Ben Ho"], 1, 49, starts=OCT)
    return made


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, name: str, *args: Any, status: int = 200) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode().replace(NB, " ")


def step(client: Client, run: PayoutRun, name: str, **data: Any) -> str:
    """Press a button as the page that was just loaded shows it; the page that follows."""
    response = client.post(
        reverse("run-step", args=[run.pk, name]), {"version": bonus.seen(run).version, **data}, follow=True
    )
    assert response.status_code == 200
    return response.content.decode().replace(NB, " ")


def test_hr_takes_a_month_from_creation_to_payroll(scene: Scene) -> None:
    plan = scene.plan(FULL)
    hr, director = signed_in(scene.hr), signed_in(scene.director)
    assert "No run yet" in text(hr, "runs")
    hr.post(reverse("runs"), {"plan": plan.pk, "month": "2026-10"})
    run = PayoutRun.objects.get()
    assert "Nothing is calculated yet" in text(hr, "run", run.pk)
    assert "Calculated." in step(hr, run, "calculate")
    page = step(hr, run, "submit")
    assert "Condition on a small sample" in page
    assert "Ben Ho" in page
    page = text(director, "run", run.pk)
    assert "“Approve” is off" in page
    assert "Exceptions that are open: 1." in page
    exception = run.exceptions.get()
    decide = reverse("run-exception", args=[run.pk, exception.pk])
    director.post(decide, {"reason": "Ben had few customers"})
    assert "“Approve” is off" not in text(director, "run", run.pk)
    assert "Approved." in step(director, run, "approve")
    assert "Locked" in step(hr, run, "lock")
    assert "The payroll files are ready." in step(hr, run, "export")
    page = step(hr, run, "acknowledge")
    assert "the run is complete" in page
    assert "Control totals: 2 people, HK$17,350.00" in page


def test_the_run_page_shows_amounts_totals_and_trail(scene: Scene) -> None:
    run = scene.submitted(scene.plan(FULL))
    page = text(signed_in(scene.director), "run", run.pk)
    for words in (
        "October 2026 · Sales 2026",
        "HK$17,350.00",
        "105.00 %",
        "9,350.00",
        "Scorecard bonus",
        "Deals closed",
        "To pay, 2 people",
        "grace.cheng",
        "no locked run of the month before",
    ):
        assert words in page


def test_who_calculated_is_told_why_approval_is_off(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    page = text(signed_in(scene.hr), "run", run.pk)
    assert "You calculated this run: someone else has to approve it." in page


def test_the_checks_are_really_made(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    client = signed_in(scene.director)
    panel = text(client, "run-checks", run.pk)
    for words in (
        "Figures are final",
        "Sources complete to the last day",
        "Nothing changed since the calculation",
        "Lines recalculate to the same hash",
        "you did not",
    ):
        assert words in panel
    Cell.objects.filter(subject_id=scene.people["Amy Lau"].pk).update(numerator=99)
    Source.objects.update(delivers_weekdays="1234567")
    Batch.objects.update(covers_last="2026-10-29")
    PayoutRun.objects.update(output_hash="0" * 64)
    panel = text(client, "run-checks", run.pk)
    for words in (
        "Sources end before the month does",
        "29 Oct 2026",
        "Data or plan changed since the calculation",
        "Lines do not recalculate to the same hash",
    ):
        assert words in panel


def test_payouts_are_found_sorted_and_narrowed(scene: Scene) -> None:
    run = scene.calculated(scene.plan(FULL))
    client = signed_in(scene.hr)

    def people(query: str) -> list[str]:
        response = client.get(reverse("run", args=[run.pk]) + query)
        return [row.record.person.name for row in response.context["table"].paginated_rows]

    assert people("") == ["Amy Lau", "Ben Ho"]
    assert people("?sort=total") == ["Ben Ho", "Amy Lau"]
    assert people("?sort=-score") == ["Amy Lau", "Ben Ho"]
    assert people("?q=ben") == ["Ben Ho"]
    assert people(f"?q=E{scene.people['Amy Lau'].pk:04}") == ["Amy Lau"]
    assert people("?show=exceptions") == ["Ben Ho"]
    assert people(f"?team={scene.team.pk}") == ["Amy Lau", "Ben Ho"]
    assert people("?show=unpaid") == []


def test_a_payout_opens_to_each_step_and_what_it_rests_on(scene: Scene) -> None:
    run = scene.calculated(scene.plan(FULL))
    page = text(signed_in(scene.hr), "payee", run.pk, scene.people["Amy Lau"].pk)
    for words in (
        "score 105 % → 100 + 5 × 3 = 115 %; HK$8,000.00 × 115 %",
        "3 × HK$50.00",
        "passed: 1.00 % is not above 2.00 %, on 100 records",
        "HK$9,350.00",
        "105 against a target of 100, 105 records",
        "22 of 22",
        "Not approved yet",
        "Data through 31 Oct 2026",
    ):
        assert words in page


def test_an_agent_sees_own_statements_once_they_are_approved(scene: Scene) -> None:
    plan = scene.plan()
    run = scene.submitted(plan)
    amy = signed_in(scene.people["Amy Lau"].user)
    assert "No bonus is approved yet" in text(amy, "my-payouts")
    text(amy, "my-payout", run.pk, status=404)
    text(amy, "payee", run.pk, scene.people["Amy Lau"].pk, status=404)
    operations.approve_run(run=run, by=scene.director, at=AT)
    assert "HK$9,200.00" in text(amy, "my-payouts")
    assert "Bonus statement, October 2026" in text(amy, "my-payout", run.pk)
    assert "HK$9,200.00" in text(amy, "payee", run.pk, scene.people["Amy Lau"].pk)
    text(amy, "payee", run.pk, scene.people["Ben Ho"].pk, status=404)


def test_a_file_is_the_same_to_the_byte_each_time(scene: Scene) -> None:
    run = scene.exported(scene.plan())
    client = signed_in(scene.hr)
    for kind in ("csv", "xlsx"):
        file = run.files.get(format=kind)
        first, second = (client.get(reverse("run-file", args=[run.pk, file.pk])) for _ in range(2))
        assert first.content == second.content == bytes(file.content)
        name = f"payroll-sales-2026-10-1-HK01-HKD.{kind}"
        assert first["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_second_click_says_that_nothing_was_done_twice(scene: Scene) -> None:
    run = scene.calculated(scene.plan())
    client = signed_in(scene.hr)
    address, version = reverse("run-step", args=[run.pk, "submit"]), run.version
    client.post(address, {"version": version})
    page = client.post(address, {"version": version}, follow=True).content.decode()
    assert "Nothing was done twice" in page or "not possible while the run is" in page
    assert bonus.seen(run).version == version + 1


@pytest.mark.parametrize("data", [{}, {"version": "x"}, {"version": "-1"}])
def test_a_step_without_its_version_moves_nothing(scene: Scene, data: dict[str, str]) -> None:
    run = scene.calculated(scene.plan())
    response = signed_in(scene.hr).post(reverse("run-step", args=[run.pk, "submit"]), data)
    assert response.status_code == 302
    assert bonus.seen(run).state == "calculated"


def test_steps_are_posted_and_known(scene: Scene) -> None:
    run = scene.calculated(scene.plan())
    client = signed_in(scene.hr)
    assert client.get(reverse("run-step", args=[run.pk, "submit"])).status_code == 405
    assert client.post(reverse("run-step", args=[run.pk, "pay"]), {"version": 2}).status_code == 404


OUTSIDERS = (Role.STEWARD, Role.ADMINISTRATOR, Role.AGENT)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_nobody_else_finds_runs_plans_or_pay(scene: Scene, role: Role) -> None:
    plan = scene.plan()
    run = scene.exported(plan)
    client = signed_in(floor.person("Else", role, sign_in=True).user)
    amy = scene.people["Amy Lau"].pk
    for name, args in (
        ("runs", []),
        ("run", [run.pk]),
        ("run-checks", [run.pk]),
        ("run-file", [run.pk, run.files.earliest("pk").pk]),
        ("payee", [run.pk, amy]),
        ("my-payout", [run.pk]),
        ("plans", []),
        ("plan", [plan.pk]),
        ("plan-new", []),
        ("plan-edit", [plan.pk]),
    ):
        text(client, name, *args, status=404)
    for name, args in (("runs", []), ("run-step", [run.pk, "calculate"]), ("plan-publish", [plan.pk])):
        assert client.post(reverse(name, args=args)).status_code == 404


def test_a_manager_sees_the_pay_of_those_led_in_that_month(scene: Scene) -> None:
    run = scene.approved(scene.plan())
    amy = scene.people["Amy Lau"].pk
    leads, elsewhere = floor.leader("Daniel Ho", scene.team), floor.leader("Eve Fu", floor.team("Other"))
    assert "HK$9,200.00" in text(signed_in(leads), "payee", run.pk, amy)
    text(signed_in(elsewhere), "payee", run.pk, amy, status=404)
    text(signed_in(leads), "run", run.pk, status=404)


def test_a_director_does_not_prepare_runs(scene: Scene) -> None:
    run = scene.approved(scene.plan())
    client = signed_in(scene.director)
    address = reverse("run-step", args=[run.pk, "lock"])
    assert client.post(address, {"version": run.version}).status_code == 404
    assert client.post(reverse("runs"), {}).status_code == 404


def test_names_are_escaped(scene: Scene) -> None:
    run = scene.calculated(scene.plan())
    amy = scene.people["Amy Lau"]
    type(amy).objects.filter(pk=amy.pk).update(name="<script>x</script>")
    for name, args in (("run", [run.pk]), ("payee", [run.pk, amy.pk])):
        page = text(signed_in(scene.hr), name, *args)
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


def test_honours_are_for_all_the_figure_only_for_who_may_see_it(scene: Scene) -> None:
    hr = signed_in(scene.hr)
    form = {"name": "Best of the month", "code": "best", "basis": "score", "kpi": "", "starts": "2026-09-01"}
    assert hr.post(reverse("honours"), form).status_code == 302
    snapshot_month(month=OCT, at=AT)
    operations.award_honours(at=AT)
    assert "by score: 105 %" in text(hr, "honours")
    ben = text(signed_in(scene.people["Ben Ho"].user), "honours")
    assert "Amy Lau" in ben
    assert "105 %" not in ben
    assert "by score: 105 %" in text(signed_in(scene.people["Amy Lau"].user), "honours")
    hr.post(reverse("honour-retire", args=[HonourRule.objects.get().pk]))
    assert not HonourRule.objects.get().active


def test_an_honour_without_its_kpi_says_so_at_the_field(scene: Scene) -> None:
    form = {"name": "Best", "code": "best", "basis": "kpi", "kpi": "", "starts": "2026-09-01"}
    page = signed_in(scene.hr).post(reverse("honours"), form).content.decode()
    assert "Choose the KPI that decides" in page
    assert not HonourRule.objects.exists()


def test_a_run_that_exists_is_refused_at_the_form(scene: Scene) -> None:
    plan: Plan = scene.plan()
    scene.draft(plan)
    page = signed_in(scene.hr).post(reverse("runs"), {"plan": plan.pk, "month": "2026-10"}).content.decode()
    assert "There is a run of this plan for October 2026 already." in page
