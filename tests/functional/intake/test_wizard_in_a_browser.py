"""A steward who has never seen the portal connects an export it has never seen, by clicks alone."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from apps.intake.models import Batch, Call, Source, SourceDraft, SurveyResponse
from apps.intake.operations import run_batch
from apps.people.choices import Role
from tests import deliveries
from tests.people import Company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "calls_pwc" / "Call-Center-Dataset.csv"
LONG_AGO = date(2020, 1, 1)
TEN_MINUTES = 600


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
    client = Client()
    client.force_login(Company().user("Sandy Kwok", Role.STEWARD))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def drop(page: Any, url: str, file: Path) -> None:
    page.goto(f"{url}/data/")
    page.locator(".empty-state").get_by_role("link", name="Connect a source").click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Look at the file").click()


def name_it(page: Any, name: str, code: str) -> None:
    page.locator("#go-on").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_label("A single export: nothing more is expected").check()
    page.get_by_role("button", name="Connect and preview the file").click()
    expect(page.get_by_text(f"{name} is connected.")).to_be_visible()
    work()
    expect(page.locator("h1")).to_contain_text("Preview ready")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published export is not here")
def test_the_published_calls_from_nothing_to_matched_agents(live_server: Any, quiet: Any) -> None:
    page, url, began = quiet, live_server.url, time.monotonic()
    deliveries.organisation("Asia/Hong_Kong", "HKD")
    names = ("Diane", "Becky", "Stewart", "Greg", "Jim", "Joe", "Martha", "Dan")
    for n, name in enumerate(names):
        deliveries.agent(f"{name} Ho", f"E{n:04}", starts=LONG_AGO)
    sign_in(page, url)
    drop(page, url, PUBLISHED)

    expect(page.locator("h1")).to_have_text("Connect Call-Center-Dataset.csv")
    expect(page.get_by_text("1 question left")).to_be_visible()
    expect(page.get_by_label("Date becomes").first).to_have_value("call.day")
    expect(page.locator("#go-on")).to_have_attribute("aria-disabled", "true")
    page.get_by_label("As the organisation: Asia/Hong_Kong").check()
    expect(page.get_by_text("all questions answered")).to_be_visible()
    expect(page.locator(".sbs").get_by_text("1 Jan 2021 09:12:58").first).to_be_visible()
    name_it(page, "Front desk", "front-desk")

    page.get_by_role("button", name=re.compile("^Import")).click()
    work()
    expect(page.locator("h1")).to_contain_text("Imported")
    batch = Batch.objects.get()
    for name in names:
        page.goto(f"{url}/data/unknown/{batch.source_id}/?ref={name}&batch={batch.pk}")
        page.get_by_label("Person", exact=True).select_option(label=f"{name} Ho · E{names.index(name):04}")
        page.get_by_role("button", name="Match", exact=True).click()
        expect(page.get_by_text(f"“{name}” is {name} Ho.")).to_be_visible()
    assert Call.objects.count() == 5000
    assert SurveyResponse.objects.count() == 4054  # a call that nobody answered has no rating
    assert time.monotonic() - began < TEN_MINUTES
    assert Source.objects.get().mappings.get().version == 1
    assert not SourceDraft.objects.exists()


HEADER = "客户号码,坐席姓名,坐席工号,开始时间,通话时长,项目名称,呼叫方向,客户姓名,是否接通,录音地址"
CHINESE = deliveries.lines(
    HEADER,
    "91230001,潘海伦,0802,03/04/2026 09:00:04,186,到期续保,呼出,陈**,是,http://a/1.wav",
    "91230002,潘海伦,0802,03/04/2026 09:05:09,0,到期续保,呼出,陈**,否,http://a/2.wav",
    "91230003,谭慧仪,0917,03/04/2026 09:07:00,22.0,续保提醒,呼出,李**,是,http://a/3.wav",
    "91230004,陈美玲,1207,03/03/2026 10:00:00,5,续保提醒,呼出,李**,是,http://a/4.wav",
)


def test_a_chinese_export_in_its_own_encoding_with_dates_that_read_both_ways(
    live_server: Any, quiet: Any, tmp_path: Path
) -> None:
    page, url = quiet, live_server.url
    deliveries.organisation("Asia/Hong_Kong", "HKD")
    deliveries.agent("潘海伦", "0802")
    deliveries.agent("谭慧仪", "0917")
    sign_in(page, url)
    file = tmp_path / "外呼明细.csv"
    file.write_bytes(CHINESE.encode("gb18030"))
    drop(page, url, file)

    expect(page.locator("h1")).to_have_text("How is the file read?")
    page.get_by_label("GB18030").check()
    page.get_by_role("button", name="This is right").click()
    expect(page.get_by_role("heading", name="Which day is “03/04/2026”?")).to_be_visible()
    expect(
        page.get_by_text("3 rows fall on another day if this is wrong; 1 row reads the same")
    ).to_be_visible()
    page.get_by_label("Month first: Wednesday 4 Mar 2026").check()
    expect(page.get_by_text("2 questions left")).to_be_visible()
    expect(page.get_by_label("Month first: Wednesday 4 Mar 2026")).to_be_focused()
    page.get_by_label("Seconds", exact=True).check()
    page.get_by_label("As the organisation: Asia/Hong_Kong").check()
    expect(page.get_by_text("all questions answered")).to_be_visible()
    expect(page.locator(".sbs")).not_to_contain_text("91230001")
    page.get_by_label("录音地址 becomes").first.select_option("call.topic")
    expect(page.locator("tr", has_text="录音地址").get_by_text("Placed by you", exact=True)).to_be_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Save and close").click()
    page.get_by_role("link", name=re.compile("Go on.*外呼明细.csv")).click()
    name_it(page, "Renewals", "renewals")
    page.get_by_role("button", name=re.compile("^Import")).click()
    work()
    expect(page.locator("h1")).to_contain_text("Imported")
    assert sorted(call.day for call in Call.objects.all()) == [date(2026, 3, 4)] * 3
    assert set(Call.objects.values_list("topic", flat=True)) == {f"http://a/{n}.wav" for n in (1, 2, 3)}
