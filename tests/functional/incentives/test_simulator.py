"""The simulator's page: what was paid is replayed to the cent, a draft beside it, everyone in the export."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from apps.incentives import operations
from tests import bonus
from tests.bonus import AT, CURVE, NOV, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return bonus.scene()


def test_a_draft_is_tried_on_what_was_paid(scene: Scene) -> None:
    for name, calls in (("Amy Lau", 82), ("Ben Yip", 105), ("Cat Ho", 110)):
        scene.agent(name, calls)
    plan = scene.plan()
    scene.locked(plan)
    spec = {
        **CURVE,
        "curve": {"points": [["0.85", "0.5"], ["1", "1"], ["1.1", "1.3"]]},
        "cap_minor": 1_000_000,
    }
    operations.draft_version(plan=plan, starts=NOV, spec=spec, by=scene.editor, at=AT)
    client = Client()
    client.force_login(scene.director)
    address = reverse("simulator", args=[plan.pk])
    page = html.unescape(client.get(address).content.decode())
    assert "v2 would have cost <b>−HK$4,800.00</b> over 1 months;" in page
    assert "replayed 24,000.00, earned in the run 24,000.00" in page
    assert "0 gain, 2 lose." in page
    file = client.get(f"{address}?as=csv").content.decode("utf-8-sig").splitlines()
    assert file[1:] == [
        "Ben Yip,Outbound A,1,9200.00,9200.00,0.00",
        "Cat Ho,Outbound A,1,10400.00,10000.00,-400.00",
        "Amy Lau,Outbound A,1,4400.00,0.00,-4400.00",
    ]
    assert client.get(f"{address}?with=9").status_code == 404


def test_a_plan_that_never_paid_says_so(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.director)
    page = client.get(reverse("simulator", args=[scene.plan().pk])).content.decode()
    assert "No month to replay yet" in page
