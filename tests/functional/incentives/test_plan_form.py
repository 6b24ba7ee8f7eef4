"""The form of a plan: to the specification and back without loss, each error at its field."""

from datetime import date
from typing import Any

import pytest
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return bonus.scene()


def posted(forms: PlanForms, **changes: Any) -> QueryDict:
    """What a browser sends for the form as it is shown."""
    data = QueryDict(mutable=True)
    for form in (forms.main, *forms.points, *forms.units, *forms.gates):
        for bound in form:
            value = bound.value()
            if value is None and (choices := getattr(bound.field, "choices", None)) and not bound.is_hidden:
                value = next(iter(choices))[0]  # a list without a choice sends its first entry
            if value is not None and value is not False:
                data[bound.html_name] = "on" if value is True else str(value)
    for formset in (forms.points, forms.units, forms.gates):
        for bound in formset.management_form:
            data[bound.html_name] = str(bound.value() if bound.value() is not None else "")
    data.update({key: value for key, value in changes.items() if value is not None})
    return data


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
    assert again.is_valid(), (again.main.errors, again.points.errors, again.units.errors, again.gates.errors)
    assert again.check_amounts()
    assert read_rules(again.spec()) == read_rules(spec)


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
        target_bonus="8000.50",
        teams=str(scene.team.pk),
    )
    data["gates-0-kpi"], data["gates-0-side"] = "complaint_rate", "above"
    data["gates-0-bound"], data["gates-0-factor"], data["gates-0-component"] = "2", "50", ""
    response = client.post(reverse("plan-new"), data, follow=True)
    version = PlanVersion.objects.get()
    assert version.spec["target_bonus_minor"] == 800_050
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
        ({"target_bonus": "8000.505"}, "HKD has fewer decimals."),
        ({"target_bonus": "-1"}, "greater than or equal to 0"),
        ({"target_bonus": "much"}, "Enter a number."),
        ({"starts": "2026-10-02"}, "A plan begins on the first day of a month."),
        ({"starts": "2026-13-01"}, "Enter a valid date."),
        ({"points-1-rate": "10"}, "a better score may not pay less"),
        ({"budget": "100"}, "a budget reduces only discretionary components"),
        ({"limit_median": "1"}, "the limit must be above 1"),
        ({"target_bonus": ""}, "the plan pays nothing"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    scene: Scene, changes: dict[str, str], words: str
) -> None:
    client = client_of(scene)
    values = {"code": "sales", "name": "Sales", "currency": "HKD", "starts": "2026-10-01"}
    start = {**values, "target_bonus": "8000", "teams": str(scene.team.pk)}
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
    data = posted(page.context["forms"], starts="2026-11-01", note="A higher cap", cap="13000", revision="2")
    assert client.post(address, data).status_code == 302
    draft = bonus.draft_of(plan)
    assert (draft.version, draft.starts, draft.note) == (2, NOV, "A higher cap")
    assert draft.spec["cap_minor"] == 1_300_000
    assert {**draft.spec, "cap_minor": 1_200_000}["gates"][0]["bound"] == "0.02"


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
