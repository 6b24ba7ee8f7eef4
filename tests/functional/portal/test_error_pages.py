"""Pages that say no: each with its clear sentence, a way back, and nothing of the inside."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sink(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.functional.portal.sink"


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/refuses/400/", 400, "This request makes no sense"),
        ("/refuses/403/", 403, "This is not for you to see"),
        ("/nowhere/", 404, "There is no such page"),
        ("/refuses/500/", 500, "Something broke on our side"),
    ],
)
def test_each_refusal_has_its_page(address: str, status: int, sentence: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{sentence}</h1>" in html
    assert "To the start page" in html
    assert "secret detail" not in html


def test_a_form_that_was_open_for_too_long_is_refused_with_the_remedy() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sink/", {"name": "x"})
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()


def test_a_stranger_is_led_to_the_sign_in_page_and_back() -> None:
    answer = Client().get("/private/?team=3")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/private/%3Fteam%3D3")


@pytest.mark.parametrize(("language", "tag"), [("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_language_chosen_stays(language: str, tag: str) -> None:
    client = Client()
    answer = client.post("/i18n/setlang/", {"language": language, "next": "/sink/"})
    assert (answer.status_code, answer["Location"]) == (302, "/sink/")
    assert f'<html lang="{tag}"' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("language", ["xx", ""])
def test_an_unknown_language_changes_nothing(language: str) -> None:
    client = Client()
    client.post("/i18n/setlang/", {"language": language, "next": "https://elsewhere.example/"})
    assert '<html lang="en"' in client.get("/sign-in/").content.decode()


def test_the_switch_leads_nowhere_else() -> None:
    answer = Client().post("/i18n/setlang/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
