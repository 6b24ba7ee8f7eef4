"""The look in a real browser: nothing inline, nothing sideways, every chart drawn, at all widths."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import expect

from apps.people import clock
from apps.people.choices import Role
from apps.people.models import Person, RoleGrant, User

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("KPIPORTAL_SHOTS")  # a folder that keeps the pictures
CHARTS = 8


@pytest.fixture(autouse=True)
def sent(settings: Any) -> list[str]:
    """What the page's forms have sent."""
    settings.ROOT_URLCONF = "tests.functional.portal.sink"
    settings.LOGIN_REDIRECT_URL = "sink"
    clock.forget()
    posted: list[str] = get_resolver("tests.functional.portal.sink").urlconf_module.SENT
    posted.clear()
    return posted


@pytest.fixture
def page(page: Any) -> Iterator[Any]:
    """A page of the browser; anything the browser complains about (a broken policy, too) fails the test."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.complaints = complaints
    yield page
    assert complaints == []


@pytest.fixture
def manager(live_server: Any, page: Any) -> Any:
    """The browser, signed in as a manager."""
    user = User.objects.create_user("daniel", password="demo")
    person = Person.objects.create(name="Daniel Ho", name_key="daniel ho", user=user)
    RoleGrant.objects.create(person=person, role=Role.MANAGER, starts=date(2026, 1, 1))
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def open_sink(
    page: Any, live_server: Any, *, width: int = 1440, theme: str = "light", query: str = ""
) -> Any:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    answer = page.goto(f"{live_server.url}/sink/{query}")
    expect(page.locator("[data-chart] svg")).to_have_count(CHARTS, timeout=15_000)
    return answer


def picture(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_everything_is_drawn_and_nothing_scrolls_sideways(
    manager: Any, live_server: Any, width: int, theme: str
) -> None:
    open_sink(manager, live_server, width=width, theme=theme)
    assert manager.evaluate("document.documentElement.dataset.bsTheme") == theme
    assert manager.evaluate("document.documentElement.scrollWidth") <= width
    picture(manager, f"sink-{width}-{theme}")


def test_the_policy_allows_nothing_inline_and_the_page_has_nothing_inline(
    manager: Any, live_server: Any
) -> None:
    answer = open_sink(manager, live_server)
    assert "script-src 'self';" in answer.headers["content-security-policy"] + ";"
    html = answer.text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_the_theme_is_kept_and_the_charts_follow_it(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server)
    ink = "document.querySelector('[data-chart=trend] svg text').getAttribute('fill')"
    light = manager.evaluate(ink)
    # every chart of the page is drawn anew within the click
    manager.get_by_role("button", name="Switch light or dark").first.click(timeout=60_000)
    assert manager.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert manager.evaluate(ink) != light
    manager.reload()
    assert manager.evaluate("document.documentElement.dataset.bsTheme") == "dark"


SUBMIT_TWICE = """form => {
  const prevented = [];
  form.noValidate = true;
  addEventListener("submit", (e) => { prevented.push(e.defaultPrevented); e.preventDefault(); });
  form.requestSubmit();
  form.requestSubmit();
  return prevented;
}"""


def test_a_double_click_sends_once(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server)
    save = manager.get_by_role("button", name="Save")
    assert manager.locator("#entry").evaluate(SUBMIT_TWICE) == [False, True]
    expect(save).to_be_disabled()
    manager.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(save).to_be_enabled()  # somebody came back to the page


def test_a_dangerous_button_asks_first(manager: Any, live_server: Any, sent: list[str]) -> None:
    open_sink(manager, live_server)
    dialog = manager.get_by_role("dialog")
    manager.locator("#danger button").click()
    assert "can no longer be changed" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert dialog.is_hidden()
    assert sent == []
    manager.locator("#danger button").click()
    with manager.expect_navigation():
        dialog.get_by_role("button", name="Submit").click()
    assert sent == ["/sink/?"]


def test_weights_add_up_while_they_are_typed(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server)
    publish = manager.get_by_role("button", name="Publish")
    total, words = manager.locator("[data-total]"), manager.locator("[data-msg]")
    assert (total.inner_text(), words.inner_text()) == ("95\u00a0%", "5 % still to allocate")
    assert publish.is_disabled()
    manager.get_by_label("Weight 6").fill("9.99")
    assert words.inner_text() == "0.01 % still to allocate"
    assert publish.is_disabled()
    manager.get_by_role("button", name="Give the rest").click()
    assert (total.inner_text(), words.inner_text()) == ("100\u00a0%", "Weights total 100 %")
    assert publish.is_enabled()
    assert manager.locator("[data-sum=short]").inner_text() == "40\u00a0%"
    assert manager.locator("[data-sum=long]").inner_text() == "60\u00a0%"
    manager.get_by_label("Weight 1").fill("41.5")
    assert words.inner_text() == "1.50 % too much"
    assert publish.is_disabled()


def test_rows_are_filtered_and_sorted(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server)
    manager.get_by_label("Filter people").fill("poon")
    assert manager.locator("#payouts tbody tr:visible").count() == 1
    manager.get_by_role("link", name="Person").first.click()
    assert manager.locator("#payouts th[aria-sort=ascending]").inner_text().strip() == "Person"
    assert manager.locator("#payouts tbody th").first.inner_text() == "Helen <Poon>"


def test_errors_of_a_form_are_listed_and_tied_to_their_fields(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server, query="?sent=1")
    summary = manager.get_by_role("alert")
    assert summary.evaluate("el => el === document.activeElement")
    summary.get_by_role("link", name="Name").click()
    name = manager.get_by_label("Name")
    assert name.evaluate("el => el === document.activeElement")
    assert name.get_attribute("aria-invalid") == "true"
    for described in str(name.get_attribute("aria-describedby")).split():
        assert manager.locator(f"#{described}").inner_text()
    summary.get_by_role("link", name="Cause").click()
    assert manager.locator("fieldset:focus legend").inner_text() == "Cause"
    picture(manager, "sink-errors")


def test_a_failed_request_is_told(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server)
    manager.locator("#fails").click()
    toast = manager.get_by_role("status").get_by_text("That did not work")
    toast.wait_for()
    assert manager.complaints.pop(0).startswith("Failed to load resource")
    assert manager.complaints.pop(0).startswith("Response Status Error")


def test_a_chart_that_comes_later_is_drawn_and_the_server_may_speak(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server)
    manager.locator("#loads").click()
    manager.locator("#later svg").wait_for()
    manager.get_by_role("status").get_by_text("Loaded.").wait_for()
    manager.complaints.clear()  # the browser reports the 422 itself


def test_an_expired_sign_in_leads_to_the_sign_in_page(page: Any, live_server: Any) -> None:
    open_sink(page, live_server)
    assert page.get_by_role("link", name="Scorecards").count() == 0  # a stranger has no menu
    with page.expect_navigation():
        page.locator("#signs").click()
    assert page.url.endswith("/sign-in/?next=%2Fsink%2F")
    page.get_by_text("Please sign in to go on.").wait_for()


def test_paper_has_no_frame_and_no_buttons(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server, theme="dark")
    manager.emulate_media(media="print")
    assert manager.locator(".navbar-vertical, .topbar, .btn, .seg").locator("visible=true").count() == 0
    assert manager.get_by_role("heading", level=1).is_visible()
    assert manager.evaluate("document.documentElement.dataset.bsTheme") == "light"
    assert manager.locator("[data-chart=trend] svg").bounding_box()["height"] > 100
    if SHOTS:
        manager.pdf(path=str(Path(SHOTS) / "sink.pdf"))
        picture(manager, "sink-print")


def test_a_phone_finds_menu_language_and_sign_out(manager: Any, live_server: Any) -> None:
    open_sink(manager, live_server, width=390)
    manager.get_by_role("button", name="Menu", exact=True).click()
    manager.get_by_role("link", name="Scorecards").wait_for()
    assert manager.get_by_role("searchbox").is_visible()
    picture(manager, "sink-menu-390")
    manager.get_by_role("button", name="Menu of Daniel Ho").click()
    assert manager.get_by_role("button", name="Sign out").is_visible()
    with manager.expect_navigation():
        manager.get_by_role("button", name="繁體中文").click()
    assert manager.evaluate("document.documentElement.lang") == "zh-Hant"


def test_one_click_signs_in_to_the_demo(page: Any, live_server: Any) -> None:
    User.objects.create_user("daniel", password="demo")
    page.goto(f"{live_server.url}/sign-in/")
    picture(page, "sign-in-1440")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "sign-in-390")
    with page.expect_navigation():
        page.get_by_role("button", name="Daniel Ho").click()
    assert page.url.endswith("/sink/")


def test_a_wrong_password_is_said(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("Username").fill("daniel")
    page.get_by_label("Password").fill("wrong")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    assert "correct username and password" in page.get_by_role("alert").inner_text()


def test_a_page_that_is_not_there_leads_back(manager: Any, live_server: Any) -> None:
    answer = manager.goto(f"{live_server.url}/nowhere/")
    assert answer.status == 404
    assert manager.get_by_role("heading", level=1).inner_text() == "There is no such page"
    manager.complaints.clear()  # the browser reports the 404 itself
    picture(manager, "not-found")
