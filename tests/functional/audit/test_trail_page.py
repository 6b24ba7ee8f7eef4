"""The page of the trail: newest first, narrowed, bounded, exported; for administrators."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.audit import verbs
from apps.audit.models import Entry
from apps.audit.operations import record
from apps.audit.web.export import inert
from apps.people.choices import Role
from apps.people.clock import organisation
from apps.people.verbs import VERBS
from apps.people.web.views import trail
from tests.people import Company

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, 23, 30, tzinfo=UTC)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(Company().user("Adi", Role.ADMINISTRATOR))
    return client


@pytest.fixture(autouse=True)
def _entries(client: Client) -> None:
    for number, (verb, reason) in enumerate(
        [("period.closed", "in time"), ("period.reopened", "=HYPERLINK(1)")]
    ):
        record(
            verb=verb,
            subject=organisation(),
            by=None,
            at=AT + timedelta(hours=number),
            before={"state": "open", "same": 1},
            after={"state": "<b>closed</b>", "same": 1},
            reason=reason,
        )


def rows(client: Client, **query: str) -> str:
    page = client.get(reverse("audit"), query).content.decode()
    return page.split("<tbody", 1)[1].split("</tbody>")[0] if "<tbody" in page else ""


def test_the_newest_is_first_in_words_and_escaped(client: Client) -> None:
    found = rows(client)
    assert found.index("Period reopened") < found.index("Period closed")
    assert "&lt;b&gt;closed" in found
    assert "same" not in found


@pytest.mark.parametrize(
    ("query", "closed", "reopened"),
    [
        ({"q": "in time"}, True, False),
        ({"verb": "period.reopened"}, False, True),
        ({"first": "2026-06-11", "last": "2026-06-11"}, False, True),
        ({"first": "2026-06-10", "last": "2026-06-10"}, True, False),
        ({"last": "2026-06-09"}, False, False),
        ({"q": "nothing of the kind"}, False, False),
    ],
)
def test_it_is_narrowed(client: Client, query: dict[str, str], closed: bool, reopened: bool) -> None:
    found = rows(client, **query)
    assert ("in time" in found, "HYPERLINK" in found) == (closed, reopened)


def test_the_csv_has_what_matches_and_runs_nothing(client: Client) -> None:
    response = client.get(reverse("audit-export"), {"verb": "period.reopened"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert lines[1].endswith("'=HYPERLINK(1)")
    assert inert("-5") == "'-5"
    assert inert("5") == "5"


def test_the_list_is_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "LISTED", 1)
    page = client.get(reverse("audit")).content.decode()
    assert "The newest 1 entries are listed" in page
    assert "Period reopened" in page


def test_its_queries_do_not_grow_with_entries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(reverse("audit"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("audit"))
    assert len(few) <= 10
    for _ in range(30):
        record(verb="period.closed", subject=organisation(), by=None, at=AT)
    with django_assert_num_queries(len(few)):
        client.get(reverse("audit"))


def test_every_verb_of_people_is_in_words() -> None:
    assert {verbs.label(verb) for verb in VERBS} == {str(text) for text in VERBS.values()}
    used = set(Entry.objects.values_list("verb", flat=True))
    assert used <= VERBS.keys()
