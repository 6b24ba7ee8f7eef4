"""The page of a source's deliveries and ways in, as a data steward uses it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.intake.models import EmptyDay, Source, SourceToken
from apps.intake.operations import token_hash
from apps.intake.queries.tokens import token_of
from apps.people.choices import Role
from tests import deliveries
from tests.people import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward() -> Client:
    deliveries.organisation()
    deliveries.source("dialer")
    client = Client()
    client.force_login(Company().user("Sandy", Role.STEWARD))
    return client


def post(client: Client, what: str, **data: object) -> str:
    sent = {f"{what}-{name}": value for name, value in data.items()}
    address = reverse("source-set", args=[Source.objects.get().pk, what])
    return client.post(address, sent, follow=True).content.decode()


def test_a_token_is_shown_once(steward: Client) -> None:
    page = post(steward, "token", name="ACD")
    found = re.search(r'id="secret">([^<]+)<', page)
    assert found is not None
    assert token_of(token_hash(found[1])) == SourceToken.objects.get()
    again = steward.get(reverse("source-ways", args=[Source.objects.get().pk])).content.decode()
    assert found[1] not in again
    assert "ACD" in again


def test_what_is_said_is_kept_and_what_is_wrong_is_said(steward: Client) -> None:
    said = {"weekdays": ["1", "5"], "due_days": 3, "due_time": "09:30", "skips_holidays": "on"}
    post(steward, "deliveries", **said, goes_on="on", expected_from="2026-11-24")
    post(steward, "limits", most_rejects="2.5", most_fall="")
    source = Source.objects.get()
    assert (source.delivers_weekdays, source.due_days, f"{source.due_time:%H:%M}") == ("15", 3, "09:30")
    assert (source.skips_holidays, source.most_rejects, source.most_fall) == (True, 25, None)
    assert (source.goes_on, str(source.expected_from)) == (True, "2026-11-24")
    post(steward, "deliveries", **said, goes_on="single", expected_from="2026-11-24")
    source.refresh_from_db()
    assert (source.goes_on, source.expected_from) == (False, None)
    assert "at least one weekday" in post(steward, "deliveries", due_days=1, goes_on="on")
    assert "no time of day" in post(steward, "folder", watch_times="noon")
    assert "is not over yet" in post(steward, "empty", day="2099-01-01", reason="x")
    post(steward, "empty", day="2026-11-02", reason="Typhoon")
    assert EmptyDay.objects.get().reason == "Typhoon"
