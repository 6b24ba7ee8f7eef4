"""A manager writes next month's scorecard with the keyboard, publishes it, and an agent acknowledges it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from apps.goals.models import Acknowledgement, Scorecard
from apps.people import clock
from apps.people.days import first_of_month, next_month
from tests import floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quiet(page: Any) -> Iterator[Any]:
    """A page about which the browser has nothing to complain, the content policy included."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    yield page
    assert complaints == []


def sign_in(page: Any, url: str, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])


def test_from_empty_to_acknowledged(live_server: Any, quiet: Any) -> None:
    floor.organisation()
    home = floor.team("Outbound A")
    manager, amy = floor.leader("Dora Ho", home), floor.agent("Amy Lau", home, share=500, sign_in=True)
    month = next_month(first_of_month(clock.today()))
    page = quiet

    sign_in(page, live_server.url, manager)
    page.goto(f"{live_server.url}/scorecards/?month={month}")
    page.get_by_role("link", name="Write one").click()
    page.get_by_role("button", name="Make the draft").click()
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_be_disabled()

    add(page, "outbound_calls")
    page.keyboard.type("1,500")  # the new line's threshold has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("2,100")
    page.fill("[name=outbound_calls-weight]", "60")
    expect(page.locator("[data-msg]")).to_have_text("40 % still to allocate")
    add(page, "conversion_rate")
    page.fill("[name=conversion_rate-target]", "5.00")
    page.get_by_role("button", name="Give the rest to the last KPI").click()
    expect(page.locator("[data-total]")).to_have_text("100\u00a0%")
    expect(page.locator("[name=conversion_rate-weight]")).to_have_value("40.00")

    add(page, "answered")
    page.get_by_role("button", name="Remove Calls answered").click()
    expect(page.locator("tr[data-kpi=answered]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440

    publish.click()
    page.locator("#ask").get_by_role("button", name="Publish").click()
    expect(page.locator("h1")).to_contain_text("Published")
    card = Scorecard.objects.get()
    assert card.is_published
    assert [line.target_micros for line in card.lines.order_by("position")] == [2_100_000_000, 50_000]

    sign_in(page, live_server.url, amy.user)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/my/targets/")
    expect(page.get_by_text("1,050")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="I have read my targets").dblclick()
    expect(page.get_by_text("Acknowledged on")).to_be_visible()
    assert Acknowledgement.objects.count() == 1


def add(page: Any, code: str) -> None:
    page.select_option("#add-kpi", code)
    page.get_by_role("button", name="Add KPI").click()
    expect(page.locator(f"tr[data-kpi={code}] td input").first).to_be_focused()
