"""A preview says all an import would do, and is made anew by itself when somebody says who is meant."""

import json
from datetime import date

import fastexcel
import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.intake.models import AgentAlias, Batch, Call, Order
from apps.intake.operations import run_batch
from apps.people.choices import Role
from apps.people.models import Person
from apps.people.operations import close_period
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


def page(client: Client, batch: Batch) -> str:
    return " ".join(client.get(reverse("batch", args=[batch.pk])).content.decode().split())


def orders(*rows: str) -> str:
    return d.lines(d.ORDERS, *rows)


def call(key: str, agent: str = "E0001", answered: str = "yes") -> str:
    return f"{key},{agent},2026-11-20 09:00:00,out,,{answered},60,"


def test_it_lists_old_and_new_and_counts_what_changes_by_column(steward: Client) -> None:
    d.agent("Bo Chan", "E0002")
    to = d.source("crm_orders")
    d.deliver(to, orders("o1,E0001,,2026-11-02,100,", "o2,E0001,,2026-11-02,5,", "o3,E0001,,2026-11-03,5,"))
    batch = d.deliver(
        to,
        orders("o1,E0001,,2026-11-02,250.5,", "o2,E0002,,2026-11-02,6,", "o3,E0001,,2026-11-03,5,"),
        auto=False,
    )
    assert batch.profile["changed_columns"] == {"order.amount": 2, "order.agent_id": 1}
    said = page(steward, batch)
    assert "US$100.00" in said
    assert "US$250.50" in said
    assert "Amy Lau" in said
    assert "Bo Chan" in said
    assert "Changed records shown: 2; 2 rows change." in said
    assert Order.objects.get(key="o1").amount == 10_000


def test_it_names_the_closed_month_with_its_days(steward: Client) -> None:
    to = d.source("crm_orders")
    close_period(month=date(2026, 10, 1), by=None, at=d.AT)
    batch = d.deliver(
        to,
        orders("o1,E0001,,2026-10-02,1,", "o2,E0001,,2026-10-05,1,", "o3,E0001,,2026-11-05,1,"),
        auto=False,
    )
    assert batch.profile["frozen"] == [
        {"reason": "2026-10", "rows": 2, "first": "2026-10-02", "last": "2026-10-05"}
    ]
    assert "2 Oct 2026 – 5 Oct 2026" in page(steward, batch)


def test_rows_that_repeat_do_not_count_among_those_of_unknown_agents(steward: Client) -> None:
    rows = (call("c1", "TMP"), call("c1", "TMP"), call("c2", "TMP"), call("c3", "X"), call("c3", "TMP"))
    batch = d.deliver(d.source("dialer"), d.lines(d.CALLS, *rows), auto=False)
    assert batch.profile["unknown_agents"] == {"TMP": 2}
    assert (batch.profile["forecast"]["parked"], batch.profile["forecast"]["skipped"]) == (2, 1)
    run = d.deliver(d.source("dialer", code="other"), d.lines(d.CALLS, *rows))
    assert d.counts(run) == {"parked": 2, "rejected": 2, "skipped": 1}


def test_saying_who_is_meant_makes_the_preview_anew(steward: Client) -> None:
    batch = d.deliver(
        d.source("dialer"), d.lines(d.CALLS, call("c1", "amy lou"), call("c2", "Q9")), auto=False
    )
    assert "Match the names first" in page(steward, batch)
    listed = steward.get(reverse("data-unknown") + f"?batch={batch.pk}").content.decode()
    assert "amy lou" in listed
    assert "Q9" in listed
    chosen = f'[{batch.source_id}, {Person.objects.get(name="Amy Lau").pk}, "2026-11-20", "amy lou"]'
    done = steward.post(
        reverse("data-match-many"), {"chosen": chosen, "batch": batch.pk}, follow=True
    ).content.decode()
    assert "1 name matched." in done
    assert d.fresh(batch).state == "profiling"
    run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    assert "Import 1 row<" in page(steward, batch)
    assert d.fresh(batch).profile["unknown_agents"] == {"Q9": 1}
    assert not Call.objects.exists()
    assert Entry.objects.filter(verb="agent_alias.added").count() == 1


