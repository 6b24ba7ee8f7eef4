"""A record left out counts nowhere and loses nothing: it comes back as its newest value not withdrawn."""

from datetime import date

import pytest

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.models import Call, HeldRow, LeftOut, Order, Refund, SurveyResponse
from apps.intake.queries.records import beside, find_record
from apps.people.models import Change, User
from apps.people.operations import close_period
from tests import deliveries as d

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _company() -> None:
    d.organisation()
    d.agent("Ada", "7")
    d.agent("Bo", "8")


@pytest.fixture
def steward() -> User:
    return User.objects.create_user(username="steward")


def orders(*rows: str) -> str:
    return d.lines(d.ORDERS, *rows)


def leave_out(key: str, by: User, reason: str = "a test order", **given: bool) -> bool:
    fact = Order.objects.get(key=key)
    return operations.leave_out(record_type="order", fact_id=fact.pk, reason=reason, by=by, at=d.AT, **given)


def put_back(by: User) -> bool:
    return operations.put_back(left_out=LeftOut.objects.get(), by=by, at=d.AT)


def changes() -> set[tuple[str, str, date]]:
    rows = Change.objects.values_list("topic", "person__name", "first_day")
    found = {(topic, name, first) for topic, name, first in rows}
    Change.objects.all().delete()
    return found


def close(by: User) -> None:
    Change.objects.all().delete()
    close_period(month=OCTOBER, by=by, at=d.AT)


def queue() -> list[HeldRow]:
    return list(HeldRow.objects.filter(fate="queued", settled_at__isnull=True).order_by("row"))


def test_it_goes_with_its_days_and_comes_back_as_it_was(steward: User) -> None:
    d.deliver(d.source("crm_orders"), orders("o1,7,61234567,2026-11-02,5,2026-11-04", "o2,7,,2026-11-02,1,"))
    before = Order.objects.filter(key="o1").values().get()
    changes()
    with pytest.raises(operations.ReasonMissing):
        leave_out("o1", steward, reason=" ")
    assert leave_out("o1", steward) is True
    assert list(Order.objects.values_list("key", flat=True)) == ["o2"]
    days = {("order", "Ada", date(2026, 11, 2)), ("order", "Ada", date(2026, 11, 4))}
    assert changes() == days
    assert put_back(steward) is True
    assert Order.objects.filter(key="o1").values().get() == before
    assert changes() == days
    assert not LeftOut.objects.exists()
    trail = Entry.objects.filter(verb__startswith="record.").order_by("pk")
    assert [(one.verb, one.reason) for one in trail] == [
        ("record.left_out", "a test order"),
        ("record.put_back", "a test order"),
    ]


def test_the_records_of_one_row_go_together_or_wait_together(steward: User) -> None:
    to = d.source("call_and_survey", dates="ymd")
    rows = (
        "c1,Ada,2026-10-02,09:30:00,Fees,Y,N,12,00:03:05,4",
        "c2,Ada,2026-10-02,09:40:00,,Y,N,1,0:01:00,5",
    )
    d.deliver(to, d.lines(d.RATED_CALLS, *rows))
    call, survey = Call.objects.get(key="c1"), SurveyResponse.objects.get(key="c1")
    found = find_record("call", call.pk)
    assert found is not None
    assert [(line.record_type, line.key) for line in beside(found)] == [("survey", "c1")]
    both = {"record_type": "call", "fact_id": call.pk, "also": [("survey", survey.pk)], "reason": "a test"}
    stranger = SurveyResponse.objects.get(key="c2").pk
    with pytest.raises(operations.RecordGone):
        operations.leave_out(**both | {"also": [("survey", stranger)]}, by=steward, at=d.AT)
    close(steward)
    assert operations.leave_out(**both, by=steward, at=d.AT) is False
    (held,) = queue()
    assert held.values["also"] == [["survey", survey.pk]]
    assert Call.objects.count() == SurveyResponse.objects.count() == 2
    operations.decide_queued(accept=True, reason="yes", held_rows=queue(), by=steward, at=d.AT)
    assert set(LeftOut.objects.values_list("record_type", "key")) == {("call", "c1"), ("survey", "c1")}
    assert Call.objects.get().key == SurveyResponse.objects.get().key == "c2"
    left = find_record("call", call.pk)
    assert left is not None
    assert [line.left_out is None for line in beside(left)] == [False]


def test_every_kind_of_column_survives(steward: User) -> None:
    to = d.source("call_and_survey", dates="ymd")
    d.deliver(to, d.lines(d.RATED_CALLS, "c1,Ada,2026-11-02,09:30:00,Fees,Y,N,12,00:03:05,4"))
    for model, kind in ((Call, "call"), (SurveyResponse, "survey")):
        before = model.objects.values().get()
        operations.leave_out(record_type=kind, fact_id=before["id"], reason="x", by=steward, at=d.AT)
        assert not model.objects.exists()
        put_back(steward)
        assert model.objects.values().get() == before


