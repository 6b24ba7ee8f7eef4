"""Orders without an agent, as the agent, the team leader and the steward meet them."""

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from apps.intake.models import Claim, HeldRow, Order
from apps.intake.operations import create_source
from apps.intake.presets import preset_spec
from apps.people.choices import Role
from apps.people.models import Person
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db


class Scene:
    """Amy and Cat of one team, Marcus who leads it, Joyce who leads another; a shop with two orders."""

    def __init__(self) -> None:
        d.organisation()
        company = Company()
        team = company.team("Outbound A")
        self.amy, self.cat = company.person("Amy Lau", team), company.person("Cat Fong", team)
        self.steward = self.browser(company.user("Sandy", Role.STEWARD))
        self.amys, self.cats = self.browser(company.login(self.amy)), self.browser(company.login(self.cat))
        self.leader = self.browser(company.manager("Marcus", team))
        self.other = self.browser(company.manager("Joyce", company.team("Outbound B")))
        number = self.amy.numbers.get().number
        d.deliver(d.source("dialer"), d.lines(d.CALLS, f"c1,{number},2026-11-18 09:00:00,out,61234567,Y,60,"))
        spec = deepcopy(dict(preset_spec("crm_orders", {})))
        spec["records"][0]["agent"]["last_call_days"] = 30
        shop = create_source(code="shop", kind="crm", spec=spec, by=None, at=d.AT)
        d.deliver(shop, d.lines(d.ORDERS, "w1,,61234567,2026-11-20,5,", "w2,,69999999,2026-11-20,5,"))

    def browser(self, user: object) -> Client:
        client = Client()
        client.force_login(user)  # type: ignore[arg-type]
        return client


@pytest.fixture
def scene() -> Scene:
    return Scene()


def page(client: Client, address: str = "") -> str:
    response = client.get(address or reverse("claims"))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_page_says_which_call_decided(scene: Scene) -> None:
    for client in (scene.steward, scene.leader, scene.amys):
        assert "Call c1 of 18 Nov 2026" in page(client)
    for client in (scene.other, scene.cats):
        assert "w1" not in page(client)
    order = Order.objects.get()
    assert "Call c1 of 18 Nov 2026" in page(scene.amys, reverse("record", args=["order", order.pk]))


def test_a_claim_is_answered_by_the_leader_and_the_answer_stays(scene: Scene) -> None:
    said = scene.cats.post(reverse("claims"), {"key": "w2", "reason": "my walk-in"}, follow=True)
    assert "Claimed." in said.content.decode()
    claim = Claim.objects.get()
    assert "my walk-in" in page(scene.leader)
    assert "my walk-in" not in page(scene.other)
    assert "my walk-in" not in page(scene.amys)
    answer = reverse("claim-answer", args=[claim.pk])
    assert scene.other.post(answer, {"decision": "accept", "answer": "x"}).status_code == 404
    assert scene.cats.post(answer, {"decision": "accept", "answer": "x"}).status_code == 404
    assert "give a reason" in scene.leader.post(answer, {"decision": "accept"}, follow=True).content.decode()
    done = scene.leader.post(answer, {"decision": "accept", "answer": "I saw it"}, follow=True)
    assert "Answered." in done.content.decode()
    assert Order.objects.get(key="w2").agent == scene.cat
    assert "I saw it" in page(scene.cats)
    again = scene.leader.post(answer, {"decision": "accept", "answer": "I saw it"}, follow=True)
    assert "answered by now" in again.content.decode()


@pytest.mark.parametrize("key", ["no-such", "c1"])
def test_what_cannot_be_claimed_is_said_at_its_field(scene: Scene, key: str) -> None:
    response = scene.cats.post(reverse("claims"), {"key": key, "reason": "x"})
    assert response.status_code == 422
    assert "No order without an agent has the number" in response.content.decode()
    assert scene.leader.post(reverse("claims"), {"key": "w2", "reason": "x"}).status_code == 404


def test_the_steward_gives_orders_that_wait_and_those_that_do_not(scene: Scene) -> None:
    assert "1 order without an agent, or claim" in page(scene.steward, reverse("data-home"))
    assert "Everybody is known" in page(scene.steward, reverse("data-unknown"))
    held = HeldRow.objects.get(code="no_agent")
    address = reverse("parked-agent", args=[held.pk])
    assert reverse("parked-agent", args=[held.pk]) in page(scene.steward)
    done = scene.steward.post(address, {"person": scene.cat.pk, "reason": "her shop day"}, follow=True)
    assert "The order counts for Cat Fong now." in done.content.decode()
    assert scene.steward.get(address).status_code == 404
    order = Order.objects.get(key="w1")
    address = reverse("order-agent", args=[order.pk])
    assert scene.steward.post(address, {"person": scene.cat.pk, "reason": ""}).status_code == 422
    done = scene.steward.post(address, {"person": scene.cat.pk, "reason": "she closed it"}, follow=True)
    assert "she closed it" in done.content.decode()
    assert Person.objects.get(order=order) == scene.cat


def test_a_preview_tells_orders_without_an_agent_from_unknown_names(scene: Scene) -> None:
    shop = HeldRow.objects.get(code="no_agent").batch.source
    rows = ("w3,,60000000,2026-11-20,5,", "w4,nobody,60000000,2026-11-20,5,", "w5,,61234567,2026-11-20,5,")
    batch = d.deliver(shop, d.lines(d.ORDERS, *rows), auto=False)
    assert batch.profile["unknown_agents"] == {"nobody": 1}
    assert (batch.profile["forecast"]["parked"], batch.profile["forecast"]["new"]) == (2, 1)
    said = page(scene.steward, reverse("batch", args=[batch.pk]))
    assert "1 unknown agent" in said
    assert "“w3” names no agent" in said
