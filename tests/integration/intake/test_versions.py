"""Several files about one record: the newest version not withdrawn is the fact, whatever came when."""

from datetime import date
from typing import Any

import pytest

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.merging.confirmed import unpack
from apps.intake.models import (
    Batch,
    Call,
    Confirmation,
    Opportunity,
    Order,
    Refund,
    SupersededFact,
    SurveyResponse,
)
from apps.people.models import Change, User
from tests import deliveries as d

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company() -> None:
    d.organisation()
    d.agent("Ada", "7")
    d.agent("Bo", "8")


@pytest.fixture
def steward() -> User:
    return User.objects.create_user(username="steward")


def order(
    key: str = "o1", agent: str = "7", day: str = "2026-11-02", amount: str = "100", rest: str = ""
) -> str:
    return f"{key},{agent},61234567,{day},{amount},{rest}"


def orders(*rows: str) -> str:
    return d.lines(d.ORDERS, *rows)


def amounts() -> dict[str, int]:
    return dict(Order.objects.values_list("key", "amount"))


def withdraw(batch: Batch, by: User) -> Any:
    return operations.withdraw_batch(batch=d.fresh(batch), reason="wrong file", by=by, at=d.AT)


def changes() -> set[tuple[str, int, date, date]]:
    rows = Change.objects.values_list("topic", "person", "first_day", "last_day")
    found = {(topic, person, first, last) for topic, person, first, last in rows}
    Change.objects.all().delete()
    return found


def test_the_same_file_again_is_known_and_changes_nothing() -> None:
    to = d.source("crm_orders")
    first = d.deliver(to, orders(order()))
    changes()
    again = d.deliver(to, orders(order()))
    assert (again.pk, first.was_known, d.bring(to, orders(order())).was_known) == (first.pk, False, True)
    assert Batch.objects.count() == 1
    assert changes() == set()


def test_a_new_value_updates_and_the_old_one_is_kept(steward: User) -> None:
    to = d.source("crm_orders")
    first = d.deliver(to, orders(order(amount="100"), order("o2")))
    second = d.deliver(to, orders(order(amount="120"), order("o2"), order("o3")))
    assert d.counts(second) == {"accepted": 2, "changed": 1, "unchanged": 1}
    assert amounts() == {"o1": 12_000, "o2": 10_000, "o3": 10_000}
    kept = SupersededFact.objects.get()
    assert (kept.batch_id, kept.replaced_by_id, kept.key, kept.row) == (first.pk, second.pk, "o1", 2)
    assert kept.values["amount"] == 10_000


def test_withdrawing_restores_what_was_replaced_and_removes_what_was_added(steward: User) -> None:
    to = d.source("crm_orders")
    first = d.deliver(to, orders(order(amount="100"), order("o2")))
    second = d.deliver(to, orders(order(amount="120", day="2026-11-03"), order("o3", "8", "2026-11-09")))
    changes()
    done = withdraw(second, steward)
    assert (done.gone, done.restored, done.waiting) == (1, 1, ())
    restored = Order.objects.get(key="o1")
    assert (restored.amount, restored.day, restored.batch_id, restored.row) == (
        10_000, date(2026, 11, 2), first.pk, 2,
    )  # fmt: skip
    assert set(amounts()) == {"o1", "o2"}
    assert not SupersededFact.objects.exists()
    assert d.fresh(second).state == "withdrawn"
    assert {(topic, first_day) for topic, _, first_day, _ in changes()} >= {
        ("order", date(2026, 11, 2)),
        ("order", date(2026, 11, 9)),
    }
    assert Entry.objects.filter(verb="batch.withdrawn", reason="wrong file").count() == 1


def test_withdrawing_an_older_file_keeps_what_a_newer_one_says_too(steward: User) -> None:
    to = d.source("crm_orders")
    first = d.deliver(to, orders(order(), order("o2")))
    second = d.deliver(to, orders(order("o2"), order("o3")))
    said = Confirmation.objects.get()
    fact = Order.objects.get(key="o2")
    assert unpack(bytes(said.facts)).rows() == [(fact.pk, 2)]
    withdraw(first, steward)
    assert set(amounts()) == {"o2", "o3"}
    assert Order.objects.get(key="o2").batch_id == second.pk
    withdraw(second, steward)
    assert amounts() == {}
    assert not Confirmation.objects.exists()


