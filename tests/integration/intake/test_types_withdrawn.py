"""A batch of each of the newer record types is taken back, and what it replaced returns."""

from typing import Any

import pytest

from apps.intake import operations
from apps.intake.models import Batch
from apps.intake.shapes import SHAPES
from apps.metrics.operations import consume_all
from apps.people.models import Change, User
from tests.deliveries import AT, agent, counts, deliver, lines, organisation, source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _amy() -> None:
    organisation()
    agent("Amy Lau", "7")


DELIVERIES: list[tuple[str, str, str, str]] = [
    ("order_lines", "Order ID,Line,Product,Qty", "O1,1,GTX,1", "O1,1,GTX,2"),
    ("order_credits", "Order ID,Agent No,Share", "O1,7,50", "O1,7,60"),
    ("sessions", "Agent No,Date,Logged in seconds", "7,2026-11-02,100", "7,2026-11-02,200"),
    (
        "follow_ups",
        "Follow-up ID,Agent No,Promised on,Due date",
        "F1,7,2026-11-02,",
        "F1,7,2026-11-02,2026-11-09",
    ),
    ("daily_totals", "工号,拨打次数,线上成交量", "7,150,3", "7,151,3"),
]


@pytest.mark.parametrize(("preset", "header", "row", "other"), DELIVERIES)
def test_a_batch_of_any_type_is_withdrawn_and_what_it_replaced_returns(
    preset: str, header: str, row: str, other: str
) -> None:
    steward = User.objects.create_user("steward")
    to = source(preset)
    name = "2026-11-02.csv"
    first = deliver(to, lines(header, row), name)
    consume_all()
    assert not Change.objects.exists()  # nobody computes figures of them yet, and nothing is left behind
    facts = {str(topic): said(topic) for topic in topics(first)}
    second = deliver(to, lines(header, other), name)
    assert counts(second) == {"accepted": 1, "changed": 1}
    assert {topic: said(topic) for topic in facts} != facts
    operations.withdraw_batch(batch=second, reason="wrong file", by=steward, at=AT)
    assert {topic: said(topic) for topic in facts} == facts
    operations.withdraw_batch(batch=first, reason="wrong file", by=steward, at=AT)
    assert not any(said(topic) for topic in facts)


def topics(batch: Batch) -> set[str]:
    return {record["type"] for record in batch.mapping.spec["records"]}


def said(topic: str) -> list[tuple[Any, ...]]:
    """Key and values of every fact of a type."""
    shape = SHAPES[topic]
    return list(shape.facts.order_by("key").values_list("key", *shape.columns))
