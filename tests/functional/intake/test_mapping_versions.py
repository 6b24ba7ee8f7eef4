"""A mapping is changed as a new version: shown on the newest file, tried on the past, taken or left."""

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.intake import operations
from apps.intake.models import Call, Mapping, Source, SourceDraft
from apps.people.choices import Role
from tests import deliveries
from tests.deliveries import AT, CALLS, deliver, lines
from tests.people import Company

pytestmark = pytest.mark.django_db

ROWS = (
    "C1,E0001,2026-11-18 09:00:00,out,91230001,yes,60,5",
    "C2,E0001,2026-11-18 10:00:00,out,91230002,yes,120,7",
    "C3,E0001,2026-11-18 11:00:00,in,91230003,yes,0:30,",
)


@pytest.fixture
def source() -> Source:
    deliveries.organisation()
    deliveries.agent("Amy Lau", "E0001")
    found = deliveries.source()
    deliver(found, lines(CALLS, *ROWS))
    return found


@pytest.fixture
def steward() -> Client:
    client = Client()
    client.force_login(Company().user("Sandy Kwok", Role.STEWARD))
    return client


def page(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


def post(client: Client, name: str, *args: int, **data: Any) -> str:
    response = client.post(reverse(name, args=args), data, follow=True)
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


def test_a_change_is_tried_on_the_past_before_it_is_taken(source: Source, steward: Client) -> None:
    assert "Version 1" in page(steward, "source", source.pk)
    post(steward, "source-edit", source.pk)
    draft = SourceDraft.objects.get()
    post(
        steward,
        "draft-place",
        draft.pk,
        header="Wait seconds",
        before="call.wait_seconds",
        after="call.topic",
    )
    trial = page(steward, "draft-trial", draft.pk)
    assert "What would version 2 change?" in trial
    assert "no longer comes from wait" in trial
    batch = source.batches.get()
    tried = post(steward, "draft-trial-file", draft.pk, batch.pk)
    assert 'data-l="Changed">2<' in tried
    assert 'data-l="New">0<' in tried
    assert set(Call.objects.values_list("topic", flat=True)) == {""}  # nothing was written
    said = post(steward, "draft-take", draft.pk)
    assert "Version 2 is taken" in said
    assert "no longer comes from wait" in said
    assert list(source.mappings.values_list("version", flat=True).order_by("version")) == [1, 2]
    assert not SourceDraft.objects.exists()


def test_a_mapping_that_a_past_file_does_not_fit_says_so(source: Source, steward: Client) -> None:
    post(steward, "source-edit", source.pk)
    draft = SourceDraft.objects.get()
    draft.spec["columns"]["agent"] = {"headers": ["Login"]}
    draft.save()
    tried = post(steward, "draft-trial-file", draft.pk, source.batches.get().pk)
    assert "Would be refused" in tried
    assert "Login" in tried


def test_taking_what_says_the_same_makes_no_version(source: Source, steward: Client) -> None:
    post(steward, "source-edit", source.pk)
    draft = SourceDraft.objects.get()
    assert "Both say the same" in page(steward, "draft-trial", draft.pk)
    post(steward, "draft-take", draft.pk)
    assert Mapping.objects.count() == 1


def test_nothing_a_mapping_says_is_lost_in_the_editor(source: Source, steward: Client) -> None:
    """What the page cannot show stays: conditions, words, scales."""
    before = operations.current_mapping(source)
    assert before is not None
    spec = {**before.spec, "footer": ["the end"]}
    spec["records"][0]["when"] = [{"column": "direction", "not_in": ["test"]}]
    operations.save_mapping(source=source, spec=spec, by=None, at=AT)
    post(steward, "source-edit", source.pk)
    draft = SourceDraft.objects.get()
    post(steward, "draft-place", draft.pk, header="Wait seconds", before="call.wait_seconds", after="")
    draft.refresh_from_db()
    assert draft.spec["records"][0]["when"] == [{"column": "direction", "not_in": ["test"]}]
    assert draft.spec["footer"] == ["the end"]
    assert draft.spec["records"][0]["fields"]["direction"] == spec["records"][0]["fields"]["direction"]
    assert "wait_seconds" not in draft.spec["records"][0]["fields"]


def test_a_source_is_downloaded_as_a_text(source: Source, steward: Client) -> None:
    response = steward.get(reverse("source-text", args=[source.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="dialer.toml"'
    assert response.content.decode() == operations.source_text(source)


def test_a_source_without_a_file_says_what_to_do(steward: Client) -> None:
    deliveries.organisation()
    empty = deliveries.source(code="empty")
    assert "has no file yet" in post(steward, "source-edit", empty.pk)
    assert not SourceDraft.objects.exists()
