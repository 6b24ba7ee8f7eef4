"""Programs push records: each is answered, nothing is doubled, and a key means one thing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.models import Batch, Call, HeldRow, Push, Source, SourceToken
from apps.intake.storage import stored_path
from apps.people.clock import today
from apps.people.models import Change, User
from tests import deliveries as d

pytestmark = pytest.mark.django_db
CALL = {
    "Call ID": "c1",
    "Agent No": "7",
    "Start time": "2026-11-02 10:00:00",
    "Direction": "out",
    "Customer phone": "61234567",
    "Answered": True,
    "Talk seconds": 60,
    "Wait seconds": None,
}


@pytest.fixture
def dialer() -> Source:
    d.organisation()
    d.agent("Ada", "7")
    return d.source("dialer")


@pytest.fixture
def steward() -> User:
    return User.objects.create_user("steward")


@pytest.fixture
def secret(dialer: Source, steward: User) -> str:
    return operations.give_source_token(source=dialer, name="ACD", by=steward, at=d.AT)[1]


def push(secret: str, body: Any, *, key: str = "k1", code: str = "dialer", **headers: str) -> Any:
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    client = Client(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": key, **headers})
    return client.post(f"/api/v1/sources/{code}/records/", sent, content_type="application/json")


def records(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"records": [{**CALL, **change} for change in changes or ({},)]}


def outcomes(response: Any) -> list[str]:
    return [record["outcome"] for record in response.json()["records"]]


def test_a_record_is_a_fact_at_once_and_opens_to_its_row(secret: str) -> None:
    response = push(secret, records())
    assert response.status_code == 200
    batch = Batch.objects.get()
    answer = response.json()
    assert (answer["batch"], answer["read"], answer["accepted"], answer["again"]) == (batch.pk, 1, 1, False)
    call = Call.objects.get()
    assert (call.batch_id, call.row, call.talk_seconds, call.answered) == (batch.pk, 1, 60, True)
    assert (batch.state, batch.way, batch.read, batch.filename) == ("imported", "push", 1, "k1.jsonl")
    stored = stored_path(batch.file).read_text()
    assert json.loads(stored)["Talk seconds"] == "60"
    assert Change.objects.exists()


def test_each_record_has_its_own_answer(dialer: Source, secret: str) -> None:
    push(secret, records({"Call ID": "known"}, {"Call ID": "other"}), key="first")
    response = push(
        secret,
        records(
            {"Call ID": "new"},
            {"Call ID": "known"},
            {"Call ID": "other", "Talk seconds": 61},
            {"Call ID": "bad", "Talk seconds": "-1"},
            {"Call ID": "whose", "Agent No": "99"},
            {"Call ID": "new"},
            {"Call ID": "two"},
            {"Call ID": "two", "Talk seconds": 1},
        ),
        key="second",
    )
    expected = ["accepted", "unchanged", "changed", "rejected", "parked", "skipped", "rejected", "rejected"]
    assert outcomes(response) == expected
    answer = response.json()
    assert (answer["accepted"], answer["changed"], answer["unchanged"]) == (2, 1, 1)
    negative = answer["records"][3]
    assert (negative["row"], negative["column"], negative["value"]) == (4, "Talk seconds", "-1")
    assert (negative["code"], negative["reason"].split(".")[0]) == ("negative", "“-1” is negative")
    batch = Batch.objects.get(pk=answer["batch"])
    assert d.counts(batch) == {
        "accepted": 2, "changed": 1, "unchanged": 1, "rejected": 3, "parked": 1, "skipped": 1,
    }  # fmt: skip
    assert HeldRow.objects.get(batch=batch, row=4).raw["Call ID"] == "bad"


def test_the_same_key_and_records_give_the_same_answer_and_change_nothing(secret: str) -> None:
    first = push(secret, records({}, {"Call ID": "c2", "Talk seconds": "x"}))
    shuffled = [dict(reversed(record.items())) for record in records()["records"]]
    again = push(secret, records({}, {"Call ID": "c2", "Talk seconds": "x"}))
    assert again.status_code == 200
    assert {**again.json(), "again": False} == first.json()
    assert Batch.objects.count() == Call.objects.count() == 1
    assert push(secret, {"records": shuffled}).status_code == 409


def test_the_order_of_names_is_not_another_content(secret: str) -> None:
    push(secret, records())
    shuffled = [dict(reversed(record.items())) for record in records()["records"]]
    assert push(secret, {"records": shuffled}).json()["again"] is True


def test_a_key_that_meant_other_records_is_a_conflict(secret: str) -> None:
    batch = push(secret, records()).json()["batch"]
    response = push(secret, records({"Call ID": "c2"}))
    assert response.status_code == 409
    assert f"batch {batch}" in response.json()["detail"]
    assert Call.objects.count() == 1


def test_the_same_records_under_another_key_change_nothing(secret: str) -> None:
    push(secret, records())
    assert outcomes(push(secret, records(), key="k2")) == ["unchanged"]
    assert Batch.objects.count() == 2


def test_a_refused_push_leaves_nothing_and_its_key_free(secret: str) -> None:
    response = push(secret, {"records": [{"Call ID": "c1"}]})
    assert response.status_code == 422
    assert response.json()["code"] == "missing_column"
    assert "Agent No" in response.json()["detail"]
    assert not Batch.objects.exists()
    assert push(secret, records()).status_code == 200


class TestWhoMayPush:
    def test_no_token_or_an_unknown_one(self, secret: str) -> None:
        client = Client(headers={"Idempotency-Key": "k"})
        response = client.post("/api/v1/sources/dialer/records/", "{}", content_type="application/json")
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert push("wrong", records()).status_code == 401

    def test_another_source_does_not_exist(self, secret: str) -> None:
        d.source("dialer", code="other")
        assert push(secret, records(), code="other").status_code == 404
        assert push(secret, records(), code="nothing").status_code == 404

    def test_a_revoked_token(self, secret: str, steward: User) -> None:
        token = SourceToken.objects.get()
        assert operations.revoke_source_token(token=token, by=steward, at=d.AT)
        assert not operations.revoke_source_token(token=token, by=steward, at=d.AT)
        assert push(secret, records()).status_code == 401

    def test_an_ended_source(self, dialer: Source, secret: str) -> None:
        Source.objects.update(active=False)
        assert push(secret, records()).status_code == 403

    def test_the_token_opens_nothing_else(self, secret: str) -> None:
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        assert client.get("/api/v1/batches/").status_code in {401, 403}

    def test_only_a_hash_is_kept_and_its_use_noted(self, secret: str) -> None:
        push(secret, records())
        token = SourceToken.objects.get()
        assert secret not in {token.sha256, token.name, token.hint}
        assert secret.endswith(token.hint)
        assert token.used_at is not None
        assert not any(secret in str(entry.after) for entry in Entry.objects.all())

    def test_a_token_has_a_name(self, dialer: Source, steward: User) -> None:
        with pytest.raises(operations.TokenUnnamed):
            operations.give_source_token(source=dialer, name=" ", by=steward, at=d.AT)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("{", 400, "not JSON"),
        (b"\xff", 400, "not JSON"),
        ('{"records": [{"a": 1, "a": 2}]}', 400, "×2"),
        ("[" * 100_000, 400, "not JSON"),
        ("[]", 400, ""),
        ({}, 400, "required"),
        ({"records": []}, 400, "no record"),
        ({"records": "x"}, 400, "list"),
        ({"records": ["x"]}, 400, "Record 1"),
        ({"records": [{}, {"a": [1]}]}, 400, "Record 2: “a”"),
        ('{"records": [{"a": "\\ud800"}]}', 400, "Record 1: “a”"),
        ({"records": [{str(n): n for n in range(301)}]}, 400, "300"),
        ({"records": [{}] * 5_001}, 413, "5000"),
        (" " * (16 * 1024 * 1024 + 1), 413, "16 MB"),
        ({"records": [{"a": 1}], "covers_first": "2026-11-02"}, 400, "covers_last"),
        ({"records": [{"a": 1}], "covers_last": "2026-13-02"}, 400, "covers_last"),
        ({"records": [{"a": 1}], "cover_last": "2026-11-02"}, 400, "no such parameter"),
    ],
)
def test_what_cannot_be_read(secret: str, body: Any, status: int, said: str) -> None:
    response = push(secret, body)
    assert response.status_code == status, response.content
    assert said in response.content.decode()
    assert not Batch.objects.exists()


def test_only_json_and_only_with_a_key(secret: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"})
    url = "/api/v1/sources/dialer/records/"
    assert client.post(url, "a,b", content_type="text/csv").status_code == 415
    assert client.get(url).status_code == 405
    for key in ("", " ", "x" * 121, "é"):
        response = push(secret, records(), key=key)
        assert response.status_code == 400
        assert "Idempotency-Key" in response.json()


def test_strange_texts_are_rejected_by_themselves(secret: str) -> None:
    response = push(secret, records({"Call ID": "a\x00b"}, {"Talk seconds": 1e400}, {"Call ID": "ok"}))
    assert outcomes(response) == ["rejected", "rejected", "accepted"]
    assert [record.get("code") for record in response.json()["records"]][:2] == ["nul", "not_a_number"]


def test_sentences_are_in_the_sender_s_language(secret: str) -> None:
    response = push(secret, records({"Talk seconds": "-1"}), **{"Accept-Language": "zh-hant"})
    assert "負" in response.json()["records"][0]["reason"]


class TestTheDaysAPushSpeaksFor:
    def test_the_running_day_is_never_complete_by_itself(self, secret: str) -> None:
        push(secret, records())
        batch = Batch.objects.get()
        assert (batch.covers_first, batch.covers_last) == (None, None)

    def test_the_first_push_of_a_day_completes_the_last_day_that_had_one(self, secret: str) -> None:
        push(secret, records(), key="before")
        Batch.objects.update(created_at=datetime(2026, 11, 3, 23, 30, tzinfo=UTC))
        push(secret, records({"Call ID": "c2"}), key="after")
        batch = Batch.objects.latest("pk")
        assert str(batch.covers_first) == str(batch.covers_last) == "2026-11-03"

    def test_the_sender_may_say_it(self, secret: str) -> None:
        body = {**records(), "covers_first": "2026-11-01", "covers_last": "2026-11-02"}
        push(secret, body)
        batch = Batch.objects.get()
        assert [str(batch.covers_first), str(batch.covers_last)] == ["2026-11-01", "2026-11-02"]

    def test_but_not_of_days_to_come(self, secret: str) -> None:
        push(secret, {**records(), "covers_first": "2026-11-01", "covers_last": "2099-01-01"})
        assert Batch.objects.get().covers_last == today()


def test_the_number_of_queries_does_not_grow(secret: str) -> None:
    def queries(first: int, last: int) -> int:
        body = records(*({"Call ID": f"c{n:03}"} for n in range(first, last)))
        with CaptureQueriesContext(connection) as captured:
            assert set(outcomes(push(secret, body, key=f"k{first}"))) == {"accepted"}
        return len(captured)

    queries(0, 2)
    assert queries(2, 4) == queries(4, 504) < 60


def test_a_push_is_in_the_trail_and_can_be_withdrawn(secret: str, steward: User) -> None:
    batch = Batch.objects.get(pk=push(secret, records()).json()["batch"])
    entry = Entry.objects.get(verb="batch.pushed")
    assert entry.after["token"] == "ACD"
    operations.withdraw_batch(batch=batch, reason="a test call", by=steward, at=d.AT)
    assert not Call.objects.exists()
    assert push(secret, records()).json()["again"] is True
    assert Push.objects.count() == 1
