"""From sign-in to result in a real browser: an agent and a manager, on a wide screen and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import floor
from tests.functional.portal.visiting import Floor, make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_the_24th"),
]
PASSWORD = "secret"


@pytest.fixture
def scene() -> Floor:
    return make()


@pytest.fixture
def troubles(page: Page) -> Iterator[list[str]]:
    """What the console complained about: nothing, at the end of each journey."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert not found


def sign_in(page: Page, live_server: LiveServer, user: floor.User) -> None:
    page.goto(f"{live_server.url}/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [1440, 390])
def test_an_agent_reads_the_month_and_opens_a_number(
    page: Page, live_server: LiveServer, scene: Floor, troubles: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, scene.user("Amy Lau"))
    expect(page.get_by_role("heading", name="My targets & rewards")).to_be_visible()
    expect(page.locator(".ring .r-big")).to_have_text("108.4\N{NO-BREAK SPACE}%")
    expect(page.get_by_role("heading", name="Sales amount against the target path")).to_be_visible()
    expect(page.locator("[data-chart=trend] svg")).to_be_visible()
    expect(page.get_by_text("Your targets wait for you")).to_be_visible()
    assert fits(page)
    page.locator(".seg").get_by_role("link", name="Outbound calls").click()
    expect(page.get_by_role("heading", name="Outbound calls against the target path")).to_be_visible()
    page.get_by_label("Month", exact=True).select_option("2026-10")
    expect(page.get_by_role("heading", name="Bonus, gross, approved")).to_be_visible()
    page.go_back()
    page.locator(".kpi-val a.fig").first.click()
    expect(page.get_by_role("heading", name="The records behind it")).to_be_visible()
    assert fits(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_manager_finds_who_falls_behind(
    page: Page, live_server: LiveServer, scene: Floor, troubles: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, scene.daniel)
    expect(page.get_by_role("heading", name="Outbound A")).to_be_visible()
    expect(page.get_by_text("3 of 3 have not acknowledged their targets")).to_be_visible()
    expect(page.get_by_role("heading", name="Projected bonuses, gross, provisional")).to_be_visible()
    expect(page.locator("[data-chart=pace] svg")).to_be_visible()
    assert fits(page)
    page.get_by_label("Filter agents").fill("cat")
    expect(page.locator("#board tbody tr:visible")).to_have_count(1)
    page.locator("#board").get_by_role("link", name="Cat So").click()
    expect(page.get_by_role("heading", name="Cat So")).to_be_visible()
    expect(page.get_by_text("Targets not acknowledged yet")).to_be_visible()
    assert fits(page)


def test_dark_is_kept_from_page_to_page(
    page: Page, live_server: LiveServer, scene: Floor, troubles: list[str]
) -> None:
    sign_in(page, live_server, scene.user("Amy Lau"))
    before = page.locator("html").get_attribute("data-bs-theme")
    page.get_by_role("button", name="Switch light or dark").first.click()
    page.goto(f"{live_server.url}/profile/")
    assert page.locator("html").get_attribute("data-bs-theme") != before
