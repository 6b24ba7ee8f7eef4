"""From a closed month to a coaching's outcome; from a review to an action that the next one asks for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from apps.coaching.models import Assignment
from apps.reviews.models import Action, Review
from tests import meetings, talks
from tests.meetings import WEEK
from tests.talks import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quiet(page: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page on the morning of AT about which the browser has nothing to complain."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
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


def fits_a_phone(page: Any, address: str) -> None:
    """Nothing scrolls sideways at 390 px."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_coach_talks_and_closes(live_server: Any, quiet: Any) -> None:
    scene = talks.made()
    row = talks.assigned(scene)
    page = quiet
    sign_in(page, live_server.url, scene.leader)
    page.goto(f"{live_server.url}/coaching/")
    page.get_by_role("link", name="Ivan Lee").click()
    expect(page.get_by_text("below 3.5\u00a0% for 2 months in a row")).to_be_visible()
    expect(page.locator("canvas, [data-chart] svg").first).to_be_visible()
    page.get_by_label("What was talked about").fill("Two questions before the offer")
    page.get_by_label("Agreed next step").fill("Try it on ten calls")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The talk is written down.")).to_be_visible()
    page.get_by_label("Improved", exact=True).check()
    page.get_by_role("button", name="Close", exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).last.click()
    expect(page.get_by_text("This coaching is closed.")).to_be_visible()
    row.refresh_from_db()
    assert row.outcome == "improved"
    for path in ("/coaching/", "/coaching/?state=closed", "/coaching/rules/", "/coaching/rules/new/"):
        fits_a_phone(page, live_server.url + path)
    fits_a_phone(page, live_server.url + reverse("assignment", args=[row.pk]))
    sign_in(page, live_server.url, row.person.user)
    fits_a_phone(page, f"{live_server.url}/my/coaching/")
    assert Assignment.objects.count() == 1


def test_a_review_decides_and_the_next_one_asks(live_server: Any, quiet: Any) -> None:
    scene = meetings.made()
    scene.close()
    meetings.week(scene)
    page = quiet
    sign_in(page, live_server.url, scene.leader)
    page.goto(f"{live_server.url}/reviews/")
    page.get_by_label("Period").select_option("month:2026-10-01")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", name="Outbound A · October 2026")).to_be_visible()
    gap = page.get_by_role("region", name="Conversion rate")
    gap.get_by_label("Strategy").check()
    gap.get_by_label("Because").fill("Half of the contacts are new leads")
    gap.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 gap without a cause")).to_be_visible()
    page.get_by_label("New action").fill("Ask for an even share of leads")
    page.get_by_label("Owner").select_option(label="June Ma")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("1 action decided")).to_be_visible()
    page.get_by_role("button", name="Close the meeting").click()
    page.get_by_role("dialog").get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("The review is closed.")).to_be_visible()
    following = meetings.opened(scene, "week", WEEK)
    page.goto(live_server.url + reverse("review", args=[following.pk]))
    last = page.get_by_role("region", name="What became of our last actions")
    last.get_by_text("Done", exact=True).click()
    last.get_by_label("How it went").fill("From 9 November on")
    last.get_by_role("button", name="Mark as done").click()
    expect(last.get_by_text("From 9 November on")).to_be_visible()
    assert Action.objects.get().state == "done"
    for path in ("/reviews/", "/actions/", "/actions/?state=done"):
        fits_a_phone(page, live_server.url + path)
    for review in Review.objects.all():
        fits_a_phone(page, live_server.url + reverse("review", args=[review.pk]))
