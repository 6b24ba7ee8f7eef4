"""From a closed month to a coaching's outcome; from a review to an action that the next one asks for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from apps.coaching import operations
from apps.coaching.models import Assignment
from apps.reviews.models import Action, Review
from tests import floor, meetings, talks
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


def test_from_a_closed_month_to_the_outcome_of_a_coaching(  # noqa: PLR0915  one journey
    live_server: Any, quiet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The month is closed; the agent writes, then the coach; they agree; figures come in; both decide."""
    scene = talks.made()
    row = talks.assigned(scene)
    floor.cell("outbound_calls", row.person, 60, grain="day", starts=date(2026, 11, 2))
    floor.cell("outbound_calls", row.person, 100, grain="day", starts=date(2026, 11, 9))
    page, url = quiet, live_server.url
    sign_in(page, url, row.person.user)
    page.goto(f"{url}/my/coaching/")
    page.get_by_role("link", name="Conversation").click()
    page.get_by_label("Conversion › Screening").check()
    page.get_by_role("textbox", name="Why").fill("Mostly new leads")
    page.get_by_role("button", name="Keep my view").click()
    expect(page.get_by_text("Your view is kept.")).to_be_visible()
    sign_in(page, url, scene.leader)
    page.goto(f"{url}/coaching/")
    page.get_by_role("link", name="Open the brief: Ivan Lee").click()
    expect(page.get_by_text("Mostly new leads")).to_be_hidden()
    page.get_by_label("Conversion › Follow-up").check()
    page.get_by_role("button", name="Keep mine and show both").click()
    expect(page.get_by_text("They differ; both stand")).to_be_visible()
    expect(page.get_by_text("Mostly new leads")).to_be_visible()
    page.get_by_role("textbox", name="One behaviour").fill("Call back within the hour")
    page.get_by_label("KPI", exact=True).select_option(label="Outbound calls")
    page.get_by_role("textbox", name="One number").fill("90")
    page.reload()  # what was typed is kept in this browser
    expect(page.get_by_role("textbox", name="One behaviour")).to_have_value("Call back within the hour")
    page.get_by_role("button", name="Write the plan").click()
    expect(page.get_by_text("It stands once both of you have confirmed.").first).to_be_visible()
    sign_in(page, url, row.person.user)
    page.goto(url + reverse("conversation", args=[row.pk]))
    page.get_by_role("button", name="Confirm").click()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=33))
    assert operations.run_checks(at=AT + timedelta(days=33)) == 3
    for user, note in ((row.person.user, "It helps"), (scene.leader, "Well done")):
        sign_in(page, url, user)
        page.goto(url + reverse("assignment", args=[row.pk]))
        expect(page.get_by_text("Reached").first).to_be_visible()
        page.get_by_role("radio", name="Close").check()
        page.get_by_label("What do you both take from it?").fill(note)
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("Your decision is kept.")).to_be_visible()
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("closed", "reached")
    for path in ("/coaching/", "/coaching/all/?state=closed", "/coaching/rules/new/", "/coaching/library/"):
        fits_a_phone(page, url + path)
    fits_a_phone(page, url + reverse("assignment", args=[row.pk]))
    sign_in(page, url, row.person.user)
    fits_a_phone(page, f"{url}/my/coaching/")
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
    page.get_by_role("combobox", name="KPI").select_option(label="Conversion rate")
    page.get_by_label("Number expected").fill("5")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 action decided")).to_be_visible()
    page.get_by_role("button", name="Close the meeting").last.click()
    page.get_by_role("dialog").get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("The review is closed.")).to_be_visible()
    following = meetings.opened(scene, "week", WEEK)
    page.goto(live_server.url + reverse("review", args=[following.pk]))
    last = page.get_by_role("region", name="What became of our last actions")
    expect(
        last.get_by_text("3.0\u00a0% → 5.0\u00a0% promised; 12 of 200, 6.0\u00a0%: reached")
    ).to_be_visible()
    last.get_by_text("Decide", exact=True).click()
    last.get_by_label("How it went").first.fill("From 9 November on")
    last.get_by_role("button", name="Mark as done").click()
    expect(last.get_by_text("From 9 November on")).to_be_visible()
    assert Action.objects.get().state == "done"
    for path in ("/reviews/", "/actions/", "/actions/?state=done"):
        fits_a_phone(page, live_server.url + path)
    for review in Review.objects.all():
        fits_a_phone(page, live_server.url + reverse("review", args=[review.pk]))
