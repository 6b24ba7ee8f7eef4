"""The correction queue says what acceptance would change, and decides what was asked for."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from apps.intake.models import Batch, HeldRow, Order
from apps.intake.operations import leave_out
from apps.people.choices import Role
from apps.people.models import Change, Freeze, Person
from apps.people.operations import close_period
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db


class Scene:
    """October is closed; one of its orders would change, one would come, one is to be left out."""

    def __init__(self) -> None:
        d.organisation()
        self.amy = d.agent("Amy Lau", "E1")
        self.bo = d.agent("Bo Chan", "E2")
        self.user = Company().user("Sandy", Role.STEWARD)
        self.steward = Client()
        self.steward.force_login(self.user)
        self.source = d.source("crm_orders")
        self.first = self.deliver("o1,E1,,2026-10-05,100,", "o2,E1,,2026-10-06,5,", "o4,E1,,2026-11-02,5,")
        Change.objects.all().delete()
        close_period(month=date(2026, 10, 1), by=None, at=d.AT)

    def deliver(self, *rows: str) -> Batch:
        return d.deliver(self.source, d.lines(d.ORDERS, *rows))

    def page(self, query: str = "") -> str:
        response = self.steward.get(reverse("data-corrections") + query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    def decide(self, **data: str) -> str:
        given = {"decision": "accept", "reason": "checked", **data}
        return self.steward.post(reverse("data-decide"), given, follow=True).content.decode()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_it_says_what_acceptance_changes(scene: Scene) -> None:
    scene.deliver("o1,E2,,2026-10-05,250.5,", "o3,E1,,2026-10-07,7,")
    said = scene.page()
    assert "5 Oct 2026 is closed or frozen (2026-10)." in said
    for text in ("US$100.00", "US$250.50", "Amy Lau", "Bo Chan", "o3", "2026-10"):
        assert text in said
    assert "US$5.00" not in said
    assert reverse("record", args=["order", Order.objects.get(key="o1").pk]) in said
    assert Order.objects.get(key="o1").amount == 10_000


def test_its_filters_narrow_what_all_means(scene: Scene) -> None:
    scene.deliver("o1,E1,,2026-10-05,250.5,")
    order = Order.objects.get(key="o2")
    leave_out(record_type="order", fact_id=order.pk, reason="a test", by=scene.user, at=d.AT)
    said = scene.page("?code=leave_out_waits")
    assert "To be left out (a test)" in said
    assert reverse("record", args=["order", order.pk]) in said
    for text in ("Counts in no figure any more", "US$5.00", "Amy Lau"):
        assert text in said
    assert "US$250.50" not in said
    assert "Nothing waits for a decision" in scene.page("?held_by=2026-09")
    for query in ("?code=x", "?held_by=%00", "?source=x", "?held_by=2026-10"):
        assert "US$250.50" in scene.page(query)
    assert "1 correction accepted." in scene.decide(all="1", code="leave_out_waits", held_by="2026-10")
    assert not Order.objects.filter(key="o2").exists()
    assert Order.objects.get(key="o1").amount == 10_000
    assert "1 correction declined." in scene.decide(all="1", decision="decline")
    assert not HeldRow.objects.filter(fate="queued", settled_at__isnull=True).exists()


def freeze(person: Person, day: date) -> None:
    Freeze.objects.create(person=person, first_day=day, last_day=day, reason="payout run 1", at=d.AT)


def test_a_withdrawal_says_before_what_it_does(scene: Scene) -> None:
    batch = scene.deliver("o4,E1,,2026-11-02,6,", "o5,E2,,2026-11-03,1,", "o6,E1,,2026-11-03,1,")
    freeze(scene.amy, date(2026, 11, 3))
    address = reverse("batch-withdraw", args=[batch.pk])
    said = " ".join(scene.steward.get(address).content.decode().split())
    lines = said.partition("Records that this file wrote last")[2]
    assert [part.partition("</dd>")[0] for part in lines.split("<dd>")[1:4]] == ["3", "1", "1"]
    done = scene.steward.post(address, {"reason": "wrong file"}, follow=True).content.decode()
    assert "1 records gone, 1 as they were before. 1 row of closed or frozen days waits" in done
    assert "Its value goes, or the one before returns" in scene.page()
