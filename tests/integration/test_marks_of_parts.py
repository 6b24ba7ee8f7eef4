"""Lines and credits reach the figures of their order's day, whatever comes first and whatever goes again."""

import pytest

from apps.intake import operations as intake
from apps.intake.models import Batch, Source
from apps.metrics import operations as metrics
from apps.metrics.models import Cell
from apps.people.models import Person, User
from tests import deliveries as d
from tests import records

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people() -> dict[str, Person]:
    d.organisation()
    found = {name: d.agent(name, number) for name, number in (("Ada", "7"), ("Bo", "9"), ("Cy", "11"))}
    for name, person in found.items():
        records.placed(person, records.team(f"team of {name}"), "2026-01-01")
    return found


@pytest.fixture
def steward() -> User:
    return User.objects.create_user(username="steward")


def once(preset: str) -> Source:
    """The source of a preset, connected when it is first asked for."""
    return Source.objects.filter(code=preset).first() or d.source(preset)


def shares(*rows: str, name: str = "credits.csv") -> Batch:
    return d.deliver(once("order_credits"), d.lines("Order No,Agent No,Share", *rows), name=name)


def order(*rows: str, name: str = "orders.csv") -> Batch:
    return d.deliver(once("crm_orders"), d.lines(d.ORDERS, *rows), name=name)


def month(kpi: str, who: Person) -> tuple[int, int | None] | None:
    """The month's cell after everything was computed, and nothing differs from the records."""
    metrics.consume_all()
    found = metrics.verify_cells()
    assert (found.different, found.waiting, found.examples) == (0, 0, [])
    cell = Cell.objects.filter(kpi__code=kpi, subject="agent", subject_id=who.pk, grain="month").first()
    return (cell.numerator, cell.denominator) if cell else None


def test_credits_after_their_order_and_gone_again(people: dict[str, Person], steward: User) -> None:
    order("o1,7,555,2026-11-05,100,")
    assert month("sales_amount", people["Ada"]) == (10_000, None)
    said = shares("o1,9,60%", "o1,11,40%")
    assert month("sales_amount", people["Ada"]) is None
    assert month("sales_amount", people["Bo"]) == (6_000, None)
    shares("o1,9,50%", "o1,11,50%", name="again.csv")
    assert month("sales_amount", people["Cy"]) == (5_000, None)
    d.deliver(once("finance_refunds"), d.lines(d.REFUNDS, "r1,o1,2026-11-09,40"))
    assert month("sales_amount", people["Bo"]) == (3_000, None)
    order("o1,7,555,2026-11-06,200,", name="later.csv")
    assert month("sales_amount", people["Bo"]) == (8_000, None)
    again = Batch.objects.get(filename="again.csv")
    for batch in (again, said):
        intake.withdraw_batch(batch=batch, reason="wrong", by=steward, at=d.AT)
        metrics.consume_all()
    assert month("sales_amount", people["Ada"]) == (16_000, None)
    assert month("sales_amount", people["Bo"]) is None


def test_credits_before_their_order_and_an_order_that_goes(people: dict[str, Person], steward: User) -> None:
    shares("o1,9,100%")
    assert month("sales_amount", people["Bo"]) is None
    booked = order("o1,7,555,2026-11-05,100,")
    assert month("sales_amount", people["Bo"]) == (10_000, None)
    intake.withdraw_batch(batch=booked, reason="wrong", by=steward, at=d.AT)
    assert month("sales_amount", people["Bo"]) is None


def test_lines_without_a_day_count_on_that_of_their_order(people: dict[str, Person], steward: User) -> None:
    order("o1,7,555,2026-11-05,100,")
    head = "Order No,Line,Product,Quantity"
    said = d.deliver(once("order_lines"), d.lines(head, "o1,1,A,2", "o1,2,B,1"))
    assert month("items_per_order", people["Ada"]) == (3_000, 1)
    assert month("attach_rate", people["Ada"]) == (1, 1)
    d.deliver(once("order_lines"), d.lines(head, "o1,2,A,1"), name="again.csv")
    assert month("attach_rate", people["Ada"]) == (0, 1)
    intake.withdraw_batch(batch=said, reason="wrong", by=steward, at=d.AT)
    assert month("items_per_order", people["Ada"]) == (1_000, 1)
