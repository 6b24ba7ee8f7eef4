"""From a number to the row it came from, and back to the figures: the page of one record."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.intake.models import LeftOut, Order
from apps.intake.operations import withdraw_batch
from apps.metrics.operations import consume_all
from apps.people.choices import Role
from apps.people.models import Person
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db


class Scene:
    """A team with Amy, her leader, another agent; an order of hers said by two files."""

    def __init__(self) -> None:
        d.organisation()
        company = Company()
        self.team = company.team("Outbound A")
        self.amy = company.person("Amy Lau", self.team)
        self.steward = self.browser(company.user("Sandy", Role.STEWARD))
        self.amys = self.browser(company.login(self.amy))
        self.leader = self.browser(company.manager("Marcus", self.team))
        self.stranger = self.browser(company.login(company.person("Ben Ho", company.team("Outbound B"))))
        number = self.amy.numbers.get().number
        self.source = d.source("crm_orders")
        row = f"o1,{number},+852 6123 4567,2026-11-02"
        self.first = d.deliver(self.source, d.lines(d.ORDERS + ",Remarks", f"{row},100,,hush"), "old.csv")
        self.second = d.deliver(self.source, d.lines(d.ORDERS + ",Remarks", f"{row},250.5,,hush"), "new.csv")
        self.order = Order.objects.get()
        consume_all()

    def browser(self, user: object) -> Client:
        client = Client()
        client.force_login(user)  # type: ignore[arg-type]
        return client

    def page(self, client: Client, name: str = "record") -> str:
        response = client.get(reverse(name, args=["order", self.order.pk]))
        assert response.status_code == 200
        return " ".join(response.content.decode().split())


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_it_says_values_versions_file_and_row(scene: Scene) -> None:
    said = scene.page(scene.steward)
    assert "US$250.50" in said
    assert "US$100.00" in said
    assert "Older value" in said
    assert "new.csv" in said
    assert "old.csv" in said
    assert "6123" not in said
    assert "••••4567" in said


def test_the_row_as_it_was_read_masks_customers_and_shows_others_only_what_is_read(scene: Scene) -> None:
    steward, leader = (scene.page(one, "record-original") for one in (scene.steward, scene.leader))
    assert "250.5" in steward
    assert "••••4567" in steward
    assert "6123" not in steward
    assert "hush" in steward
    assert "250.5" in leader
    assert "hush" not in leader


def test_a_file_that_is_gone_is_said(scene: Scene) -> None:
    scene.order.batch.file.path = "none"
    scene.order.batch.file.save()
    assert "The stored file has gone" in scene.page(scene.steward, "record-original")


def test_who_sees_the_figures_opens_the_record_and_nobody_else(scene: Scene) -> None:
    for name in ("record", "record-original", "record-figures"):
        address = reverse(name, args=["order", scene.order.pk])
        assert {one.get(address).status_code for one in (scene.amys, scene.leader)} == {200}
        assert scene.stranger.get(address).status_code == 404
    said = scene.page(scene.amys)
    assert reverse("batch", args=[scene.second.pk]) not in said
    assert reverse("record-leave-out", args=["order", scene.order.pk]) not in said


def test_it_leads_to_the_figures_that_rest_on_it(scene: Scene) -> None:
    said = scene.page(scene.steward, "record-figures")
    amy = reverse("figure", args=["sales_amount", "agent", scene.amy.pk, "2026-11"])
    team = reverse("figure", args=["sales_amount", "team", scene.team.pk, "2026-11"])
    assert amy in said
    assert team in said
    assert "US$251" in said
    assert "Outbound calls" not in said
    assert team not in scene.page(scene.amys, "record-figures")
    figure = scene.steward.get(amy).content.decode()
    assert reverse("record", args=["order", scene.order.pk]) in figure


def test_a_record_is_left_out_and_put_back_on_its_page(scene: Scene) -> None:
    address = reverse("record-leave-out", args=["order", scene.order.pk])
    assert scene.steward.post(address, {"reason": " "}).status_code == 422
    done = scene.steward.post(address, {"reason": "test order"}, follow=True).content.decode()
    assert "Left out: the figures follow within seconds." in done
    assert not Order.objects.exists()
    said = scene.page(scene.steward)
    assert "test order" in said
    assert "US$250.50" in said
    assert scene.page(scene.amys).count("test order") == 1
    for listed in (reverse("data-records"), reverse("data-records") + "?key=o1"):
        assert "test order" in scene.steward.get(listed).content.decode()
    assert "test order" in scene.steward.get(reverse("batch", args=[scene.second.pk])).content.decode()
    assert scene.steward.get(address).status_code == 302
    back = reverse("record-put-back", args=["order", scene.order.pk])
    assert "Put back" in scene.steward.post(back, follow=True).content.decode()
    assert Order.objects.get().pk == scene.order.pk
    assert "This record counts." in scene.steward.post(back, follow=True).content.decode()


def test_what_every_file_took_back_says_that_it_is_gone(scene: Scene) -> None:
    steward = Person.objects.get(name="Sandy").user
    assert steward is not None
    address = reverse("record-leave-out", args=["order", scene.order.pk])
    scene.steward.post(address, {"reason": "test order"})
    for batch in (scene.second, scene.first):
        withdraw_batch(batch=d.fresh(batch), reason="x", by=steward, at=d.AT)
    back = reverse("record-put-back", args=["order", scene.order.pk])
    assert "the record is gone" in scene.steward.post(back, follow=True).content.decode()
    assert not LeftOut.objects.exists()


def test_a_record_is_found_by_its_number(scene: Scene) -> None:
    found = scene.steward.get(reverse("data-records") + "?key=o1").content.decode()
    assert reverse("record", args=["order", scene.order.pk]) in found
    assert "No record is called so" in scene.steward.get(reverse("data-records") + "?key=o9").content.decode()
    assert "Nothing is left out" in scene.steward.get(reverse("data-records") + "?key=%00").content.decode()