def test_all_names_of_a_file_are_said_in_one_form(steward: Client) -> None:
    rows = (call("c1", "amy lou"), call("c2", "Q9"), call("c3", "Q8"))
    batch = d.deliver(d.source("dialer"), d.lines(d.CALLS, *rows))
    amy = Person.objects.get(name="Amy Lau")
    other = d.agent("Bo Chan", "B77")
    refs = ("amy lou", "Q9", "Q8")
    places = [json.dumps([batch.source_id, 0, "2026-11-20", ref]) for ref in refs]
    sent = {"batch": batch.pk, "place": places, "who": ["AMY LAU", "b77", "Nobody"]}
    wrong = steward.post(reverse("data-match-many"), sent, follow=True)
    assert "“Nobody” is nobody here" in wrong.content.decode()
    assert not AgentAlias.objects.exists()
    done = steward.post(reverse("data-match-many"), sent | {"who": ["AMY LAU", "b77", ""]}, follow=True)
    assert done.redirect_chain[-1][0] == f"{reverse('data-unknown')}?batch={batch.pk}"
    assert "2 names matched. 2 records followed." in done.content.decode()
    assert set(AgentAlias.objects.values_list("ref", "person")) == {("amy lou", amy.pk), ("Q9", other.pk)}
    last = steward.post(reverse("data-match-many"), sent | {"place": places[2:], "who": ["B77"]}, follow=True)
    assert last.redirect_chain[-1][0] == reverse("batch", args=[batch.pk])


@pytest.mark.parametrize(
    "chosen",
    ["", "x", "[]", '[1, 2, "2026-13-01", "a"]', "[" * 3000, '[99999999999999999999, 1, "2026-01-01", "a"]'],
)
def test_what_is_no_proposal_matches_nobody(steward: Client, chosen: str) -> None:
    done = steward.post(reverse("data-match-many"), {"chosen": chosen}, follow=True)
    assert "Choose the names first." in done.content.decode()
    assert not AgentAlias.objects.exists()


def test_looking_again_sees_what_came_since(steward: Client) -> None:
    to = d.source("dialer")
    batch = d.deliver(to, d.lines(d.CALLS, call("c1")), auto=False)
    d.deliver(to, d.lines(d.CALLS, call("c1"), call("c2")))
    steward.post(reverse("batch-again", args=[batch.pk]))
    run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    assert d.fresh(batch).profile["forecast"]["unchanged"] == 1
    imported = d.deliver(to, d.lines(d.CALLS, call("c3")))
    refused = steward.post(reverse("batch-again", args=[imported.pk]), follow=True).content.decode()
    assert "This batch is Imported by now" in refused


def test_rejected_rows_of_a_preview_are_mended_in_their_file_and_brought_again(steward: Client) -> None:
    to = d.source("dialer")
    rows = (call("c1", answered="perhaps"), call("c2"), call("c3"), call("c3", "E9"))
    batch = d.deliver(to, d.lines(d.CALLS, *rows), auto=False)
    address = reverse("batch-rows", args=[batch.pk, "rejected"])
    text = b"".join(steward.get(address)).decode()
    assert [line.partition(",")[0] for line in text.splitlines()[1:]] == ["c1", "c3", "c3"]
    assert "“perhaps” is neither yes nor no." in text
    one_reason = b"".join(steward.get(address + "?code=two_values_one_key")).decode()
    assert len(one_reason.splitlines()) == 3
    book = fastexcel.read_excel(steward.get(address + "?format=xlsx").content)
    sheet = book.load_sheet(0).to_polars()
    assert sheet.columns[-3:] == ["Row in the file", "Why not taken", "What to do"]
    assert sheet["Call ID"].to_list() == ["c1", "c3", "c3"]
    mended = "\n".join(text.replace("perhaps", "yes").splitlines()[:2]) + "\n"
    again = d.deliver(to, mended, "mended.csv", repairs=batch)
    assert d.counts(again) == {"accepted": 1}
    assert [w["code"] for w in again.profile["warnings"]] == []
    assert "Mends rows of" in page(steward, again)
    assert "mended.csv" in page(steward, batch)
    assert Entry.objects.filter(verb="batch.received").order_by("-pk")[0].after["repairs"] == batch.pk
