"""Signing in, the start page of each role, language, password and the key for the API."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from apps.audit.models import Entry
from apps.people import clock
from apps.people.choices import Role
from apps.people.models import Organisation, User
from apps.portal.demo.company import NAME
from tests import floor
from tests.functional.portal.visiting import signed_in, text

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-lights-21"


@pytest.fixture
def user() -> User:
    floor.organisation()
    found = floor.person("Amy Lau", Role.AGENT, sign_in=True).user
    assert found is not None
    found.set_password(PASSWORD)
    found.save()
    return found


def test_signing_in_leads_to_the_page_asked_for(user: User) -> None:
    client = Client()
    form = {"username": user.username, "password": PASSWORD, "next": "/profile/"}
    assert client.post(reverse("login"), form)["Location"] == "/profile/"
    assert "Amy Lau" in text(client, "profile")
    client.post(reverse("logout"))
    assert client.get(reverse("profile"))["Location"].startswith(reverse("login"))


def test_a_foreign_address_is_not_followed(user: User) -> None:
    form = {"username": user.username, "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(reverse("login"), form)["Location"] == reverse("home")


def test_a_wrong_password_says_so(user: User) -> None:
    page = Client().post(reverse("login"), {"username": user.username, "password": "no"}).content.decode()
    assert 'id="signin-error"' in page


def test_demo_sign_ins_are_offered_in_the_demo_company_only(user: User) -> None:
    Organisation.objects.update(name=NAME)
    clock.forget()
    page = text(Client(), "login")
    assert "Look around in the demo company" in page
    assert 'data-fill-username="amy.lau"' in page
    assert "daniel.ho" not in page  # there is no such sign-in here
    Organisation.objects.update(name="Elsewhere")
    clock.forget()
    assert "Look around in the demo company" not in text(Client(), "login")


@pytest.mark.parametrize(
    ("role", "start"),
    [
        (Role.AGENT, "/me/"),
        (Role.HR, "/payouts/"),
        (Role.DIRECTOR, "/teams/"),
        (Role.ADMINISTRATOR, "/people/"),
    ],
)
def test_each_role_begins_where_its_work_is(role: Role, start: str) -> None:
    floor.organisation()
    visitor = floor.person("Some One", role, sign_in=True).user
    assert visitor is not None
    assert signed_in(visitor).get("/")["Location"] == start
    assert signed_in(visitor).get(start).status_code == 200


def test_a_manager_of_one_team_begins_with_it() -> None:
    floor.organisation()
    first = floor.team("Outbound A")
    daniel = floor.leader("Daniel Ho", first)
    assert signed_in(daniel).get("/")["Location"] == f"/teams/{first.pk}/"
    floor.Leadership.objects.create(
        person=daniel.person,
        team=floor.team("Outbound B"),
        starts=floor.START,  # type: ignore[attr-defined]
    )
    assert signed_in(daniel).get("/")["Location"] == "/teams/"


def test_without_a_role_one_is_told_what_happens_next() -> None:
    floor.organisation()
    page = text(signed_in(User.objects.create_user("new", password=PASSWORD)), "home")
    assert "You have no role here today" in page


def test_a_closed_sign_in_gets_in_nowhere(user: User) -> None:
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("profile")).status_code == 302


def test_the_language_follows_the_person_to_another_browser(user: User) -> None:
    client = signed_in(user)
    client.post(reverse("set_language"), {"language": "zh-hant", "next": "/profile/"})
    user.refresh_from_db()
    assert user.language == "zh-hant"
    assert Entry.objects.get(verb="login.language_set").after == {"language": "zh-hant"}
    other = Client()
    other.post(reverse("login"), {"username": user.username, "password": PASSWORD})
    assert 'lang="zh-Hant"' in text(other, "profile")


def test_an_unknown_language_changes_nothing(user: User) -> None:
    signed_in(user).post(reverse("set_language"), {"language": "xx", "next": "/profile/"})
    user.refresh_from_db()
    assert user.language == ""


def change(client: Client, old: str, new: str, again: str) -> int:
    form = {"old_password": old, "new_password1": new, "new_password2": again}
    return client.post(reverse("password_change"), form).status_code


def test_a_new_password_ends_other_sessions_and_keeps_this_one(user: User) -> None:
    here, elsewhere = signed_in(user), signed_in(user)
    assert change(here, PASSWORD, "quiet-river-77", "quiet-river-77") == 302
    assert authenticate(username=user.username, password="quiet-river-77") is not None
    assert here.get(reverse("profile")).status_code == 200
    assert elsewhere.get(reverse("profile")).status_code == 302
    assert Entry.objects.filter(verb="login.password_set").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", "quiet-river-77", "quiet-river-77"),
        (PASSWORD, "quiet-river-77", "quiet-river-78"),
        (PASSWORD, "12345", "12345"),
        (PASSWORD, "", ""),
    ],
)
def test_a_bad_change_is_refused_at_the_form(user: User, old: str, new: str, again: str) -> None:
    assert change(signed_in(user), old, new, again) == 422
    assert authenticate(username=user.username, password=PASSWORD) is not None


def test_a_key_is_shown_once_replaced_and_revoked(user: User) -> None:
    client = signed_in(user)
    page = client.post(reverse("token-issue")).content.decode()
    key = Token.objects.get(user=user).key
    assert key in page
    assert key not in text(client, "profile")
    client.post(reverse("token-issue"))
    assert Token.objects.get(user=user).key != key
    client.post(reverse("token-revoke"))
    client.post(reverse("token-revoke"))
    assert not Token.objects.exists()
    verbs = list(
        Entry.objects.filter(verb__startswith="token.").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["token.issued", "token.issued", "token.revoked"]
    assert key not in str(list(Entry.objects.values_list("after", "before", "subject_label")))
