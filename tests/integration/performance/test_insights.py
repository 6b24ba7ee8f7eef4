"""What stands out: each rule in a company in which it must fire, and in one in which it must not."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Entry
from apps.intake.models import FollowUp
from apps.people import clock
from apps.people.models import Notice, Team, User
from apps.performance import operations, tasks
from apps.performance.choices import InsightKind
from apps.performance.insights.judging import Found, found_in
from apps.performance.insights.reading import window
from apps.performance.insights.rules import merged_rule
from apps.performance.insights.sentences import insight_sentence
from apps.performance.insights.stored import insights_between, leaders_told
from apps.performance.insights.trying import try_rule
from apps.performance.models import Insight, InsightRound
from apps.performance.refusals import BoundOutOfRange
from tests import floor, records
from tests.floor import NOON, NOV

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
DAY = date(2026, 11, 10)
NAMES = ("Amy", "Ben", "Cy", "Di", "Eve")


class Floor:
    """A team of five on whom a rule looks through Friday 20 November."""

    def __init__(self) -> None:
        floor.organisation()
        floor.delivered(FRIDAY)
        self.team = floor.team("Outbound A")
        self.people = {name: floor.agent(name, self.team) for name in NAMES}

    def cells(self, kpi: str, who: str, *parts: int, day: date = DAY, grain: str = "day") -> None:
        subject = self.people.get(who, self.team)
        floor.cell(kpi, subject, *parts, grain=grain, starts=day)

    def found(self, kind: InsightKind, *, off: frozenset[int] = frozenset()) -> list[Found]:
        return found_in(window(NOV, FRIDAY), merged_rule(kind, None), off=off)


@pytest.fixture
def company() -> Floor:
    return Floor()


def blind(company: Floor, buyers: int) -> None:
    """Amy makes half of all calls; of 200 she reached so many bought, in the team 60 of 1,000."""
    for name in NAMES:
        company.cells("outbound_calls", name, 1500 if name == "Amy" else 375)
        company.cells("conversion_rate", name, buyers if name == "Amy" else 12, 200, grain="month", day=NOV)
        company.cells("answered", name, 1, day=FRIDAY)
    company.cells("outbound_calls", "team", 3000)
    company.cells("conversion_rate", "team", 60, 1000, grain="month", day=NOV)
    company.cells("average_order_value", "team", 600_000, 60)


def fast(company: Floor, seconds: int) -> None:
    for name in NAMES:
        mine = name == "Amy"
        company.cells("talk_time", name, (seconds if mine else 240) * 100, 100)
        company.cells("customer_satisfaction", name, (400 if mine else 450) * 20, 20)
    company.cells("talk_time", "team", 220 * 500, 500)
    company.cells("customer_satisfaction", "team", 440 * 100, 100)


def discounting(company: Floor, amount: int) -> None:
    for name in NAMES:
        for number in range(16):
            records.order(
                company.people[name],
                f"2026-11-{2 + number % 5:02d}",
                amount=amount if name == "Amy" else 100_00,
                product="Fibre",
            )


def fall(company: Floor, buyers: int) -> None:
    """In 90 days 59 of 1,000, of late so many of 268."""
    company.cells("conversion_rate", "Amy", 59, 1000, day=date(2026, 9, 15))
    company.cells("conversion_rate", "Amy", buyers, 268, day=date(2026, 11, 16))
    company.cells("conversion_rate", "Ben", 60, 1000, day=date(2026, 9, 15))
    company.cells("conversion_rate", "Ben", 16, 268, day=date(2026, 11, 16))
    company.cells("average_order_value", "team", 600_000, 60)


def silent(company: Floor, last: int) -> None:
    company.cells("outbound_calls", "Amy", 20, day=date(2026, 11, last))
    company.cells("outbound_calls", "Ben", 20, day=FRIDAY)


def silent_source(company: Floor, last: int) -> None:
    floor.delivered(date(2026, 11, last), ["survey"], code="surveys")


def carried(company: Floor, amount: int) -> None:
    for name in NAMES:
        company.cells("sales_amount", name, amount if name == "Amy" else 15_000)


def callbacks(company: Floor, made: int) -> None:
    batch = records.batch()
    FollowUp.objects.bulk_create(
        FollowUp(
            source=batch.source,
            batch=batch,
            row=number,
            key=f"f{number}",
            agent=company.people["Amy"],
            day=DAY,
            due_day=DAY + timedelta(days=1),
            done_day=DAY if number < made else None,
        )
        for number in range(40)
    )


CASES: list[tuple[InsightKind, Callable[[Floor, int], None], int, int, str]] = [
    (InsightKind.BLIND_DIALLING, blind, 3, 11, "Amy"),
    (InsightKind.FAST_UNHAPPY, fast, 120, 200, "Amy"),
    (InsightKind.DISCOUNTING, discounting, 80_00, 90_00, "Amy"),
    (InsightKind.FALL, fall, 0, 12, "Amy"),
    (InsightKind.SILENT_AGENT, silent, 17, 18, "Amy"),
    (InsightKind.SILENT_SOURCE, silent_source, 17, 18, ""),
    (InsightKind.CARRIED, carried, 40_000, 39_000, "Outbound A"),
    (InsightKind.CALLBACKS, callbacks, 20, 35, "Amy"),
]


@pytest.mark.parametrize(("kind", "fill", "fires", "holds", "name"), CASES, ids=[c[0].value for c in CASES])
def test_a_rule_fires_where_it_must_and_only_there(
    company: Floor, kind: InsightKind, fill: Any, fires: int, holds: int, name: str
) -> None:
    fill(company, fires)
    found = company.found(kind)
    assert [one.name for one in found] == [name]
    sentence = insight_sentence(kind, found[0].n, found[0].values, currency="HKD")
    assert sentence != kind
    assert "%" not in sentence.replace("\N{NO-BREAK SPACE}%", "")
    if found[0].team_id is not None:
        assert company.found(kind, off=frozenset({company.team.pk})) == []


@pytest.mark.parametrize(("kind", "fill", "fires", "holds", "name"), CASES, ids=[c[0].value for c in CASES])
def test_a_rule_is_silent_where_nothing_is_wrong(
    company: Floor, kind: InsightKind, fill: Any, fires: int, holds: int, name: str
) -> None:
    assert company.found(kind) == []  # no records at all
    fill(company, holds)
    assert company.found(kind) == []


def test_what_it_costs_and_what_it_says(company: Floor) -> None:
    blind(company, 3)
    (found,) = company.found(InsightKind.BLIND_DIALLING)
    assert found.cost_minor == 9 * 100_00  # 12 usual of 200, 3 bought, 100.00 an order
    assert insight_sentence(found.kind, found.n, found.values, currency="HKD") == (
        "100 calls a day (team 40), 3 buyers of n = 200 customers reached: 1.5\N{NO-BREAK SPACE}%, "
        "team 6.0\N{NO-BREAK SPACE}%."
    )


def test_the_number_of_queries_does_not_depend_on_how_many_are_watched(company: Floor) -> None:
    blind(company, 3)
    clock.organisation()  # kept by the process
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            for kind in InsightKind:
                company.found(kind)
        counts.append(len(queries))
        for number in range(10):
            floor.agent(f"More {number}", company.team)
    assert counts[0] == counts[1]


def test_a_day_is_looked_at_once_and_leaders_are_told_once(company: Floor) -> None:
    leader = floor.leader("Dora", company.team)
    floor.leader("Elsewhere", floor.team("Outbound B"))
    User.objects.filter(pk=leader.pk).update(email="dora@example.com")
    blind(company, 3)
    made = operations.find_insights(at=NOON)
    assert made is not None
    assert made.day == FRIDAY
    assert operations.find_insights(at=NOON) is None
    assert Insight.objects.get().cost_minor is not None
    assert Entry.objects.filter(verb="insights.found").count() == 1
    assert tasks.find_insights() == 1
    assert tasks.find_insights() == 0
    assert Notice.objects.get().person == leader.person
    (letter,) = mail.outbox
    assert letter.to == ["dora@example.com"]
    assert "Amy (Outbound A): Many calls, few buyers" in letter.body
    assert insights_between([company.team.pk], NOV, FRIDAY) == [Insight.objects.get()]


def test_at_most_five_a_day_the_costliest_first(company: Floor) -> None:
    floor.leader("Dora", company.team)
    made = InsightRound.objects.create(day=FRIDAY, at=NOON)
    for number in range(7):
        Insight.objects.create(
            round=made,
            kind=InsightKind.FALL,
            subject="agent",
            subject_id=number,
            name=f"N{number}",
            team=company.team,
            first=NOV,
            last=FRIDAY,
            n=1,
            cost_minor=number * 100 or None,
        )
    (rows,) = leaders_told(FRIDAY).values()
    assert [row.cost_minor for row in rows] == [600, 500, 400, 300, 200, 100, None]
    assert [letter.values["count"] for letter in operations.tell_leaders(day=FRIDAY, at=NOON)] == [5]


def test_switched_off_for_a_team_it_is_off_for_those_below(company: Floor) -> None:
    above = floor.team("Division")
    Team.objects.filter(pk=company.team.pk).update(parent=above)
    by = floor.leader("Dora", above)
    for active, count in ((False, 0), (True, 1)):
        operations.switch_for_team(kind=InsightKind.BLIND_DIALLING, team=above, active=active, by=by, at=NOON)
        if active:
            blind(company, 3)
        InsightRound.objects.all().delete()
        operations.find_insights(at=NOON)
        assert Insight.objects.count() == count
    assert Entry.objects.filter(verb__startswith="insight_rule.o").count() == 2


def test_bounds_are_data_and_kept_within_their_range(company: Floor) -> None:
    by = floor.leader("Dora", company.team)
    blind(company, 3)
    kind = InsightKind.BLIND_DIALLING
    with pytest.raises(BoundOutOfRange, match="between 100 and 400"):
        operations.write_rule(kind=kind, bounds={"calls_percent": 99}, active=True, by=by, at=NOON)
    operations.write_rule(kind=kind, bounds={"calls_percent": 300}, active=True, by=by, at=NOON)
    operations.find_insights(at=NOON)
    assert not Insight.objects.exists()  # 250 per cent of the team's calls
    operations.write_rule(kind=kind, bounds={"calls_percent": 240}, active=False, by=by, at=NOON)
    InsightRound.objects.all().delete()
    operations.find_insights(at=NOON)
    assert not Insight.objects.exists()
    operations.write_rule(kind=kind, bounds={"calls_percent": 240}, active=True, by=by, at=NOON)
    InsightRound.objects.all().delete()
    operations.find_insights(at=NOON)
    assert Insight.objects.get().kind == kind


def test_a_rule_is_tried_on_the_whole_months_before(company: Floor) -> None:
    day = date(2026, 10, 15)
    for name in NAMES:
        company.cells("sales_amount", name, 90_000 if name == "Ben" else 15_000, day=day)
    trial = try_rule(merged_rule(InsightKind.CARRIED, None))
    assert len(trial.months) == 12
    assert trial.months[-1].month == date(2026, 10, 1)
    assert (trial.times, trial.people) == (1, [("Outbound A", 1)])
    assert not trial.is_for_all
    assert try_rule(merged_rule(InsightKind.CARRIED, None), team_ids=frozenset()).times == 0
