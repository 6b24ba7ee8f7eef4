"""Gap drivers and shared / mix / own over real records: they add up to the figures that pages show."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.metrics.choices import Subject
from apps.metrics.operations.rebuild import rebuild_cells
from apps.metrics.queries import kpi_infos
from apps.people.models import Person
from apps.performance.flows import Flow, Span, flows
from apps.performance.gaps import Against, Basis, NoGap, SalesGap, period_gap, sales_gap
from apps.performance.mixes import mix_report
from apps.performance.queries import person_performance, team_performance
from tests import floor, records
from tests.floor import NOV

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 20)
OCTOBER = Span(first=date(2026, 10, 1), last=date(2026, 10, 31))
NOVEMBER = Span(first=NOV, last=FRIDAY)


def pk(name: str) -> int:
    return Person.objects.get(name=name).pk


@pytest.fixture
def home() -> floor.Team:
    """A team of two: calls, contacts, orders and refunds in October and November."""
    floor.organisation()
    floor.delivered(FRIDAY)
    team = floor.team("Outbound A")
    amy, ben = floor.agent("Amy", team), floor.agent("Ben", team)
    for when, buyers in (("10-08", range(1, 11)), ("11-09", range(1, 9))):
        for number in buyers:
            records.call(amy, when, number, campaign="X" if number < 4 else "Y")
            records.call(ben, when, number + 4, campaign="Y")  # some customers are reached by both
            records.call(amy, when, None, answered=False)
    first = records.order(amy, "10-09", 1, 100_00)
    records.order(amy, "10-09", 2, 250_00)
    records.order(ben, "10-12", 77, 40_00)  # nobody called
    records.order(amy, "11-10", 1, 120_00)
    records.order(amy, "11-10", 1, 30_00)
    records.order(ben, "11-12", 6, 90_00)
    records.order(ben, "11-12", None, 15_00)
    records.order(amy, "11-12", 3, 99_00, currency="USD")  # bought, but is no amount of ours
    records.refund(first, "11-11", 20_00)
    return team


def test_flows_are_the_parts_of_net_sales_at_each_level(home: floor.Team) -> None:
    amy = pk("Amy")
    ben = pk("Ben")
    people = flows(Subject.AGENT, [amy, ben], NOVEMBER)
    team = flows(Subject.TEAM, [home.pk], NOVEMBER)[home.pk]
    assert people[amy] == Flow(calls=16, contacts=8, buyers=2, orders=2, amount=150_00, refunds=20_00)
    assert people[ben] == Flow(calls=8, contacts=8, buyers=1, orders=1, amount=90_00, uncontacted=15_00)
    assert team.contacts == 12  # whom both reached counts once
    assert team.net == people[amy].net + people[ben].net == 235_00
    assert flows(Subject.AGENT, [], NOVEMBER) == {}


def test_the_parts_add_up_to_the_difference_of_two_periods(home: floor.Team) -> None:
    found = period_gap(Subject.TEAM, home.pk, NOVEMBER, OCTOBER)
    assert isinstance(found, SalesGap)
    assert (found.before, found.after) == (390_00, 235_00)
    assert sum(driver.part for driver in found.drivers) == found.gap == -155_00
    parts = {driver.code: driver.part for driver in found.drivers}
    assert parts["refunds"] == -20_00
    assert parts["uncontacted"] == 15_00 - 40_00
    assert found.costliest is not None
    assert found.costliest.part == min(parts.values())


def test_contacts_stand_first_where_no_call_was_recorded(home: floor.Team) -> None:
    """An order in days without calls, after a contact before them, breaks the chain at the calls."""
    days = Span(first=date(2026, 11, 10), last=FRIDAY)
    found = period_gap(Subject.TEAM, home.pk, days, OCTOBER)
    assert isinstance(found, SalesGap)
    assert not found.knows_calls
    assert [driver.code for driver in found.drivers][:2] == ["contacts", "conversion"]
    assert sum(driver.part for driver in found.drivers) == found.gap


def test_against_the_target_each_side_is_named_and_the_parts_add_up(home: floor.Team) -> None:
    floor.published(
        home,
        floor.line("sales_amount", 60, 300),
        floor.line("conversion_rate", 20, "0.25"),
        floor.line("outbound_calls", 20, 42),
    )
    rebuild_cells()
    performance = team_performance(home.pk, NOV, on=TODAY)
    line = performance.line("sales_amount")
    assert line is not None
    assert line.expected is not None
    with CaptureQueriesContext(connection) as queries:
        found = sales_gap(performance, Against.TARGET)
    assert isinstance(found, SalesGap)
    assert found.before == line.expected * 100
    assert found.after == (line.actual or 0) * 100 == 235_00
    assert sum(driver.part for driver in found.drivers) == found.gap
    bases = {driver.code: driver.basis for driver in found.drivers}
    assert bases["calls"] is bases["conversion"] is Basis.TARGET
    assert (bases["contact_rate"], bases["amount_per_order"]) == (Basis.LEVEL, Basis.NEEDED)
    for number in range(10):
        floor.agent(f"More {number}", home)
    with CaptureQueriesContext(connection) as more:
        sales_gap(performance, Against.TARGET)
    assert len(more) == len(queries) <= 9


def test_why_there_is_no_gap(home: floor.Team) -> None:
    floor.published(home, floor.line("outbound_calls", 100, 42))
    rebuild_cells()
    performance = team_performance(home.pk, NOV, on=TODAY)
    assert sales_gap(performance, Against.TARGET) is NoGap.NO_TARGET
    assert sales_gap(performance, Against.YEAR) is NoGap.NO_RECORDS
    early = team_performance(home.pk, date(2026, 12, 1), on=TODAY)
    assert sales_gap(early, Against.MONTH) is NoGap.NO_DAY


def test_shared_mix_and_own_add_up_to_the_gap_to_the_target(home: floor.Team) -> None:
    floor.published(home, floor.line("conversion_rate", 100, "0.25"))
    rebuild_cells()
    team = team_performance(home.pk, NOV, on=TODAY)
    info = kpi_infos(NOV)["conversion_rate"]
    found = mix_report(info, [team, *team.people], peers_of=team)
    assert found is not None
    assert found.peers == {"X": (2, 3), "Y": (1, 9)}  # customer 3 bought in another currency
    assert found.peers_value == Fraction(3, 12)
    for row, one in zip(found.rows, [team, *team.people], strict=True):
        line = one.line("conversion_rate")
        assert line is not None
        assert line.actual is not None
        told = row.explanation
        assert told.gap == line.actual - Fraction(1, 4) == told.shared + told.mix + told.own
        assert sum(n for n, _ in row.segments.values()) == line.numerator
    assert found.rows[0].explanation.mix == found.rows[0].explanation.own == 0  # its own peers


def test_segments_of_orders_and_none_for_what_has_no_campaign(home: floor.Team) -> None:
    floor.published(home, floor.line("average_order_value", 50, 100), floor.line("retention_rate", 50, "0.5"))
    rebuild_cells()
    team = team_performance(home.pk, NOV, on=TODAY)
    infos = kpi_infos(NOV)
    found = mix_report(infos["average_order_value"], [team], peers_of=team)
    assert found is not None
    assert found.peers == {"": (255_00, 4)}
    assert found.rows[0].explanation.gap == Fraction(255, 4) - 100
    assert mix_report(infos["retention_rate"], [team], peers_of=team) is None


def test_a_person_is_held_against_the_month_before(home: floor.Team) -> None:
    floor.published(home, floor.line("sales_amount", 100, 300))
    rebuild_cells()
    amy = pk("Amy")
    found = sales_gap(person_performance(amy, NOV, on=TODAY), Against.MONTH)
    assert isinstance(found, SalesGap)
    assert found.other == Span(first=date(2026, 10, 1), last=date(2026, 10, 21))  # 15 working days
    assert (found.before, found.after) == (350_00, 130_00)