def test_a_file_that_brings_it_again_keeps_it_left_out(steward: User) -> None:
    to = d.source("crm_orders")
    first = d.deliver(to, orders("o1,7,,2026-11-02,5,"))
    leave_out("o1", steward)
    changes()
    again = d.deliver(to, orders("o1,7,,2026-11-02,5,", "o2,7,,2026-11-02,1,"))
    assert d.counts(again) == {"accepted": 1, "skipped": 1}
    assert [(h.row, h.code, h.value, h.values) for h in again.held_rows.all()] == [
        (2, "left_out", "o1", {"reason": "a test order"})
    ]
    preview = d.deliver(to, orders("o1,7,,2026-11-02,6,", "o3,7,,2026-11-02,1,"), auto=False)
    assert (preview.profile["forecast"]["new"], preview.profile["forecast"]["skipped"]) == (1, 1)
    newer = d.deliver(to, orders("o1,8,,2026-11-03,9,", "o4,7,,2026-11-02,1,"))
    assert not Order.objects.filter(key="o1").exists()
    changes()
    put_back(steward)
    order = Order.objects.get(key="o1")
    assert (order.amount, order.agent.name, order.batch_id) == (900, "Bo", newer.pk)
    operations.withdraw_batch(batch=newer, reason="x", by=steward, at=d.AT)
    order.refresh_from_db()
    assert (order.amount, order.batch_id in {first.pk, again.pk}) == (500, True)


def test_it_comes_back_as_the_newest_value_that_is_not_withdrawn(steward: User) -> None:
    to = d.source("crm_orders")
    d.deliver(to, orders("o1,7,,2026-11-02,5,"))
    changed = d.deliver(to, orders("o1,7,,2026-11-02,6,"))
    same = d.deliver(to, orders("o1,7,,2026-11-02,6,", "o2,7,,2026-11-02,6,"))
    leave_out("o1", steward)
    operations.withdraw_batch(batch=changed, reason="x", by=steward, at=d.AT)
    put_back(steward)
    assert Order.objects.filter(key="o1").values_list("amount", "batch").get() == (600, same.pk)
    operations.withdraw_batch(batch=same, reason="x", by=steward, at=d.AT)
    assert dict(Order.objects.values_list("key", "amount")) == {"o1": 500}


def test_what_every_file_took_back_is_gone_for_good(steward: User) -> None:
    batch = d.deliver(d.source("crm_orders"), orders("o1,7,,2026-11-02,5,"))
    leave_out("o1", steward)
    operations.withdraw_batch(batch=batch, reason="x", by=steward, at=d.AT)
    assert put_back(steward) is True
    assert not Order.objects.exists()


def test_refunds_wait_meanwhile_or_stand_by_another_sources_order(steward: User) -> None:
    first = d.source("crm_orders")
    d.deliver(first, orders("o1,7,,2026-11-02,5,"))
    d.deliver(d.source("finance_refunds"), d.lines(d.REFUNDS, "r1,o1,2026-11-05,1"))
    changes()
    leave_out("o1", steward)
    assert Refund.objects.get().order is None
    assert ("refund", "Ada", date(2026, 11, 5)) in changes()
    put_back(steward)
    assert Refund.objects.get().order == Order.objects.get()
    d.deliver(d.source("crm_orders", code="second"), orders("o1,8,,2026-11-02,5,"))
    changes()
    fact = Order.objects.get(source=first)
    operations.leave_out(record_type="order", fact_id=fact.pk, reason="x", by=steward, at=d.AT)
    assert Refund.objects.get().order == Order.objects.get()
    assert ("refund", "Bo", date(2026, 11, 5)) in changes()
    put_back(steward)
    assert Refund.objects.get().order_id == fact.pk


class TestClosedDays:
    def test_it_waits_until_somebody_accepts(self, steward: User) -> None:
        batch = d.deliver(d.source("crm_orders"), orders("o1,7,,2026-10-05,5,"))
        close(steward)
        assert leave_out("o1", steward) is False
        assert Order.objects.exists()
        (held,) = queue()
        assert (held.code, held.value, held.values["reason"]) == ("leave_out_waits", "2026-10-05", "2026-10")
        with pytest.raises(operations.DecisionWaits):
            leave_out("o1", steward)
        operations.decide_queued(held_rows=[held], accept=True, reason="ok", by=steward, at=d.AT)
        assert not Order.objects.exists()
        assert queue() == []
        assert put_back(steward) is False
        operations.decide_queued(held_rows=queue(), accept=True, reason="ok", by=steward, at=d.AT)
        assert Order.objects.exists()
        assert d.counts(d.fresh(batch)) == {"accepted": 1}

    def test_declining_leaves_it_where_it_is(self, steward: User) -> None:
        batch = d.deliver(d.source("crm_orders"), orders("o1,7,,2026-10-05,5,"))
        close(steward)
        leave_out("o1", steward)
        operations.decide_queued(held_rows=queue(), accept=False, reason="no", by=steward, at=d.AT)
        assert Order.objects.exists()
        assert (queue(), LeftOut.objects.count(), d.counts(d.fresh(batch))) == ([], 0, {"accepted": 1})


def test_a_row_of_two_records_goes_on_with_the_other(steward: User) -> None:
    to = d.source("crm_opportunities")
    d.deliver(to, d.lines(d.DEALS, "o1,Ada,P,Acme,Won,2026-11-01,2026-11-03,5"))
    leave_out("o1", steward)
    again = d.deliver(to, d.lines(d.DEALS, "o1,Ada,P,Acme,Won,2026-11-01,2026-11-03,6"))
    assert d.counts(again) == {"accepted": 1, "changed": 1}
    put_back(steward)
    assert Order.objects.get().amount == 600


def test_a_record_that_is_gone_says_so(steward: User) -> None:
    with pytest.raises(operations.RecordGone):
        operations.leave_out(record_type="order", fact_id=1, reason="x", by=steward, at=d.AT)
