"""Which cells a change touches: how far each kind of record reaches."""

from datetime import date

import pytest

from apps.engine.periods import Grain
from apps.metrics.choices import Level
from apps.metrics.definitions import Definition
from apps.metrics.measures import MEASURES
from apps.metrics.patches import Box, patches
from apps.people.choices import Topic

DAY = date(2026, 11, 24)  # a Tuesday


def definition(code: str, numerator: str, denominator: str = "") -> Definition:
    return Definition(
        kpi_id=len(code),
        code=code,
        starts=date(2010, 1, 1),
        numerator=MEASURES[numerator],
        denominator=MEASURES[denominator] if denominator else None,
        scale=1,
        parameters={"look_back_days": 30, "within_seconds": 20, "top_score": 400},
    )


CALLS = definition("calls", "outbound_calls")
SALES = definition("sales", "net_sales")
NEW = definition("new", "new_customers")
CONVERSION = definition("conversion", "contacted_buyers", "reached_customers")
RETENTION = definition("retention", "retained_customers", "base_customers")
COMPLAINTS = definition("complaints", "complaints", "customers_served")


def box(topic: Topic) -> Box:
    return Box(
        topics=frozenset({topic}),
        first=DAY,
        last=DAY,
        agents=frozenset({1}),
        teams=frozenset({7}),
        last_reversal=date(2026, 12, 9),
        last_day=date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("kpi", "topic", "grain", "first", "last"),
    [
        # its own day, week, month and quarter
        (CALLS, Topic.CALL, Grain.DAY, DAY, DAY),
        (CALLS, Topic.CALL, Grain.WEEK, date(2026, 11, 23), date(2026, 11, 23)),
        (CALLS, Topic.CALL, Grain.MONTH, date(2026, 11, 1), date(2026, 11, 1)),
        (CALLS, Topic.CALL, Grain.QUARTER, date(2026, 10, 1), date(2026, 10, 1)),
        # an order as far as orders are refunded
        (SALES, Topic.ORDER, Grain.DAY, DAY, date(2026, 12, 9)),
        (SALES, Topic.REFUND, Grain.MONTH, date(2026, 11, 1), date(2026, 12, 1)),
        # a contact as far as the look-back, an order not at all
        (CONVERSION, Topic.CALL, Grain.DAY, DAY, date(2026, 12, 24)),
        (CONVERSION, Topic.CALL, Grain.MONTH, date(2026, 11, 1), date(2026, 12, 1)),
        (CONVERSION, Topic.ORDER, Grain.DAY, DAY, DAY),
        # a buyer to the next period, whichever it is
        (RETENTION, Topic.ORDER, Grain.DAY, DAY, date(2026, 11, 25)),
        (RETENTION, Topic.ORDER, Grain.WEEK, date(2026, 11, 23), date(2026, 11, 30)),
        (RETENTION, Topic.ORDER, Grain.QUARTER, date(2026, 10, 1), date(2027, 1, 1)),
        (COMPLAINTS, Topic.ENQUIRY, Grain.DAY, DAY, DAY),
        # a move moves everything
        (CONVERSION, Topic.PLACEMENT, Grain.DAY, DAY, date(2026, 12, 24)),
        # a first order decides about all later ones
        (NEW, Topic.ORDER, Grain.DAY, DAY, date(2026, 12, 31)),
        (NEW, Topic.PLACEMENT, Grain.DAY, DAY, DAY),
    ],
)
def test_reach(kpi: Definition, topic: Topic, grain: Grain, first: date, last: date) -> None:
    found = [p for p in patches(box(topic), [kpi]) if p.level is Level.AGENT and p.grain is grain]
    assert len(found) == 1
    inside = found[0]
    assert inside.first == first
    assert inside.holds(kpi.kpi_id, 1, last) or inside.ids is None
    assert inside.first <= last < inside.ends
    assert not inside.holds(kpi.kpi_id, 1, inside.ends)


@pytest.mark.parametrize(
    ("kpi", "topic"),
    [(CALLS, Topic.ORDER), (SALES, Topic.CALL), (CONVERSION, Topic.SURVEY), (NEW, Topic.REFUND)],
)
def test_what_does_not_rest_on_the_topic_is_not_touched(kpi: Definition, topic: Topic) -> None:
    assert patches(box(topic), [kpi]) == []


def test_whose_cells_are_touched() -> None:
    assert {(p.level, p.ids) for p in patches(box(Topic.CALL), [CALLS])} == {
        (Level.AGENT, frozenset({1})),
        (Level.TEAM, frozenset({7})),
    }
    assert {p.ids for p in patches(box(Topic.ORDER), [NEW])} == {None}


def test_sums_follow_their_days_and_distinct_counts_the_facts() -> None:
    assert {p.grain for p in patches(box(Topic.CALL), [CALLS]) if not p.from_days} == {Grain.DAY}
    assert not any(p.from_days for p in patches(box(Topic.CALL), [CONVERSION]))


def test_kpis_with_the_same_days_share_a_statement() -> None:
    found = patches(box(Topic.CALL), [CALLS, definition("talk", "talk_seconds", "talked_calls")])
    assert {len(patch.versions) for patch in found} == {2}
