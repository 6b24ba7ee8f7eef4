"""Texts the mapping does not know get their meaning in the page, and the rows they held up follow."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.intake.models import Batch, Call, Mapping
from apps.intake.operations import rerun_parked, run_batch
from apps.people.choices import Role
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward() -> Client:
    d.organisation()
    d.agent("Amy Lau", "E0001")
    client = Client()
    client.force_login(Company().user("Sandy", Role.STEWARD))
    return client


def call(key: str, way: str, agent: str = "E0001", answered: str = "yes") -> str:
    return f"{key},{agent},2026-11-20 09:00:00,{way},,{answered},60,"


def calls(*rows: str) -> str:
    return d.lines(d.CALLS, *rows)


def address(batch: Batch, column: str = "Direction") -> str:
    return reverse("source-meanings", args=[batch.source_id]) + f"?column={column}&batch={batch.pk}"


def test_one_answer_mends_all_rows_alike_in_every_file(steward: Client) -> None:
    to = d.source("dialer")
    first = d.deliver(to, calls(call("c1", "Sideways"), call("c2", "SIDEWAYS "), call("c3", "up")))
    second = d.deliver(
        to,
        calls(call("c4", "sideways"), call("c5", "sideways", "nobody"), call("c6", "sideways", answered="?")),
    )
    assert d.counts(first) == {"rejected": 3}
    page = steward.get(reverse("batch", args=[first.pk])).content.decode()
    assert "Set meaning" in page
    page = steward.get(address(first)).content.decode()
    places = {text: n for n, text in enumerate(("sideways", "Sideways", "SIDEWAYS", "up"))}
    assert all(text in page for text in places)
    words = [line.split('"')[0] for line in page.split('name="m')[1:]]
    said = dict.fromkeys((f"m{word}" for word in words), "out")
    last = next(f"m{word}" for word in words if word.startswith("3-"))
    said[last] = ""  # "up" comes last and is left for now
    done = steward.post(address(first), said, follow=True).content.decode()
    assert "3 texts have a meaning now. 3 records followed." in done
    assert sorted(Call.objects.values_list("key", flat=True)) == ["c1", "c2", "c4"]
    assert d.counts(d.fresh(first)) == {"accepted": 2, "rejected": 1}
    assert d.reasons(d.fresh(second)) == [
        (2, "rejected", "Direction", "sideways", "unknown_value"),
        (3, "parked", "Agent No", "nobody", "unknown_agent"),
        (4, "rejected", "Answered", "?", "not_yes_or_no"),
    ]
    assert second.held_rows.get(row=2).settled_at is not None
    assert Mapping.objects.filter(source=to).count() == 2
    assert Entry.objects.filter(verb="mapping.saved").count() == 2


def test_what_was_learned_holds_for_rows_that_run_later(steward: Client) -> None:
    to = d.source("dialer")
    batch = d.deliver(to, calls(call("c1", "Sideways", "nobody")))
    name = steward.get(address(batch)).content.decode().split('name="m0')[1].split('"')[0]
    steward.post(address(batch), {f"m0{name}": "out"})
    assert d.counts(d.fresh(batch)) == {"parked": 1}
    d.agent("Bo", "nobody")
    rerun_parked(at=d.AT)
    assert Call.objects.get().direction == "out"


def test_a_preview_is_made_anew_under_the_new_version(steward: Client) -> None:
    batch = d.deliver(d.source("dialer"), calls(call("c1", "Sideways"), call("c2", "out")), auto=False)
    page = steward.get(address(batch)).content.decode()
    assert "Sideways" in page
    name = page.split('name="m0')[1].split('"')[0]
    steward.post(address(batch), {f"m0{name}": "in"})
    run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    ready = d.fresh(batch)
    assert (ready.state, ready.mapping.version, ready.profile["forecast"]["new"]) == ("ready", 2, 2)
    assert "Every text has its meaning" in steward.get(address(batch)).content.decode()


def test_saying_nothing_changes_nothing(steward: Client) -> None:
    batch = d.deliver(d.source("dialer"), calls(call("c1", "Sideways")))
    response = steward.post(address(batch), {})
    assert response.status_code == 422
    assert "Say what at least one of the texts means." in response.content.decode()
    assert Mapping.objects.count() == 1


def test_amounts_are_never_given_a_meaning(steward: Client) -> None:
    batch = d.deliver(d.source("crm_orders"), d.lines(d.ORDERS, "o1,E0001,,2026-11-02,lots,"))
    page = steward.get(address(batch, "Amount")).content.decode()
    assert "The mapping translates nothing here" in page
    assert steward.get(address(batch, "")).status_code == 404
