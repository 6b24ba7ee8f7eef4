"""How far the sources of a KPI reach."""

from datetime import date, timedelta

import pytest

from apps.intake.queries import Feed
from apps.metrics.figures import KpiInfo
from apps.people.days import Days
from apps.performance.completeness import complete_through, is_known

FIRST = date(2026, 11, 2)


def day(number: int) -> date:
    return date(2026, 11, number)


def feed(*spans: tuple[int, int], topics: str = "call", weekdays: str = "1234567") -> Feed:
    days = tuple(Days(first=day(a), last=day(z)) for a, z in spans)
    return Feed(source_id=1, topics=frozenset(topics.split()), weekdays=weekdays, days=days)


def kpi(topics: str = "call", beside: str = "") -> KpiInfo:
    return KpiInfo(
        id=1,
        code="x",
        name="X",
        category="sales",
        horizon="short",
        unit="count",
        direction="higher",
        decimals=0,
        is_volume=True,
        min_sample=0,
        topics=frozenset(topics.split()),
        beside=frozenset(beside.split()),
    )


@pytest.mark.parametrize(
    ("info", "feeds", "through"),
    [
        (kpi(), [], None),
        (kpi(), [feed((2, 20))], day(20)),
        (kpi(), [feed((2, 20)), feed((2, 18))], day(18)),
        (kpi("call order"), [feed((2, 20))], None),
        (kpi("call order"), [feed((2, 20)), feed((2, 19), topics="order")], day(19)),
        (kpi("order", beside="refund"), [feed((2, 20), topics="order")], day(20)),
        (
            kpi("order", beside="refund"),
            [feed((2, 20), topics="order"), feed((2, 9), topics="refund")],
            day(9),
        ),
        (kpi(""), [feed((2, 20))], None),
    ],
)
def test_the_slowest_source_decides(info: KpiInfo, feeds: list[Feed], through: date | None) -> None:
    assert complete_through(info, feeds) == through


@pytest.mark.parametrize(
    ("feeds", "last", "known"),
    [
        ([feed((2, 20))], 20, True),
        ([feed((2, 20))], 21, False),
        ([feed((2, 10), (12, 20))], 20, False),
        ([feed((2, 10), (12, 20))], 10, True),
        ([feed((2, 6), (9, 13), weekdays="12345")], 13, True),
        ([feed((2, 5), (9, 13), weekdays="12345")], 13, False),
        ([feed((3, 20))], 20, False),
    ],
)
def test_none_is_zero_only_where_every_delivery_day_came(feeds: list[Feed], last: int, known: bool) -> None:
    assert is_known(kpi(), feeds, FIRST, FIRST + timedelta(days=last - 2)) is known
