"""The form of a plan: to the specification and back without loss, each error at its field."""

import html
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from apps.incentives import operations
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plans import read_rules
from apps.incentives.web.plan_forms import PlanForms
from apps.metrics.queries import kpi_infos
from tests import bonus
from tests.bonus import CURVE, FULL, NOV, OCT, Scene
from tests.plan_forms import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return bonus.scene()


def form_of(version: PlanVersion, data: QueryDict | None = None) -> PlanForms:
    return PlanForms(data, kpi_infos(date(2026, 10, 1)), plan=version.plan, version=version)


@pytest.mark.parametrize(
    "spec",
    [
        CURVE,
        FULL,
        {"units": FULL["units"]},
        {**CURVE, "curve": {"points": [["0.345678", "0.1"], ["0.95", "1.234567"]], "steps": True}},
        {**FULL, "gates": [{**FULL["gates"][0], "factor": "0", "component": "deals", "side": "below"}]},
    ],
)
def test_form_to_specification_to_form_loses_nothing(scene: Scene, spec: dict[str, Any]) -> None:
    version = scene.plan(spec).versions.get()
    again = form_of(version, posted(form_of(version)))
    assert again.is_valid(), (again.main.errors, again.parts.errors, again.gates.errors)
    assert replace(read_rules(again.spec()), currency="") == read_rules(spec)


def client_of(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.editor)
    return client


def test_hr_writes_a_plan_and_someone_else_publishes_it(scene: Scene) -> None:
    client = client_of(scene)
    page = client.get(reverse("plan-new"))
    data = posted(
        page.context["forms"],
        code="sales",
        name="Sales 2026",
        currency="HKD",
        starts="2026-10-01",
        teams=str(scene.team.pk),
    )
    data["parts-0-target_bonus"] = "8000.50"
    data["gates-0-kpi"], data["gates-0-side"] = "complaint_rate", "above"
    data["gates-0-bound"], data["gates-0-factor"], data["gates-0-on"] = "2 %", "50", "plan"
    response = client.post(reverse("plan-new"), data, follow=True)
    version = PlanVersion.objects.get()
    curve = read_rules(version.spec).curve
    assert curve is not None
    assert curve.target_bonus == 800_050
    assert read_rules(version.spec).gates[0].bound * 50 == 1
    text = response.content.decode()
    assert "The plan in plain sentences" in text
    assert "You wrote this version" in text
    client.force_login(scene.director)
    address = reverse("plan-publish", args=[version.plan_id])
    assert client.post(address, {"revision": "99"}).status_code == 302
    assert not PlanVersion.objects.published().exists()
    client.post(address, {"revision": str(version.revision)})
    assert PlanVersion.objects.published().get() == version


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parts-0-target_bonus": "8000.505"}, "HKD has 2 decimals"),
        ({"parts-0-target_bonus": "-1"}, "an amount may not be below 0"),
        ({"parts-0-target_bonus": "much"}, "“much” is not a number"),
        ({"starts": "2026-10-02"}, "A plan begins on the first day of a month."),
        ({"starts": "2026-13-01"}, "Enter a valid date."),
        ({"parts-0-curve": "80 50\n100 40"}, "a better score may not pay less"),
        ({"parts-0-curve": "80 50\n80 60"}, "each score must be above the one before"),
        ({"parts-0-curve": "80"}, "a score and a rate are expected here"),
        ({"parts-0-key": "plan"}, "choose another name"),
        ({"budget": "100"}, "a budget reduces only discretionary components"),
        ({"individual_cap": "-5"}, "an amount may not be below 0"),
        ({"above_median": "1"}, "the limit must be above 1"),
        ({"parts-0-DELETE": "on"}, "the plan pays nothing"),
        ({"examples": "[[example]\n"}, "line 1"),
        ({"examples": '[[example]]\nname = "x"'}, "the amount that must come out"),
        ({"currency": "HKDD"}, "at most 3 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    scene: Scene, changes: dict[str, str], words: str
) -> None:
    client = client_of(scene)
    values = {"code": "sales", "name": "Sales", "currency": "HKD", "starts": "2026-10-01"}
    start = {**values, "parts-0-target_bonus": "8000", "teams": str(scene.team.pk)}
    data = posted(client.get(reverse("plan-new")).context["forms"], **{**start, **changes})
    page = client.post(reverse("plan-new"), data)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Plan.objects.exists()


