"""The pages of keeping and erasing: what is kept, for how long, and a customer erased."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.models import Call, Customer, Opportunity, Source
from apps.people.choices import Role
from apps.people.models import User
from tests import deliveries as d
from tests import floor

pytestmark = pytest.mark.django_db

PHONE = "61234567"


@pytest.fixture
def steward(client: Client) -> Client:
    d.organisation()
    client.force_login(floor.person("Sandy Kwok", Role.STEWARD, sign_in=True).user)  # type: ignore[arg-type]
    return client


@pytest.fixture
def dialer() -> Source:
    d.agent("Ada", "7")
    to = d.source()
    d.deliver(to, d.lines(d.CALLS, f"c1,7,2026-11-02 10:00:00,out,{PHONE},Y,60,5"))
    return to


def test_without_a_source_it_says_what_to_do_first(steward: Client) -> None:
    assert "Connect a source" in steward.get(reverse("data-privacy")).content.decode()


def test_a_time_is_set_shown_and_lifted_again(steward: Client, dialer: Source) -> None:
    address = reverse("source-retention", args=[dialer.pk])
    assert steward.post(address, {"months": "12"}, follow=True).status_code == 200
    page = steward.get(reverse("data-privacy")).content.decode()
    assert "12 months" in page
    assert "24 Nov 2027" in page
    assert steward.post(address, {"months": "0"}).status_code == 422
    steward.post(address, {"months": ""})
    assert "For ever" in steward.get(reverse("data-privacy")).content.decode()
    assert Entry.objects.filter(verb="source.retention_set").count() == 2


def test_a_customer_is_looked_for_then_erased(steward: Client, dialer: Source) -> None:
    address = reverse("data-erase")
    looked = steward.post(address, {"ref": "6123 4567"})
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "••••4567" in page
    assert Customer.objects.filter(pk__gt=0).exists()
    done = steward.post(address, {"ref": "6123 4567", "sure": "on"}, follow=True)
    assert done.redirect_chain == [(address, 302)]
    assert "Erased." in done.content.decode()
    assert Call.objects.filter(customer__lt=0).count() == 1
    assert "Records left out" not in page
    again = steward.post(address, {"ref": "6123 4567"}).content.decode()
    assert "Nothing is kept" in again


def test_erasing_somebody_unknown_is_said_beside_the_field(steward: Client, dialer: Source) -> None:
    refused = steward.post(reverse("data-erase"), {"ref": "60000000", "sure": "on"})
    assert refused.status_code == 422
    assert "Nothing is kept about a customer" in refused.content.decode()


def test_an_original_that_is_gone_is_said_on_the_page_of_its_batch(steward: Client, dialer: Source) -> None:
    batch = dialer.batches.get()
    assert (
        reverse("batch-file", args=[batch.pk])
        in steward.get(reverse("batch", args=[batch.pk])).content.decode()
    )
    steward.post(reverse("data-erase"), {"ref": PHONE, "sure": "on"})
    page = steward.get(reverse("batch", args=[batch.pk])).content.decode()
    assert reverse("batch-file", args=[batch.pk]) not in page
    assert "no longer kept" in page
    assert steward.get(reverse("batch-file", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize(("role", "named"), [(Role.STEWARD, True), (Role.DIRECTOR, True), (Role.HR, False)])
def test_a_company_s_name_is_for_who_works_with_customers(client: Client, role: Role, named: bool) -> None:
    d.organisation()
    d.agent("Moses Frase", "1")
    row = "1C1I7A6R,Moses Frase,GTX Basic,Cancity,Won,2026-10-20,2026-11-02,1054"
    d.deliver(d.source("crm_opportunities"), d.lines(d.DEALS, row))
    client.force_login(floor.person("Looker", role, sign_in=True).user)  # type: ignore[arg-type]
    order = Opportunity.objects.get()
    page = client.get(reverse("record", args=["opportunity", order.pk])).content.decode()
    assert ("Cancity" in page) is named
    assert named or "Ca••••" in page


def test_what_is_left_out_or_not_connected_yet_is_shown(steward: Client, dialer: Source) -> None:
    by = User.objects.get()
    call = Call.objects.get()
    operations.leave_out(record_type="call", fact_id=call.pk, reason="a test", by=by, at=d.AT)
    sample = BytesIO(f"who,when\n{PHONE},1\n".encode())
    operations.start_draft(by=by, at=d.AT, filename="new.csv", file=sample)
    page = steward.post(reverse("data-erase"), {"ref": PHONE}).content.decode()
    assert "Records left out" in page
    assert "Unfinished sources on a file that names it" in page
