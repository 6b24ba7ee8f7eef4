"""Who was lost: who did not come back, who complained, why by Pareto, and before and after a measure."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.goals.models import MeasureTaken
from apps.intake.models import Complaint
from apps.metrics.losing import Why, complaints_of, lost_customers, pareto, recurrence
from apps.metrics.models import Kpi
from apps.people.models import Person, Team
from tests import floor, records
from tests.records import call, complaint, customer, day, order

pytestmark = pytest.mark.django_db
OCT, NOV, DEC = day("10-01"), day("11-01"), day("12-01")


@pytest.fixture
def team() -> Team:
    floor.organisation()
    return records.team("Outbound A")


@pytest.fixture
def amy(team: Team) -> Person:
    """Of October's customers 1 came back; 2 complained, 3 refused, 4 was not called again, 5 says nothing."""
    amy = records.person("Amy", team)
    for buyer, amount in ((1, 100), (2, 500), (3, 400), (4, 300), (5, 200)):
        order(amy, "10-05", buyer, amount=amount)
    order(amy, "10-20", 6, cancelled="10-19")
    order(amy, "11-03", 1)
    for buyer, when, disposition in ((3, "11-04", "Refused"), (4, "10-05", "Sale"), (5, "11-04", "")):
        call(amy, when, buyer, disposition=disposition)
    for buyer, when, cause in ((2, "10-25", "Pressure"), (9, "11-20", "Pressure"), (None, "11-21", "Wait")):
        made = complaint(amy, when)
        Complaint.objects.filter(pk=made.pk).update(cause=cause, customer_id=customer(buyer))
    return amy


def test_who_did_not_buy_again_and_why(amy: Person, team: Team) -> None:
    gone = lost_customers(team.pk, OCT, NOV, DEC)
    assert [(one.customer_id, one.amount, one.why, one.detail) for one in gone] == [
        (2, 500, Why.COMPLAINT, "Pressure"),
        (3, 400, Why.OUTCOME, "Refused"),
        (4, 300, Why.NO_TALK, ""),
        (5, 200, Why.UNKNOWN, ""),
    ]
    assert lost_customers(records.team("other").pk, OCT, NOV, DEC) == []


def test_complaints_with_the_last_order_and_causes_by_pareto(amy: Person, team: Team) -> None:
    found = complaints_of(team.pk, OCT, DEC)
    assert [(c.customer_id, c.cause, c.last_order) for c in found] == [
        (None, "Wait", None),
        (9, "Pressure", None),
        (2, "Pressure", day("10-05")),
    ]
    assert [(one.reason[1], one.count, one.so_far) for one in pareto(("", c.cause) for c in found)] == [
        ("Pressure", 2, 2),
        ("Wait", 1, 3),
    ]


def test_a_cause_before_and_after_as_many_days(amy: Person, team: Team) -> None:
    """25 days since 6 November until the 30th, and as many before: from 12 October."""
    found = recurrence(team.pk, day("11-06"), day("11-30"))
    assert [(one.cause, one.days, one.before, one.after) for one in found] == [
        ("Pressure", 25, 1, 1),
        ("Wait", 25, 0, 1),
    ]
    assert recurrence(team.pk, DEC, day("11-30")) == []


def test_the_page_masks_names_and_shows_the_measure(amy: Person, team: Team) -> None:
    MeasureTaken.objects.create(
        name="New script",
        owner=amy,
        starts=day("11-06"),
        kpi=Kpi.objects.get(code="complaint_rate"),
        created_at=records.AT,
    )
    client = Client()
    client.force_login(floor.leader("Marcus Yeung", team))
    asked = {"team": team.pk, "month": "2026-11"}
    page = client.get(reverse("lost"), asked).content.decode()
    for text in ("4 customers of October 2026", "Complaint: Pressure", "Last talk: Refused", "New script"):
        assert text in page
    assert "No talk since the last order" in page
    rows = client.get(reverse("lost-export", args=["retention", "csv"]), asked).content.decode("utf-8-sig")
    assert len(rows.splitlines()) == 5
    assert client.get(reverse("lost-export", args=["complaints", "xlsx"]), asked).status_code == 200
    for query in ({"team": "x"}, {"month": "2026-13"}):
        assert client.get(reverse("lost"), query).status_code == 404


def test_the_number_of_queries_does_not_follow_the_customers(amy: Person, team: Team) -> None:
    client = Client()
    client.force_login(floor.leader("Marcus Yeung", team))
    address = f"{reverse('lost')}?team={team.pk}&month=2026-11"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for buyer in range(20, 40):
        order(amy, "10-06", buyer)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 20