def test_a_replaced_value_takes_along_only_its_own_confirmations(steward: User) -> None:
    to = d.source("crm_orders")
    d.deliver(to, orders(order(), order("o2"), order("o3")))
    second = d.deliver(to, orders(order("o2"), order("o3"), order()))
    third = d.deliver(to, orders(order("o2", amount="5")))
    facts = dict(Order.objects.values_list("key", "pk"))
    said = Confirmation.objects.get(batch=second)
    assert unpack(bytes(said.facts)).rows() == [(facts["o1"], 4), (facts["o3"], 3)]
    assert (said.first_fact, said.last_fact, said.count) == (facts["o1"], facts["o3"], 2)
    kept = SupersededFact.objects.filter(replaced_by=third).values_list("batch", "row")
    assert (second.pk, 2) in set(kept)
    assert len(kept) == 2
    d.deliver(to, orders(order(amount="6"), order("o3", amount="6")))
    assert not Confirmation.objects.exists()


def test_withdrawing_the_middle_one_of_three_changes_nothing_now_and_is_not_restored_later(
    steward: User,
) -> None:
    to = d.source("crm_orders")
    first, second, third = (d.deliver(to, orders(order(amount=a))) for a in ("1", "2", "3"))
    withdraw(second, steward)
    assert amounts() == {"o1": 300}
    withdraw(third, steward)
    assert amounts() == {"o1": 100}
    withdraw(first, steward)
    assert amounts() == {}


def test_a_confirmed_value_that_was_replaced_comes_back_in_the_name_of_either(steward: User) -> None:
    to = d.source("crm_orders")
    first = d.deliver(to, orders(order(amount="1")))
    d.deliver(to, orders(order(amount="1"), order("o2")))
    third = d.deliver(to, orders(order(amount="3")))
    withdraw(first, steward)
    withdraw(third, steward)
    assert amounts() == {"o1": 100, "o2": 10_000}


def test_an_older_batch_that_comes_later_is_a_version_not_the_fact(steward: User) -> None:
    to = d.source("crm_orders")
    older = d.bring(to, orders(order(amount="1"), order("o2")))
    newer = d.deliver(to, orders(order(amount="2")))
    operations.run_batch(batch_id=older.pk, clock=lambda: d.AT)
    assert d.counts(d.fresh(older)) == {"accepted": 1, "unchanged": 1}
    assert amounts() == {"o1": 200, "o2": 10_000}
    withdraw(newer, steward)
    assert amounts() == {"o1": 100, "o2": 10_000}


def test_a_withdrawn_file_may_come_again(steward: User) -> None:
    to = d.source("crm_orders")
    first = d.deliver(to, orders(order()))
    withdraw(first, steward)
    again = d.deliver(to, orders(order()))
    assert again.pk != first.pk
    assert amounts() == {"o1": 10_000}


def test_a_change_tells_the_old_and_the_new_day_and_agent() -> None:
    to = d.source("crm_orders")
    d.deliver(to, orders(order(agent="7", day="2026-11-02")))
    changes()
    d.deliver(to, orders(order(agent="8", day="2026-11-20")))
    ada, bo = (Order.objects.get().agent_id - 1, Order.objects.get().agent_id)
    assert changes() == {
        ("order", ada, date(2026, 11, 2), date(2026, 11, 2)),
        ("order", bo, date(2026, 11, 20), date(2026, 11, 20)),
    }


def test_a_cancellation_touches_its_own_day_only() -> None:
    to = d.source("crm_orders")
    d.deliver(to, orders(order(day="2026-11-02")))
    changes()
    d.deliver(to, orders(order(day="2026-11-02", rest="2026-11-09")))
    assert {row[2:] for row in changes()} == {(date(2026, 11, 9), date(2026, 11, 9))}


def test_days_near_each_other_are_one_change() -> None:
    days = ("2026-11-02", "2026-11-03", "2026-11-06", "2026-11-16")
    d.deliver(d.source("crm_orders"), orders(*(order(f"o{n}", day=day) for n, day in enumerate(days))))
    assert {row[2:] for row in changes()} == {
        (date(2026, 11, 2), date(2026, 11, 6)),
        (date(2026, 11, 16), date(2026, 11, 16)),
    }