def test_a_new_version_begins_as_the_one_before(scene: Scene) -> None:
    plan = scene.plan(FULL)
    client = client_of(scene)
    address = reverse("plan-edit", args=[plan.pk])
    page = client.get(address)
    data = posted(
        page.context["forms"], starts="2026-11-01", note="A higher cap", individual_cap="13000", revision="2"
    )
    assert client.post(address, data).status_code == 302
    draft = bonus.draft_of(plan)
    assert (draft.version, draft.starts, draft.note) == (2, NOV, "A higher cap")
    rules = read_rules(draft.spec)
    assert replace(rules, cap=1_200_000, currency="") == read_rules(FULL)
    assert rules.cap == 1_300_000


def test_the_second_of_two_editors_is_told(scene: Scene) -> None:
    plan = scene.plan()
    operations.draft_version(plan=plan, starts=NOV, spec=CURVE, by=scene.hr, at=bonus.AT)
    client = client_of(scene)
    address = reverse("plan-edit", args=[plan.pk])
    data = posted(client.get(address).context["forms"], revision="1", note="mine")
    operations.change_draft(
        version=bonus.draft_of(plan), starts=NOV, spec=CURVE, by=scene.hr, at=bonus.AT, note="theirs"
    )
    page = client.post(address, data).content.decode()
    assert "Someone else has changed this version" in page
    assert bonus.draft_of(plan).note == "theirs"


def test_the_list_and_the_history(scene: Scene) -> None:
    plan = scene.plan()
    operations.draft_version(plan=plan, starts=NOV, spec=CURVE, by=scene.hr, at=bonus.AT, note="Why")
    client = client_of(scene)
    page = client.get(reverse("plans")).content.decode()
    assert "waits to be published" in page
    page = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "Sales 2026 · v2" in page
    assert "Why" in page
    first = client.get(reverse("plan-version", args=[plan.pk, 1])).content.decode()
    assert "from 1 Sep 2026" in first
    assert client.get(reverse("plan-version", args=[plan.pk, 3])).status_code == 404
    assert OCT < NOV


def test_one_more_component_keeps_what_was_typed(scene: Scene) -> None:
    client = client_of(scene)
    page = client.get(reverse("plan-new"))
    data = posted(page.context["forms"], name="Half typed", add="tiers")
    forms = client.post(reverse("plan-new"), data).context["forms"]
    assert [part.chosen_kind for part in forms.parts] == ["target bonus", "tiers"]
    assert forms.main["name"].value() == "Half typed"
    assert not Plan.objects.exists()


FILE = """
code = "sales"
name = "Sales 2026"
starts = 2026-11-01
currency = "HKD"
teams = ["outbound-a"]

[[component]]
key = "commission"
kind = "percentage"
rate = 5
base = "net"

[[example]]
name = "750.00"
deals = { commission = ["750"] }
amount = "37.50"
"""


def test_a_plan_from_a_file_is_published_only_where_its_examples_agree(scene: Scene) -> None:
    client = client_of(scene)
    client.post(reverse("plan-from-file"), {"text": FILE.replace("37.50", "37.51")})
    version = PlanVersion.objects.get()
    address = reverse("plan-file", args=[version.plan_id])
    page = client.get(address).content.decode()
    assert "actual 37.50" in page
    client.force_login(scene.director)
    publish = reverse("plan-publish", args=[version.plan_id])
    page = client.post(publish, {"revision": str(version.revision)}, follow=True).content.decode()
    assert "Worked examples that differ: 1. 750.00 (37.51 ≠ 37.50)." in page
    assert not PlanVersion.objects.published().exists()
    client.force_login(scene.editor)
    upload = SimpleUploadedFile("plan.toml", FILE.encode())
    client.post(address, {"text": "", "file": upload, "revision": str(version.revision)})
    version.refresh_from_db()
    client.force_login(scene.director)
    client.post(publish, {"revision": str(version.revision)})
    assert PlanVersion.objects.published().exists()
    text = client.get(f"{address}?download").content.decode()
    assert "\nstarts   = 2026-11-01\n" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "Line 1, column"),
        (FILE.replace("rate", "rte"), "Line 11, column 1: component.commission.rte: this name is not known"),
        (FILE.replace("outbound-a", "nowhere"), "there is no team “nowhere”"),
        (FILE.replace('"percentage"', '"amount per unit"'), "Line 11, column 1"),
        (FILE.replace("2026-11-01", "2026-11-02"), "Line 4, column 1"),
        (FILE.replace("[[example]]", '[[gate]]\nkpi = "nobody"\nabove = 1\nfactor = 0\n\n[[example]]'),
         "“nobody” is not a KPI that is measured"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where_and_saves_nothing(scene: Scene, text: str, words: str) -> None:
    page = client_of(scene).post(reverse("plan-from-file"), {"text": text})
    assert words in html.unescape(page.content.decode())
    assert not Plan.objects.exists()
