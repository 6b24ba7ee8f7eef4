"""The menu: each role finds its pages, each page stands once, and one entry is where the reader is."""

import pytest
from django.urls import reverse

from apps.people.choices import Role
from apps.portal import navigation
from apps.portal.navigation import MENU, Page, menu_for
from apps.portal.templatetags.ui import icon

PLACES = {"runs": "/runs/", "plans": "/plans/", "team": "/team/", "home": "/"}


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small menu over known addresses; `nowhere` is a route that this installation does not have."""
    menu = {
        Role.MANAGER: (Page("Team", "team", "users"), Page("Lost", "nowhere", "map")),
        Role.HR: (Page("Runs", "runs", "banknotes"), Page("Plans", "plans", "document-text")),
        Role.DIRECTOR: (Page("Runs", "runs", "banknotes"),),
    }

    def known(route: str) -> str:
        return PLACES[route] if route in PLACES else reverse(route)

    monkeypatch.setattr(navigation, "MENU", menu)
    monkeypatch.setattr(navigation, "reverse", known)


def labels(roles: set[str], path: str = "/") -> list[list[str]]:
    return [[str(entry.page.label) for entry in group.entries] for group in menu_for(roles, path=path)]


def test_each_role_has_its_group_and_missing_routes_are_left_out() -> None:
    assert labels({"manager"}) == [["Team"]]
    assert labels({"hr", "manager"}) == [["Team"], ["Runs", "Plans"]]
    assert labels(set()) == []


def test_a_page_of_two_roles_stands_once_and_an_empty_group_not_at_all() -> None:
    assert labels({"hr", "director"}) == [["Runs", "Plans"]]
    assert labels({"director"}) == [["Runs"]]


@pytest.mark.parametrize(
    ("path", "here"),
    [("/runs/", ["Runs"]), ("/runs/7/lines/", ["Runs"]), ("/plans/", ["Plans"]), ("/x/", [])],
)
def test_the_entry_that_the_reader_is_below_is_marked(path: str, here: list[str]) -> None:
    entries = [entry for group in menu_for({"hr"}, path=path) for entry in group.entries]
    assert [str(entry.page.label) for entry in entries if entry.here] == here


def test_every_icon_of_the_real_menu_exists() -> None:
    for page in [page for pages in MENU.values() for page in pages]:
        assert icon(page.icon).startswith("<svg")


def test_every_role_has_a_menu() -> None:
    assert set(MENU) == set(Role)


REAL = {page.route for pages in MENU.values() for page in pages}


@pytest.mark.parametrize("route", sorted(REAL))
def test_every_entry_of_the_real_menu_leads_somewhere(route: str) -> None:
    assert reverse(route).startswith("/")