@pytest.mark.parametrize("order_first", [True, False])
def test_a_refund_finds_its_order_whichever_comes_first(*, order_first: bool) -> None:
    crm, finance = d.source("crm_orders"), d.source("finance_refunds")
    refund = d.lines(d.REFUNDS, "r1,o1,2026-11-09,40")
    if order_first:
        d.deliver(crm, orders(order()))
        changes()
        d.deliver(finance, refund)
    else:
        d.deliver(finance, refund)
        assert Refund.objects.get().order_id is None
        changes()
        d.deliver(crm, orders(order()))
    sold = Order.objects.get()
    assert Refund.objects.get().order_id == sold.pk
    assert ("refund", sold.agent_id, date(2026, 11, 9), date(2026, 11, 9)) in changes()


def test_an_order_that_goes_leaves_its_refund_waiting(steward: User) -> None:
    crm, finance = d.source("crm_orders"), d.source("finance_refunds")
    batch = d.deliver(crm, orders(order()))
    d.deliver(finance, d.lines(d.REFUNDS, "r1,o1,2026-11-09,40"))
    sold = Order.objects.get()
    changes()
    withdraw(batch, steward)
    assert Refund.objects.get().order_id is None
    assert ("refund", sold.agent_id, date(2026, 11, 9), date(2026, 11, 9)) in changes()


def test_an_order_that_changes_hands_takes_its_refund_along() -> None:
    crm, finance = d.source("crm_orders"), d.source("finance_refunds")
    d.deliver(crm, orders(order(agent="7")))
    d.deliver(finance, d.lines(d.REFUNDS, "r1,o1,2026-11-09,40"))
    changes()
    d.deliver(crm, orders(order(agent="8")))
    assert len({row for row in changes() if row[0] == "refund"}) == 2


def test_every_record_of_a_row_goes_back(steward: User) -> None:
    to = d.source("call_and_survey")
    first = d.deliver(to, d.lines(d.RATED_CALLS, "1,Ada,2026-10-01,9:12:58,Bill,Y,Y,109,0:02:23,3"))
    second = d.deliver(to, d.lines(d.RATED_CALLS, "1,Ada,2026-10-01,9:12:58,Bill,Y,Y,109,0:02:23,5"))
    assert d.counts(second) == {"accepted": 1, "changed": 1}
    withdraw(second, steward)
    assert list(SurveyResponse.objects.values_list("score", "batch")) == [(300, first.pk)]
    assert list(Call.objects.values_list("talk_seconds", "answered", "batch")) == [(143, True, first.pk)]


def test_blank_days_and_amounts_come_back_blank(steward: User) -> None:
    to = d.source("crm_opportunities")
    d.deliver(to, d.lines(d.DEALS, "o1,Ada,P,,Prospecting,,,"))
    second = d.deliver(to, d.lines(d.DEALS, "o1,Ada,P,Acme,Won,2026-03-01,2026-10-02,5"))
    withdraw(second, steward)
    deal = Opportunity.objects.get()
    assert (deal.day, deal.closed_day, deal.amount, deal.customer_id, deal.stage) == (
        None,
        None,
        None,
        None,
        "open",
    )
    assert not Order.objects.exists()


def test_a_reason_is_asked_for(steward: User) -> None:
    batch = d.deliver(d.source("crm_orders"), orders(order()))
    with pytest.raises(operations.ReasonMissing):
        operations.withdraw_batch(batch=batch, reason=" ", by=steward, at=d.AT)
    assert d.fresh(batch).state == "imported"


def test_refunds_of_a_withdrawn_order_find_another_sources_order_of_the_number(steward: User) -> None:
    """Both sources know the order; the refund stands by the first, and moves to the other with its agent."""
    first, second = d.source("crm_orders"), d.source("crm_orders", code="second")
    batch = d.deliver(first, orders(order()))
    d.deliver(second, orders(order(agent="8")))
    d.deliver(d.source("finance_refunds"), d.lines(d.REFUNDS, "r1,o1,2026-11-05,1"))
    assert Refund.objects.get().order == Order.objects.get(source=first)
    changes()
    withdraw(batch, steward)
    assert Refund.objects.get().order == Order.objects.get(source=second)
    bo = Order.objects.get(source=second).agent_id
    assert ("refund", bo, date(2026, 11, 5), date(2026, 11, 5)) in changes()
    withdraw(Batch.objects.get(source=second), steward)
    assert Refund.objects.get().order is None
