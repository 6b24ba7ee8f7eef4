"""Django's admin: administrators by role look, nobody writes; for everyone else there is none."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from apps.people.choices import Role
from apps.people.models import User
from tests import floor
from tests.functional.matrix.routes import all_routes

pytestmark = [pytest.mark.once, pytest.mark.django_db]
KNOWN = {
    *("index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"),
    *("view_on_site", "app_list", "None"),  # None: the old address of an object, which redirects
}
KINDS = ("changelist", "add", "history", "delete", "change")


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator() -> User:
    floor.organisation()
    user = floor.person("Albert Yu", Role.ADMINISTRATOR, sign_in=True).user
    assert user is not None
    return user


def test_every_route_of_the_admin_is_of_a_known_kind() -> None:
    names = {route.name.removeprefix("admin:") for route in all_routes() if route.name.startswith("admin:")}
    strange = {name for name in names - KNOWN if not name.endswith(tuple(f"_{kind}" for kind in KINDS))}
    assert strange <= {""}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_it_is_closed_to_every_other_role(role: Role) -> None:
    floor.organisation()
    client = signed_in(floor.person(f"Someone {role}", role, sign_in=True).user)
    for url in (reverse("admin:index"), *lists()):
        assert client.get(url).status_code == 302, url
        assert client.get(url)["Location"].startswith(reverse("admin:login"))


def test_staff_alone_opens_nothing() -> None:
    floor.organisation()
    client = signed_in(User.objects.create_user("staff", is_staff=True))
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_administrator_reads_every_list(administrator: User) -> None:
    client = signed_in(administrator)
    assert {url: client.get(url).status_code for url in lists()} == dict.fromkeys(lists(), 200)


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_adds_or_deletes_there(administrator: User, superuser: bool) -> None:
    administrator.is_superuser = administrator.is_staff = superuser
    administrator.save()
    client = signed_in(administrator)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_add")).status_code == 403, name
        assert client.post(reverse(f"{name}_add"), {}).status_code == 403, name
    user = "admin:people_user_{}"
    assert (
        client.post(reverse(user.format("change"), args=[administrator.pk]), {"username": "x"}).status_code
        == 403
    )
    assert (
        client.post(reverse(user.format("delete"), args=[administrator.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert User.objects.get(pk=administrator.pk).username == administrator.username


def test_keys_of_the_api_are_not_shown() -> None:
    assert not [model for model in admin.site._registry if "token" in str(model._meta.model_name)]


def test_a_password_s_hash_is_not_shown(administrator: User) -> None:
    page = signed_in(administrator).get(reverse("admin:people_user_change", args=[administrator.pk]))
    assert administrator.password not in page.content.decode()


def lists() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
