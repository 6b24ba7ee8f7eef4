"""Marks that reach other days, teams and months than those of the row that made them."""

from datetime import date

import pytest

from apps.intake import operations as intake
from apps.intake.models import HeldRow, Order, Refund
from apps.intake.operations import settling
from apps.metrics import operations as metrics
from apps.people import changes
from apps.people.models import Change, Person, User
from apps.people.operations import close_period
from apps.people.operations.periods import ChangesWaiting
from tests import deliveries as d
from tests import records

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def ada() -> Person:
    """An agent who was in the first team until the end of October and is in the second since."""
    d.organisation()
    person = d.agent("Ada", "7")
    first, second = records.team("first"), records.team("second")
    records.placed(person, first, "2026-01-01", "2026-11-01")
    records.placed(person, second, "2026-11-01")
    return person


@pytest.fixture
def steward() -> User:
    return User.objects.create_user(username="steward")


def orders(*rows: str) -> str:
    return d.lines(d.ORDERS, *rows)


def differing() -> list[object]:
    metrics.consume_all()
    found = metrics.verify_cells()
    assert found.waiting == 0
    return list(found.examples)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    "cancelled",
    [
        pytest.param("2026-11-05", id="after-a-move-it-counts-for-the-team-of-the-orders-day"),
        pytest.param("2026-10-18", id="before-it-was-booked-the-order-never-counts"),
    ],
)
def test_a_cancellation_reaches_every_figure_of_its_order(cancelled: str) -> None:
    to = d.source("crm_orders")
    d.deliver(to, orders("o1,7,555,2026-10-20,100,", "o2,7,556,2026-11-20,100,"))
    assert differing() == []
    d.deliver(to, orders(f"o1,7,555,2026-10-20,100,{cancelled}"))
    assert differing() == []
    d.deliver(to, orders("o1,7,555,2026-10-20,100,", "o2,7,556,2026-11-20,100,"), name="again.csv")
    assert differing() == []


@pytest.mark.usefixtures("ada")
def test_parked_rows_run_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "ROWS_AT_ONCE", 2)
    rows = [f"o{n},{'8' if n < 3 else '9'},,2026-11-02,1," for n in range(8)]
    batch = d.deliver(d.source("crm_orders"), orders(*rows))
    d.agent("Bo", "9")
    done = intake.rerun_parked(at=d.AT)
    assert (done.accepted, done.still) == (5, 3)
    assert d.counts(d.fresh(batch)) == {"accepted": 5, "parked": 3}


@pytest.mark.usefixtures("ada")
def test_a_correction_of_a_withdrawn_file_does_not_become_a_fact(steward: User) -> None:
    Change.objects.all().delete()
    close_period(month=OCTOBER, by=steward, at=d.AT)
    batch = d.deliver(d.source("crm_orders"), orders("o1,7,,2026-10-20,1,", "o2,7,,2026-11-20,1,"))
    waits = list(HeldRow.objects.filter(batch=batch))
    assert len(waits) == 1
    intake.withdraw_batch(batch=batch, reason="wrong file", by=steward, at=d.AT)
    done = intake.decide_queued(held_rows=waits, accept=True, reason="seen", by=steward, at=d.AT)
    assert done.accepted == 0
    assert not Order.objects.exists()


def test_an_order_waits_that_brings_a_known_refund_into_a_closed_month(ada: Person, steward: User) -> None:
    d.deliver(d.source("finance_refunds"), d.lines(d.REFUNDS, "r1,o1,2026-10-05,40"))
    Change.objects.all().delete()
    close_period(month=OCTOBER, by=steward, at=d.AT)
    batch = d.deliver(d.source("crm_orders"), orders("o1,7,,2026-09-20,100,"))
    assert d.counts(batch) == {"queued": 1}
    assert Refund.objects.get().order_id is None
    waits = list(HeldRow.objects.filter(batch=batch))
    done = intake.decide_queued(held_rows=waits, accept=True, reason="seen", by=steward, at=d.AT)
    assert done.accepted == 1
    assert Change.objects.filter(person=ada, topic="refund", first_day=date(2026, 10, 5)).exists()


@pytest.mark.parametrize(
    ("day", "refused"), [("2026-09-30", True), ("2026-10-31", True), ("2026-11-01", False)]
)
def test_a_month_is_closed_when_nothing_that_may_reach_it_waits(
    ada: Person, steward: User, day: str, *, refused: bool
) -> None:
    """A call of September makes an October buyer one who was contacted: the change reaches October."""
    Change.objects.all().delete()
    on = date.fromisoformat(day)
    row = changes.ChangeRow(topic="call", person_id=ada.pk, team_id=None, first_day=on, last_day=on)
    changes.write(rows=[row], cause="batch 1", at=d.AT)
    if refused:
        with pytest.raises(ChangesWaiting):
            close_period(month=OCTOBER, by=steward, at=d.AT)
    else:
        assert close_period(month=OCTOBER, by=steward, at=d.AT).close_number == 1
