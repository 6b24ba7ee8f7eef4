"""HR and a director close a month in a browser: every button with its question, and the file at the end."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from apps.incentives import operations
from apps.incentives.models import Plan
from apps.people.models import User
from tests import bonus, floor
from tests.bonus import FULL, OCT, Scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene()
    for name, calls, customers in (("Amy Lau", 105, 100), ("Ben Ho", 100, 49)):
        row = made.agent(name, calls, sign_in=True)
        floor.cell("complaint_rate", row, 1, customers, starts=OCT)
    made.plan(FULL)
    return made


class Reader:
    """Someone at a browser, with what it complained about."""

    def __init__(self, browser: Any, address: str, user: User | None, width: int = 1440) -> None:
        assert user is not None
        client = Client()
        client.force_login(user)
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        session = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.address = address
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press a button and say yes to its question."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.locator("dialog[open]").get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state("load")

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def fits(self) -> bool:
        """Nothing scrolls sideways."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth")
        return bool(width <= self.page.viewport_size["width"])


@pytest.fixture
def readers(browser: Any, live_server: Any) -> Iterator[Any]:
    made: list[Reader] = []

    def read(user: User | None, width: int = 1440) -> Reader:
        made.append(Reader(browser, live_server.url, user, width))
        return made[-1]

    yield read
    for reader in made:
        reader.context.close()
    assert [error for reader in made for error in reader.errors] == []


def test_a_month_from_creation_to_the_payroll_file(scene: Scene, readers: Any) -> None:
    hr, director = readers(scene.hr), readers(scene.director)
    hr.open("/payouts/")
    hr.page.locator("#id_plan").select_option(label="Sales 2026")
    hr.page.get_by_role("button", name="Create the run").click()
    hr.sees("Nothing is calculated yet")
    hr.press("Calculate")
    hr.sees("Lines recalculate to the same hash")
    hr.press("Submit for approval")
    hr.sees("You calculated this run")

    director.open("/payouts/")
    director.page.get_by_role("link", name="October 2026").click()
    assert director.page.get_by_role("button", name="Approve", exact=True).is_disabled()
    director.page.get_by_text("Decide", exact=True).click()
    director.page.get_by_label("Why", exact=True).fill("Ben had few customers")
    director.page.get_by_role("button", name="Keep the decision").click()
    director.press("Approve")
    director.sees("Approved.")

    hr.page.reload()
    hr.press("Lock")
    hr.press("Export for payroll")
    with hr.page.expect_download() as download:
        hr.page.locator("a[href*='/files/']").first.click()
    content = download.value.path().read_bytes().decode("utf-8-sig")
    assert [line.split(",")[1] for line in content.splitlines()[1:]] == ["Amy Lau", "Ben Ho"]
    hr.press("Payroll has taken it")
    hr.sees("the run is complete")


def test_an_agent_finds_out_why_each_cent_on_a_phone(scene: Scene, readers: Any) -> None:
    plan = Plan.objects.get()
    run = scene.submitted(plan)
    bonus.decide_all(run, by=scene.hr)
    operations.approve_run(run=run, by=scene.director, at=bonus.AT)
    amy = readers(scene.people["Amy Lau"].user, 390)
    amy.open("/my/payouts/")
    amy.page.get_by_role("link", name="HK$9,200.00").click()
    amy.sees("score 105 % → 100 + 5 × 3 = 115 %; HK$8,000.00 × 115 %".replace(" %", "\N{NO-BREAK SPACE}%"))
    assert amy.fits()


def test_pages_fit_a_phone(scene: Scene, readers: Any) -> None:
    run = scene.submitted(Plan.objects.get())
    director, hr = readers(scene.director, 390), readers(scene.editor, 390)
    plan = run.plan_version.plan_id
    for path in ("/payouts/", f"/payouts/{run.pk}/", "/plans/", f"/plans/{plan}/", "/honours/"):
        director.open(path)
        assert director.fits(), path
    for path in (f"/plans/{plan}/edit/", "/plans/new/"):
        hr.open(path)
        assert hr.fits(), path
