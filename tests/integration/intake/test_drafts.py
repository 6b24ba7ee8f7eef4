"""A file nobody has seen becomes a source: proposed, answered, connected, or removed."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.models import Batch, Measurement, Source, SourceDraft, StoredFile
from apps.intake.operations import run_batch
from apps.intake.storage import stored_path
from apps.intake.web.wizard.page import mapping_page
from apps.people.choices import Role
from apps.people.models import User
from tests import deliveries
from tests.deliveries import AT, counts, fresh, lines
from tests.people import Company

pytestmark = pytest.mark.django_db

HEADER = "客户号码,坐席姓名,坐席工号,开始时间,通话时长,项目名称,客户状态,录音地址"
ROWS = (
    "91230001,潘海伦,0802,03/04/2026 09:00:04,186,到期续保,有意向,http://a/1.wav",
    "91230002,潘海伦,0802,03/04/2026 09:05:09,0,到期续保,未接通,http://a/2.wav",
    "91230003,谭慧仪,0917,03/04/2026 09:07:00,22.0,续保提醒,成交,http://a/3.wav",
    "91230004,谁,1207,03/03/2026 10:00:00,5,续保提醒,成交,http://a/4.wav",
)


@pytest.fixture
def steward() -> User:
    deliveries.organisation("Asia/Hong_Kong", "HKD")
    deliveries.agent("潘海伦", "0802")
    deliveries.agent("谭慧仪", "0917")
    return Company().user("Sandy Kwok", Role.STEWARD)


def begin(by: User, content: str | bytes, filename: str = "calls.csv") -> SourceDraft:
    data = content.encode() if isinstance(content, str) else content
    return operations.start_draft(by=by, at=AT, filename=filename, file=BytesIO(data))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answer(draft: SourceDraft, **said: str) -> SourceDraft:
    for code, value in said.items():
        draft = operations.answer_question(draft=draft, code=code.replace("__", "."), answer=value, at=AT)
    return draft


def open_codes(draft: SourceDraft) -> list[str]:
    return [question.code for question in operations.draft_questions(draft) if question.is_open]


def connected(draft: SourceDraft, by: User, **given: Any) -> Batch:
    said = {"name": "Renewals dialer", "code": "renewals", "kind": "dialer", "auto_import": True, **given}
    return operations.connect_draft(draft=draft, by=by, at=AT, **said)


ANSWERS = {
    "missing__call__direction": "out",
    "missing__call__answered": "column:客户状态",
    "dates": "mdy",
    "unit__talk": "seconds",
    "zone": "own",
}


def test_a_chinese_call_list_is_understood_but_for_what_only_a_person_can_say(steward: User) -> None:
    draft = begin(steward, lines(HEADER, *ROWS))
    record = draft.spec["records"][0]
    assert record["type"] == "call"
    assert record["agent"] == {"column": "agent", "by": "number"}
    assert draft.spec["columns"]["agent"] == {"headers": ["坐席工号"]}
    assert record["fields"]["direction"] == {"const": "out"}  # what such exports hold; the page shows it
    assert record["fields"]["answered"] == {"column": "talk", "above": 0, "unit": "seconds"}
    assert {"dates", "unit.talk", "zone"} <= set(open_codes(draft))
    with pytest.raises(operations.QuestionsOpen):
        connected(draft, steward)
    assert not Source.objects.exists()


def test_a_draft_is_removed_with_its_file_by_its_owner(steward: User) -> None:
    draft = begin(steward, lines(HEADER, *ROWS))
    path = stored_path(draft.file)
    assert path.is_file()
    operations.remove_draft(draft=draft, by=steward, at=AT)
    assert not SourceDraft.objects.exists()
    assert not StoredFile.objects.exists()
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["draft.started", "draft.removed"]


def test_a_file_that_became_a_batch_stays_when_its_draft_goes(steward: User) -> None:
    source = deliveries.source()
    batch = deliveries.bring(source, lines(deliveries.CALLS, "C1,0802,2026-11-20 09:00:00,out,,yes,60,"))
    draft = operations.start_draft(by=steward, at=AT, filename="again.csv", stored=batch.file)
    operations.remove_draft(draft=draft, by=steward, at=AT)
    assert stored_path(fresh(batch).file).is_file()


def test_an_answer_that_was_not_offered_is_refused(steward: User) -> None:
    draft = begin(steward, lines(HEADER, *ROWS))
    for code, value in (("dates", "ymd"), ("dates", "perhaps"), ("nothing", "out"), ("unit.talk", "weeks")):
        with pytest.raises(operations.NoSuchChoice):
            operations.answer_question(draft=draft, code=code, answer=value, at=AT)


DATA = Path(__file__).parents[4] / "shared" / "data"
PUBLISHED = DATA / "calls_pwc" / "Call-Center-Dataset.csv"


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published export is not here")
def test_the_published_calls_connect_with_one_answer(steward: User) -> None:
    draft = begin(steward, PUBLISHED.read_bytes(), PUBLISHED.name)
    assert open_codes(draft) == ["zone"]
    batch = connected(answer(draft, zone="own"), steward, code="pwc")
    run_batch(batch_id=batch.pk, clock=lambda: AT)
    assert fresh(batch).state == "imported"
    assert counts(fresh(batch)) == {"parked": 5000}
    assert not SourceDraft.objects.exists()


TOTALS = "姓名,工号,岗位,工作时长,分配名单数,拨打名单量,拨打次数,线上成交量,线上成交金额,通话时长"


def test_daily_totals_take_the_day_their_file_speaks_for(steward: User) -> None:
    draft = begin(steward, lines(TOTALS, "潘海伦,0802,电销,7.5,100,90,120,3,3600,5400"), "totals.csv")
    assert {record["type"] for record in draft.spec["records"]} == {"measurement"}
    for code in open_codes(draft):
        draft = operations.answer_question(
            draft=draft, code=code, answer="seconds" if code.startswith("unit") else "own", at=AT
        )
    day = date(2026, 11, 20)
    batch = connected(draft, steward, code="totals", covers_first=day, covers_last=day)
    run_batch(batch_id=batch.pk, clock=lambda: AT)
    assert counts(fresh(batch)) == {"accepted": 1}
    found = dict(Measurement.objects.values_list("code", "day"))
    assert set(found.values()) == {day}
    assert {"calls_made", "talk_time"} <= set(found) or len(found) >= 6


def test_dates_that_read_both_ways_stand_in_the_preview_both_ways(steward: User) -> None:
    draft = begin(steward, lines(HEADER, *ROWS))
    shown = mapping_page(draft, rows="", check=False, at=AT).preview
    assert shown is not None
    first = [cell.text for cell in shown.rows[0].cells]
    assert "4 Mar 2026 09:00:04 or 3 Apr 2026 09:00:04" in first or (
        "3 Apr 2026 09:00:04 or 4 Mar 2026 09:00:04" in first
    )
    assert shown.rows[0].fate == "waits"
    assert all("9123" not in text for row in shown.rows for text in row.raw)


def test_the_page_of_daily_totals_is_shown_before_their_day_is_said(steward: User) -> None:
    draft = begin(steward, lines(TOTALS, "潘海伦,0802,电销,7.5,100,90,120,3,3600,5400"), "totals.csv")
    page = mapping_page(draft, rows="", check=False, at=AT)
    assert page.trouble is None
    assert page.counts is not None
    assert page.counts.rows == 1


def test_a_file_that_does_not_fit_as_a_whole_says_why_on_the_page(steward: User) -> None:
    draft = begin(steward, lines(HEADER, *ROWS))
    draft.spec["columns"]["customer"] = {"headers": ["Gone"]}
    page = mapping_page(draft, rows="", check=False, at=AT)
    assert page.trouble is not None
    assert "Gone" in page.trouble[0]
    assert page.preview is None


def test_what_holds_for_every_row_is_said_on_the_page_and_may_be_changed(steward: User) -> None:
    draft = begin(steward, lines(HEADER, *ROWS))
    assert draft.spec["records"][0]["fields"]["direction"] == {"const": "out"}
    said = {"same": {"call.direction": "in"}, "last_call_days": None, "region": "CN"}
    draft = operations.declare_rules(draft=draft, at=AT, **said)
    assert draft.spec["records"][0]["fields"]["direction"] == {"const": "in"}
    assert draft.spec["region"] == "CN"
    for wrong in ({"same": {"call.direction": "up"}}, {"same": {"call.day": "in"}}, {"region": "XX"}):
        with pytest.raises(operations.NoSuchChoice):
            operations.declare_rules(draft=draft, at=AT, **said | wrong)
    page = client_of(steward).get(reverse("draft", args=[draft.pk])).content.decode()
    assert "Declared by you." in page


def test_an_order_without_an_agent_goes_to_the_last_call_where_the_wizard_is_told_so(steward: User) -> None:
    orders = lines(deliveries.ORDERS, "o1,0802,91230001,2026-11-20,5,")
    draft = begin(steward, orders, "crm_orders_2026-11-20.csv")
    browser = client_of(steward)
    address = reverse("draft-rules", args=[draft.pk])
    assert browser.post(address, {"rules-last_call_days": "-1"}).status_code == 422
    browser.post(address, {"rules-last_call_days": "30", "rules-region": "HK"})
    draft.refresh_from_db()
    assert draft.spec["records"][0]["agent"]["last_call_days"] == 30
    assert draft.spec["region"] == "HK"
    finish = browser.get(reverse("draft-finish", args=[draft.pk])).content.decode()
    assert 'value="crm orders"' in finish
    assert 'value="crm-orders"' in finish
    browser.post(address, {"rules-last_call_days": "", "rules-region": ""})
    draft.refresh_from_db()
    assert "last_call_days" not in draft.spec["records"][0]["agent"]
    assert "region" not in draft.spec
