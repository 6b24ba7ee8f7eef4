"""Programs sign in with a token: given for a password, ended by its holder or by time."""

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from apps.audit.models import Entry
from apps.people.clock import now
from apps.people.models import User
from apps.people.operations import set_login_open
from apps.people.operations.tokens import LIFETIME, give_token
from tests import floor

pytestmark = pytest.mark.django_db
TOKEN, ME = "/api/v1/token/", "/api/v1/me/"


@pytest.fixture
def user() -> User:
    floor.organisation()
    user = floor.leader("Marcus Yeung", floor.team("Outbound A"))
    user.set_password("correct-horse-1")
    user.save()
    return user


def ask_for_token(user: User, password: str) -> tuple[int, dict[str, str]]:
    sent = {"username": user.username, "password": password}
    response = Client().post(TOKEN, sent, content_type="application/json")
    return response.status_code, response.json()


def me(key: str) -> int:
    return Client(headers={"Authorization": f"Token {key}"}).get(ME).status_code


def test_a_token_is_given_works_and_is_ended_by_its_holder(user: User) -> None:
    status, answer = ask_for_token(user, "correct-horse-1")
    assert status == 200
    key = answer["token"]
    assert me(key) == 200
    assert Client(headers={"Authorization": f"Token {key}"}).delete(TOKEN).status_code == 204
    assert me(key) == 401
    verbs = Entry.objects.filter(verb__startswith="token.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["token.issued", "token.revoked"]


def test_a_second_token_ends_the_first(user: User) -> None:
    first = ask_for_token(user, "correct-horse-1")[1]["token"]
    second = ask_for_token(user, "correct-horse-1")[1]["token"]
    assert (me(first), me(second)) == (401, 200)


@pytest.mark.parametrize(
    ("age", "status"), [(LIFETIME - timedelta(minutes=1), 200), (LIFETIME + timedelta(minutes=1), 401)]
)
def test_a_token_ends_by_itself(user: User, age: timedelta, status: int) -> None:
    token = give_token(user=user, by=user, at=now() - age)
    assert me(token.key) == status


def test_a_closed_sign_in_gets_nowhere(user: User) -> None:
    key = ask_for_token(user, "correct-horse-1")[1]["token"]
    set_login_open(user=user, is_open=False, by=None, at=now())
    assert me(key) == 401
    assert ask_for_token(user, "correct-horse-1")[0] == 401


def test_a_wrong_password_gives_nothing_and_guessing_is_slow(user: User) -> None:
    answers = [ask_for_token(user, f"wrong-{number}")[0] for number in range(6)]
    assert answers == [401] * 5 + [429]
    assert ask_for_token(user, "correct-horse-1")[0] == 429
    assert not Token.objects.exists()


def test_nobody_else_s_attempts_count(user: User) -> None:
    other = floor.leader("Joyce Ma", floor.team("Outbound B"))
    for number in range(6):
        ask_for_token(user, f"wrong-{number}")
    assert ask_for_token(other, "secret")[0] == 200


def test_a_proxy_of_a_stranger_is_not_believed(user: User) -> None:
    sent = {"username": user.username, "password": "wrong"}
    found = [
        Client()
        .post(TOKEN, sent, content_type="application/json", headers={"X-Forwarded-For": f"10.0.0.{number}"})
        .status_code
        for number in range(6)
    ]
    assert found[-1] == 429


@pytest.mark.parametrize(
    "body", ["{", "[]", '"text"', '{"username": 5}', '{"username": "a\\u0000b", "password": "x"}']
)
def test_a_body_that_is_none_answers_400(body: str) -> None:
    response = Client().post(TOKEN, body, content_type="application/json")
    assert response.status_code == 400


def test_a_session_may_read_but_ends_no_token_of_its_own(user: User) -> None:
    client = Client()
    client.force_login(user)
    assert client.get(ME).json()["username"] == user.username
    assert client.delete(TOKEN).status_code == 401
