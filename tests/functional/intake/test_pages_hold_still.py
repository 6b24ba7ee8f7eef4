"""Pages of intake: bad input never breaks them, and their queries do not grow with what they show."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.intake.models import Batch, HeldRow, Order
from apps.intake.operations import claim_batch, start_import
from apps.intake.queries import progress_of
from apps.people import operations as people
from apps.people.choices import Role
from tests import deliveries
from tests.deliveries import AT, CALLS, ORDERS, deliver, fresh, lines
from tests.people import Company

pytestmark = pytest.mark.django_db

HUGE = "9" * 40
DAY = date(2026, 11, 20)


@pytest.fixture
def steward() -> Client:
    deliveries.organisation()
    client = Client()
    client.force_login(Company().user("Sandy Kwok", Role.STEWARD))
    deliveries.agent("Amy Lau", "E0001")
    return client


def call(number: int, agent: str = "E0001", answered: str = "yes", day: date = DAY) -> str:
    return f"C{number},{agent},{day} 09:00:00,out,,{answered},60,"


def mixed(first: int, *, day: date = DAY, size: int = 1) -> str:
    rows = [
        call(first + 10 * n + part, agent, answered, day)
        for n in range(size)
        for part, (agent, answered) in enumerate(
            [("E0001", "yes"), (f"TMP-{n}", "yes"), ("E0001", "perhaps"), ("E0001", f"odd {n}")]
        )
    ]
    return lines(CALLS, *rows)


@pytest.mark.parametrize(
    "address",
    [
        f"/data/batches/?source={HUGE}&state=lost&page={HUGE}&sort=nothing",
        "/data/batches/?source=x&q=%00&page=-1",
        f"/data/batches/?q={HUGE}",
        f"/data/unknown/?source={HUGE}",
        "/data/unknown/?source=²",
        f"/data/corrections/?batch={HUGE}&page={HUGE}",
        "/data/corrections/?batch=x&page=x",
        f"/data/upload/?source={HUGE}",
        "/data/upload/?source=x",
    ],
)
def test_any_query_string_gets_a_page(steward: Client, address: str) -> None:
    deliver(deliveries.source(), mixed(100))
    assert steward.get(address).status_code == 200


@pytest.mark.parametrize("number", ["0", "999999", HUGE, "9" * 5000])
def test_a_batch_that_is_not_there_is_404(steward: Client, number: str) -> None:
    whole = ("", "progress/", "days/", "file/", "refuse/", "withdraw/", "rows/rejected/")
    assert {steward.get(f"/data/batches/{number}/{page}").status_code for page in whole} == {404}
    acts = ("import/", "cancel/", "refuse/", "withdraw/")
    assert {steward.post(f"/data/batches/{number}/{page}").status_code for page in acts} == {404}


def test_a_file_that_was_tidied_away_is_404(steward: Client) -> None:
    batch = deliver(deliveries.source(), mixed(100))
    Batch.objects.get(pk=batch.pk).file.__class__.objects.update(path="intake/gone")
    assert steward.get(reverse("batch-file", args=[batch.pk])).status_code == 404


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_queries_do_not_grow_with_batches_sources_and_held_rows(steward: Client) -> None:
    first = deliver(deliveries.source(), mixed(100))
    pages = ["data-home", "data-batches", "data-unknown", "data-corrections", "data-upload"]
    addresses = [reverse(name) for name in pages]
    addresses += [reverse("batch", args=[first.pk]), reverse("batch-days", args=[first.pk])]
    addresses += [reverse("data-match", args=[first.source_id]) + "?ref=TMP-0"]
    before = {address: queries(steward, address) for address in addresses}
    for n in range(3):
        source = deliveries.source(code=f"dialer-{n}")
        deliver(source, mixed(1000, size=5, day=DAY - timedelta(days=n)))
        deliver(source, mixed(2000, size=2), auto=False)
    large = deliver(first.source, mixed(3000, size=12))
    after = {address: queries(steward, address) for address in addresses}
    assert after == before
    assert queries(steward, reverse("batch", args=[large.pk])) == before[reverse("batch", args=[first.pk])]
    assert max(before.values()) <= 20


def test_a_missing_day_is_shown_as_missing_and_not_as_nothing(
    steward: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = deliveries.source()
    for day in (1, 2, 3, 5, 6):
        deliver(source, lines(CALLS, call(day, day=date(2026, 11, day))))
    monkeypatch.setattr("apps.intake.web.views.home.today", lambda: date(2026, 11, 8))
    page = steward.get(reverse("data-home"))
    cells = {cell.day.day: cell.state for cell in page.context["days"][0].cells if cell.day.month == 11}
    assert cells == {1: "ok", 2: "ok", 3: "ok", 4: "missing", 5: "ok", 6: "ok", 7: "due", 8: "due"}
    assert [(gap.first, gap.last, gap.days) for gap in page.context["gaps"]] == [
        (date(2026, 11, 4), date(2026, 11, 4), 1)
    ]
    assert "have no data for it, not 0" in page.content.decode()


@pytest.mark.parametrize(("on", "state"), [(date(2026, 11, 8), "fresh"), (date(2026, 11, 9), "late")])
def test_a_source_is_late_two_days_after_its_last(
    steward: Client, monkeypatch: pytest.MonkeyPatch, on: date, state: str
) -> None:
    deliver(deliveries.source(), lines(CALLS, call(1, day=date(2026, 11, 6))))
    monkeypatch.setattr("apps.intake.web.views.home.today", lambda: on)
    page = steward.get(reverse("data-home"))
    assert page.context["sources"][0].source.state == state
    assert ("is late" in page.content.decode()) == (state == "late")


class Queue:
    """Two orders of a closed month, of two batches."""

    def __init__(self) -> None:
        source = deliveries.source("crm_orders")
        month = date(2026, 9, 1)
        people.ensure_periods(first=month, last=month)
        people.close_period(month=month, by=Company(made=50).user("Some closer", Role.STEWARD), at=AT)
        self.batches = [deliver(source, lines(ORDERS, f"O{n},E0001,,2026-09-1{n},100.00,")) for n in range(2)]
        self.rows = list(HeldRow.objects.filter(fate="queued").order_by("pk"))


def decided(client: Client, **data: object) -> str:
    response = client.post(reverse("data-decide"), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_chosen_correction_is_accepted_once(steward: Client) -> None:
    queue = Queue()
    data = {"row": [queue.rows[0].pk], "decision": "accept", "reason": "booked late"}
    assert "1 correction accepted." in decided(steward, **data)
    assert "Choose the rows first" in decided(steward, **data)
    assert list(Order.objects.values_list("key", flat=True)) == ["O0"]
    assert [fresh(batch).queued for batch in queue.batches] == [0, 1]


def test_all_corrections_of_a_batch_are_declined_with_the_reason(steward: Client) -> None:
    queue = Queue()
    last = queue.batches[1]
    page = decided(steward, all="1", batch=str(last.pk), decision="decline", reason="too late")
    assert "1 correction declined." in page
    assert (fresh(last).queued, fresh(last).rejected) == (0, 1)
    assert "Declined: too late" in steward.get(reverse("batch", args=[last.pk])).content.decode()
    assert fresh(queue.batches[0]).queued == 1
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"decision": "accept", "reason": "x"},
        {"row": ["x", HUGE, "²"], "decision": "accept", "reason": "x"},
        {"all": "1", "decision": "accept", "reason": " "},
        {"all": "1", "decision": "perhaps", "reason": "x"},
        {"all": "1"},
    ],
)
def test_a_decision_that_is_none_moves_nothing(steward: Client, data: dict[str, object]) -> None:
    queue = Queue()
    assert 'class="note bad"' in decided(steward, **data)
    assert [fresh(batch).queued for batch in queue.batches] == [1, 1]


def test_the_pace_of_an_import_counts_from_its_own_beginning() -> None:
    deliveries.organisation()
    deliveries.agent("Amy Lau", "E0001")
    batch = deliver(deliveries.source(), mixed(100), auto=False)
    later = AT + timedelta(hours=3)
    start_import(batch=batch, by=None, at=later)
    lease = claim_batch(worker="w", at=later, batch_id=batch.pk)
    assert lease is not None
    assert fresh(batch).started_at == later
    Batch.objects.filter(pk=batch.pk).update(read=2, seen_rows=2, heartbeat_at=later + timedelta(seconds=2))
    assert (progress_of(fresh(batch)).rows_per_second, progress_of(fresh(batch)).seconds_left) == (1, 2)
    again = later + timedelta(minutes=5)
    assert claim_batch(worker="x", at=again, batch_id=batch.pk) is not None
    assert fresh(batch).started_at == later
