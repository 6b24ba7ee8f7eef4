"""What keeps strangers and accidents out: headers, sign-in, sessions, redirects, addresses nobody expects."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from apps.people.clock import now
from apps.people.models import User
from apps.people.operations import set_password
from apps.people.operations.attempts import WRONG_FOR_NAME
from tests import floor

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-1"


@pytest.fixture
def manager() -> User:
    floor.organisation()
    user = floor.leader("Marcus Yeung", floor.team("Outbound A"))
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, username: str, password: str, **more: str) -> int:
    sent = {"username": username, "password": password, **more}
    return client.post(reverse("login"), sent).status_code


@pytest.mark.parametrize("path", ["/sign-in/", "/", "/no-such-page/", "/api/v1/me/", "/healthz", "/admin/"])
def test_every_answer_carries_the_policy(path: str) -> None:
    response = Client().get(path)
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if " " in part
    )
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_session_cookie_is_out_of_reach_of_scripts(manager: User) -> None:
    client = Client()
    assert sign_in(client, manager.username, PASSWORD) == 302
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_signing_in_makes_a_new_session(manager: User) -> None:
    client = Client()
    session = client.session
    session["seen"] = "before"
    session.save()
    fixed = str(session.session_key)
    client.cookies[settings.SESSION_COOKIE_NAME] = fixed
    assert sign_in(client, manager.username, PASSWORD) == 302
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != fixed
    assert not Session.objects.filter(session_key=fixed).exists()


def test_signing_out_ends_the_session(manager: User) -> None:
    client = Client()
    sign_in(client, manager.username, PASSWORD)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get(reverse("logout")).status_code == 405  # no link ends a session
    assert client.post(reverse("logout")).status_code == 302
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = key
    assert again.get(reverse("profile")).status_code == 302


def test_another_password_ends_other_sessions(manager: User) -> None:
    client = Client()
    sign_in(client, manager.username, PASSWORD)
    set_password(user=manager, password="another-horse-22", by=None, at=now())
    assert client.get(reverse("profile")).status_code == 302


def test_an_expired_session_leads_to_the_sign_in_page_and_back(manager: User) -> None:
    client = Client()
    client.force_login(manager)
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    asked = f"{reverse('teams')}?month=2026-10"
    response = client.get(asked, follow=True)
    assert response.redirect_chain == [(f"{reverse('login')}?next=/teams/%3Fmonth%3D2026-10", 302)]
    sent = {"username": manager.username, "password": PASSWORD, "next": asked}
    assert client.post(reverse("login"), sent)["Location"] == asked


@pytest.mark.parametrize(
    ("shown", "back"),
    [
        ("http://testserver/teams/?month=2026-10", "?next=%2Fteams%2F%3Fmonth%3D2026-10"),
        ("https://evil.example/teams/", "?next=%2Fteams%2F"),
        ("", ""),
    ],
)
def test_a_fragment_asked_for_too_late_brings_the_page_to_the_sign_in(shown: str, back: str) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": shown}
    response = Client(headers=headers).get(reverse("team-pay", args=[1]))
    assert response["HX-Redirect"] == f"{reverse('login')}{back}"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(manager: User, elsewhere: str) -> None:
    sent = {"username": manager.username, "password": PASSWORD, "next": elsewhere}
    assert Client().post(reverse("login"), sent)["Location"] == reverse("home")
    language = {"language": "en", "next": elsewhere}
    assert Client().post(reverse("set_language"), language)["Location"] == "/"


def test_guessing_a_password_is_slow_whatever_comes_next(manager: User) -> None:
    client = Client()
    for number in range(WRONG_FOR_NAME.most):
        assert sign_in(client, manager.username, f"wrong-{number}") == 200
    response = client.post(reverse("login"), {"username": manager.username.upper(), "password": PASSWORD})
    assert "Too many wrong passwords" in response.content.decode()
    assert sign_in(client, manager.username, PASSWORD) == 200
    assert client.get(reverse("profile")).status_code == 302


def test_others_still_get_in_and_the_right_password_starts_anew(manager: User) -> None:
    other = floor.leader("Joyce Ma", floor.team("Outbound B"))
    client = Client()
    for number in range(WRONG_FOR_NAME.most - 1):
        sign_in(client, manager.username, f"wrong-{number}")
    assert sign_in(Client(), other.username, "secret") == 302
    assert sign_in(Client(), manager.username, PASSWORD) == 302
    assert sign_in(client, manager.username, "wrong again") == 200
    assert sign_in(Client(), manager.username, PASSWORD) == 302


def test_a_form_from_elsewhere_is_refused(manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    assert client.post(reverse("password_change"), {}).status_code == 403
    assert client.post(reverse("token-issue")).status_code == 403


def test_a_sign_in_that_was_closed_ends_at_once(manager: User) -> None:
    client = Client()
    client.force_login(manager)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert client.get(reverse("teams")).status_code == 302
