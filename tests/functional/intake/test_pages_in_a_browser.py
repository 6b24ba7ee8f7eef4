"""A steward brings a good and a damaged file in a browser and follows both to the end."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from apps.intake.models import Batch, Call, Source
from apps.intake.operations import run_batch
from apps.people.choices import Role
from tests import deliveries
from tests.deliveries import CALLS, lines
from tests.people import Company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = (
    "C1,E0001,2026-11-20 09:00:00,out,,yes,60,",
    "C2,E0001,2026-11-20 09:05:00,out,,perhaps,60,",
    "C3,C. Ng,2026-11-20 09:10:00,out,,yes,60,",
)


@pytest.fixture
def quiet(page: Any) -> Iterator[Any]:
    """A page about which the browser has nothing to complain, the content policy included."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    yield page
    assert complaints == []


def work() -> None:
    """What the worker does once the bell has rung."""
    for batch in Batch.objects.filter(state__in=("received", "importing")):
        run_batch(batch_id=batch.pk, clock=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


def sign_in(page: Any, url: str) -> None:
    deliveries.organisation()
    deliveries.agent("Amy Lau", "E0001")
    deliveries.agent("Carmen Ng", "E0002")
    client = Client()
    client.force_login(Company().user("Sandy Kwok", Role.STEWARD))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def test_from_no_source_to_a_matched_name(live_server: Any, quiet: Any, tmp_path: Path) -> None:
    page, url = quiet, live_server.url
    sign_in(page, url)
    connect(page, url)

    good = tmp_path / "calls.csv"
    good.write_text(lines(CALLS, *ROWS), encoding="utf-8")
    page.set_input_files("input[type=file]", good)
    expect(page.locator("[data-chosen]")).to_have_text("calls.csv")
    page.get_by_role("button", name="Upload").dblclick()
    expect(page.locator("h1")).to_contain_text("calls.csv")
    assert Batch.objects.count() == 1
    work()
    expect(page.locator("h1")).to_contain_text("Preview ready")  # the page noticed by itself
    expect(page.get_by_text("Every row accounted for")).to_be_visible()
    expect(page.locator(".chart canvas, .chart svg").first).to_be_visible()

    page.get_by_role("button", name="Import 1 row").dblclick()
    expect(page.locator("h1")).to_contain_text("Importing")
    work()
    expect(page.locator("h1")).to_contain_text("Imported")
    with page.expect_download() as download:
        page.get_by_role("link", name="All 1").click()
    assert "neither yes nor no" in Path(download.value.path()).read_text(encoding="utf-8-sig")

    expect(page.locator(".match").get_by_text("Carmen Ng")).to_be_visible()
    page.get_by_role("link", name=re.compile("Someone else.*C. Ng")).click()
    expect(page.locator("h1")).to_have_text("Who is “C. Ng”?")
    page.go_back()
    page.get_by_role("button", name="Match from 20 Nov").click()
    page.locator("#ask").get_by_role("button", name="Match").click()
    expect(page.get_by_text("“C. Ng” is Carmen Ng. 1 record followed.")).to_be_visible()
    assert set(Call.objects.values_list("key", flat=True)) == {"C1", "C3"}

    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/data/", "/data/batches/", f"/data/batches/{Batch.objects.get().pk}/", "/data/upload/"):
        page.goto(url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_a_damaged_file_ends_with_its_reason_and_remedy(live_server: Any, quiet: Any, tmp_path: Path) -> None:
    page, url = quiet, live_server.url
    sign_in(page, url)
    source = deliveries.source()
    damaged = tmp_path / "calls.csv"
    damaged.write_text(f'{CALLS}\nC1,E0001,2026-11-20 09:00:00,out,"85261,yes,60,\n', encoding="utf-8")
    page.goto(f"{url}/data/upload/?source={source.pk}")
    page.set_input_files("input[type=file]", damaged)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("h1")).to_contain_text("calls.csv")
    work()
    expect(page.locator("h1")).to_contain_text("Refused")
    expect(page.get_by_text("A quotation mark is opened and never closed.")).to_be_visible()
    expect(page.get_by_text("double it or remove it")).to_be_visible()
    assert not Call.objects.exists()


def connect(page: Any, url: str) -> None:
    """From the empty overview to a connected dialer and its upload page."""
    page.goto(f"{url}/data/")
    page.locator(".empty-state").get_by_role("link", name="Connect a source").click()
    page.get_by_role("link", name="Without a file").click()
    page.get_by_label("Name", exact=True).fill("Dialer")
    page.get_by_label("Code", exact=True).fill("dialer")
    page.get_by_label("Order of dates").select_option("ymd")
    page.get_by_label("It goes on: more files will come").check()
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Dialer is connected.")).to_be_visible()
    expect(page.get_by_label("Source", exact=True)).to_have_value(str(Source.objects.get().pk))
