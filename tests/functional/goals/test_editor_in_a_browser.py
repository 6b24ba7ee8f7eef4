"""The article's example, from the objective to the acknowledged target, as three people walk it.

Twenty per cent more in three months by a better script: the director's objective, the manager's measure and
scorecard, somebody else's approval, the agent's answer.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from apps.goals.models import Acknowledgement, Scorecard
from apps.people import clock
from apps.people.choices import Role
from apps.people.days import first_of_month, months_before, next_month
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


def test_from_the_objective_to_the_acknowledged_target(live_server: Any, quiet: Any) -> None:
    floor.organisation()
    home = floor.team("Outbound A")
    manager, amy = floor.leader("Dora Ho", home), floor.agent("Amy Lau", home, share=500, sign_in=True)
    director = floor.person("Irene Chan", Role.DIRECTOR, sign_in=True).user
    this = first_of_month(clock.today())
    month = next_month(this)
    for n in (1, 2, 3):
        floor.cell("sales_amount", amy, 5_000_000, starts=months_before(month, n))
        floor.cell("new_customers", amy, 10, starts=months_before(month, n))
    page, url = quiet, live_server.url
    page.set_default_timeout(30_000)

    write_objectives(page, url, director, month)
    sign_in(page, url, manager)
    write_draft(page, url, month)
    say_it_in_words(page)
    agree(page, url, director, manager)
    card = Scorecard.objects.get()
    assert [line.objective.name for line in card.lines.order_by("position")] == [  # type: ignore[union-attr]
        *("Sell more", "Open Macau", "Keep them"),
    ]

    sign_in(page, url, amy.user)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/my/targets/")
    expect(page.get_by_text("53,250")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="I have read my targets").dblclick()
    expect(page.get_by_text("Acknowledged on")).to_be_visible()
    assert Acknowledgement.objects.count() == 1


def write_objectives(page: Any, url: str, director: Any, month: date) -> None:
    sign_in(page, url, director)
    for name, focus in (("Sell more", "growth"), ("Open Macau", "new_markets"), ("Keep them", "retention")):
        page.goto(f"{url}/objectives/new/")
        page.fill("[name=name]", name)
        page.select_option("[name=focus]", focus)
        page.fill("[name=last_day]", f"{month.year + 1}-12-31")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(name).first).to_be_visible()


def write_draft(page: Any, url: str, month: date) -> None:
    page.goto(f"{url}/measures/new/?kpi=sales_amount")
    page.fill("[name=name]", "Better call script")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{url}/scorecards/?month={month}")
    page.get_by_role("link", name="Write one").click()
    page.get_by_role("button", name="Make the draft").click()
    submit = page.get_by_role("button", name="Submit for approval", exact=True)
    expect(submit).to_be_disabled()
    for code, target, weight, objective in (
        ("sales_amount", "100,000", "60", "Sell more"),
        ("new_customers", "20", "25", "Open Macau"),
        ("retention_rate", "40", None, "Keep them"),
    ):
        add(page, code)
        page.fill(f"[name={code}-target]", target)
        row = page.locator(f"tr[data-kpi={code}]")
        row.locator("summary").click()
        page.select_option(f"[name={code}-objective]", label=objective)
        if weight:
            page.fill(f"[name={code}-weight]", weight)
    page.get_by_role("button", name="Give the rest to the last KPI").click()
    expect(page.locator("[data-total]")).to_have_text("100\u00a0%")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()


def say_it_in_words(page: Any) -> None:
    page.locator("tr[data-kpi=sales_amount] summary").click()
    page.get_by_role("link", name="From words to numbers").first.click()
    page.fill("[name=change]", "20")
    page.select_option("[name=measure]", label="Better call script")
    page.get_by_role("button", name="Show the numbers").click()
    expect(page.get_by_text("Raise Sales amount by 20 % in 3 months")).to_be_visible()
    page.get_by_role("button", name="Write them into the draft").click()
    expect(page.locator("[name=sales_amount-target]")).to_have_value("106,500")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.get_by_role("button", name="Submit for approval", exact=True).click()
    page.fill("[name=reason]", "A new team without history")
    page.get_by_role("button", name="Submit for approval", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Submitted")


def agree(page: Any, url: str, director: Any, manager: Any) -> None:
    sign_in(page, url, director)
    page.goto(f"{url}/approvals/")
    page.get_by_role("link", name="Look").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Approved")

    sign_in(page, url, manager)
    page.reload()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator("#ask").get_by_role("button", name="Publish").click()
    expect(page.locator("h1")).to_contain_text("Published")


def add(page: Any, code: str) -> None:
    page.select_option("#add-kpi", code)
    page.get_by_role("button", name="Add KPI").click()
    expect(page.locator(f"tr[data-kpi={code}] td input").first).to_be_focused()
